"""What offers ask of members: their segments and their uses, as a signed code or the cloud tells them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import signed_code
from kiosk.domain.barcode import MemberCode, Scan, classify
from kiosk.domain.explaining import explained
from kiosk.domain.member import MemberPayload, member_code, parse_member_code, signed_part
from kiosk.domain.member_segments import LONGEST_SEGMENT, MOST_SEGMENTS, checked_segments
from kiosk.domain.offer import LimitUsed, PieceOffer, Selector, terms_of
from kiosk.domain.offer_csv import read_offers
from kiosk.domain.offer_members import (
    as_told,
    for_member,
    for_nobody,
    segments_differ,
    unknown_segments,
    uses_differ,
)
from kiosk.domain.offer_terms import OfferTerms
from kiosk.domain.pricing import PricedBasket, price
from kiosk.domain.product import Names
from kiosk.domain.promotion import compile_offers
from kiosk.errors import InputRefused, Reason
from kiosk.sentences import Sentences
from tests.domain.pricing_goods import GOODS, MEMBER, SHOPPER, basket

WORDS = Sentences(strict=True)
ONCE = PieceOffer(
    offer_id="once",
    names=Names("一次", "Once"),
    goods=Selector(skus=("tea",)),
    amount_minor=100,
    terms=OfferTerms(most_uses_per_member=2),
)
BOOK = compile_offers((ONCE,), 1)


def teas(count: int, *used: LimitUsed, member: bool = True) -> PricedBasket:
    context = for_member(SHOPPER, MemberPayload("m-1", "", 1, uses=used), BOOK) if member else SHOPPER
    return price(basket(f"tea*{count}"), GOODS, BOOK, context)


def test_a_shops_sheet_may_ask_for_segments_and_count_uses() -> None:
    written = (
        "offer_id,name_zh,kind,skus,percent,segments,most_uses_per_member\nx,优惠,piece,tea,5,gold;员工,1\n"
    )
    sheet = read_offers(written, "CNY", {"tea"})
    assert sheet.problems == ()
    (offer,) = sheet.values
    assert terms_of(offer).segments == ("gold", "员工")
    assert terms_of(offer).most_uses_per_member == 1
    [told] = unknown_segments([offer], {"gold", "silver"})
    assert "员工" in WORDS.say(told, "en")
    assert WORDS.say(told, "zh-CN").endswith("gold, member, silver。")
    assert list(unknown_segments([offer], {"gold", "员工"})) == []


@pytest.mark.parametrize("wrong", ["a b", "member", "a" * (LONGEST_SEGMENT + 1), "a;b"])
def test_a_segments_name_is_one_word(wrong: str) -> None:
    with pytest.raises(InputRefused) as refused:
        checked_segments(["gold", wrong])
    assert refused.value.reason.code == "member.segment_wrong"
    with pytest.raises(InputRefused):
        checked_segments(map(str, range(MOST_SEGMENTS + 1)))
    assert checked_segments(["staff", "", "gold", "staff"]) == ("gold", "staff")


segments = st.lists(st.text("金卡gold-_7", min_size=1, max_size=16), max_size=5, unique=True)
uses = st.dictionaries(st.text("offer-优惠9", min_size=1, max_size=64), st.integers(1, 99), max_size=40)


@given(segments, uses)
def test_whatever_a_member_is_and_used_a_code_is_scanned_as_one(
    named: list[str], used: dict[str, int]
) -> None:
    """Of more uses than it has room for it tells the first, and those right."""
    told = tuple(LimitUsed(offer_id, number) for offer_id, number in used.items())
    payload = MemberPayload("m-0123456789abcdef", "李**", 29_000_000, tuple(sorted(named)), told)
    token = member_code(signed_part(payload), b"s" * 64)
    assert classify(Scan(token.encode(), token)) == MemberCode(token)
    read = parse_member_code(token)[0]
    assert read.segments == payload.segments
    assert read.uses is not None
    assert set(read.uses) == set(told[: len(read.uses)])
    if len(used) <= 1:
        assert read.uses == told


@pytest.mark.parametrize(
    "more",
    [{"s": "gold"}, {"s": ["member"]}, {"s": [1]}, {"u": []}, {"u": {"once": -1}}, {"u": {"once": True}}],
)
def test_a_code_that_says_nonsense_of_a_member_is_none(more: dict[str, object]) -> None:
    body = {"m": "m-1", "g": "", "t": 1, **more}
    with pytest.raises(InputRefused):
        parse_member_code(member_code(signed_code.signed_part("TLM1.", body), b"s" * 64))


def test_what_a_member_used_is_not_had_again_and_the_line_says_so() -> None:
    assert [teas(3).total_minor, teas(3, LimitUsed("once", 1)).total_minor] == [1300, 1400]
    none_left = teas(3, LimitUsed("once", 2))
    assert none_left.total_minor == 1500
    told = explained(none_left, none_left.lines[0].line_id, "Asia/Shanghai")
    assert told is not None
    assert Reason("pricing.member_offer_used_up") in [row.told for row in told.rows]
    assert WORDS.say(Reason("pricing.member_offer_used_up"), "en") == "Member offer used up"
    others = teas(3, member=False)
    assert "pricing.member_offer_used_up" not in [step.code for step in others.lines[0].trace]


def test_a_counted_offer_does_not_hold_where_nobody_says_how_often_it_was_used() -> None:
    silent = for_member(SHOPPER, MemberPayload("m-1", "", 1, ("gold",)), BOOK)
    assert silent.member_segments == ("member", "gold")
    assert price(basket("tea"), GOODS, BOOK, silent).total_minor == 500
    assert for_nobody(silent) == SHOPPER


def test_what_the_cloud_says_of_a_member_takes_the_place_of_what_the_code_said() -> None:
    more = as_told(MEMBER, uses_differ({}, {"once": 2}))
    assert more.limits_used == (LimitUsed("once", 2),)
    fewer = uses_differ({"once": 2}, {})
    assert fewer.code == "payment.member_uses_differ"
    assert as_told(more, fewer).limits_used == ()
    assert as_told(MEMBER, segments_differ(["staff", "gold"])).member_segments == ("member", "gold", "staff")
    for nonsense in (
        Reason("payment.member_segments_differ", {"segments": "["}),
        Reason("payment.member_segments_differ", {"segments": '["member"]'}),
        Reason("payment.member_offer_used_up", {"uses": '{"once": "2"}'}),
        Reason("payment.member_offer_used_up"),
        Reason("payment.price_differs", {"uses": '{"once": 2}'}),
    ):
        assert as_told(MEMBER, nonsense) == MEMBER
    assert as_told(SHOPPER, uses_differ({}, {"once": 2})) == SHOPPER
