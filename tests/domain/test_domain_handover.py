"""A till reads exactly the basket that the kiosk showed, in any order, or says that it did not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.barcode import BasketCode, Scan, classify
from kiosk.domain.handover import (
    MOST_BYTES,
    Handover,
    HandoverEntry,
    can_carry,
    handover_texts,
    printed_gtin,
    read_handover,
)
from kiosk.errors import BugError, InputRefused

codes = st.text(st.sampled_from("0123456789"), min_size=1, max_size=14) | st.sampled_from(
    ["https://id.example/01/09520123456788", "2100021012400", "(01)09520123456788"]
)
entries = st.builds(HandoverEntry, st.integers(1, 99), codes, st.booleans())
coupons = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=4, max_size=600)
baskets = st.builds(
    Handover,
    st.just("K01-0a1b2c"),
    st.lists(entries, min_size=1, max_size=200).map(tuple),
    st.lists(coupons, max_size=3).map(tuple),
)


@given(baskets, st.randoms(use_true_random=False))
def test_what_is_shown_is_what_is_read(basket: Handover, chance: random.Random) -> None:
    texts = handover_texts(basket)
    scanned = [*texts, texts[0]]
    chance.shuffle(scanned)
    plain_first = sorted(basket.entries, key=lambda entry: entry.restricted)
    assert read_handover(scanned) == Handover(basket.basket, tuple(plain_first), basket.coupons)
    assert all(len(text.encode("ascii")) <= MOST_BYTES or text.count("\n") == 1 for text in texts)


@given(baskets, st.data())
def test_one_changed_sign_or_missing_part_is_never_a_basket(basket: Handover, data: st.DataObject) -> None:
    texts = list(handover_texts(basket))
    part = data.draw(st.integers(0, len(texts) - 1))
    place = data.draw(st.integers(0, len(texts[part]) - 1))
    other = data.draw(st.sampled_from("0179;Aga").filter(lambda sign: sign != texts[part][place]))
    changed = texts[part][:place] + other + texts[part][place + 1 :]
    with pytest.raises(InputRefused):
        read_handover([*texts[:part], changed, *texts[part + 1 :]])
    with pytest.raises(InputRefused) as missing:
        read_handover([text for number, text in enumerate(texts) if number != part])
    assert missing.value.reason.code == "handover.part_missing"
    assert missing.value.reason.values["part"] == (part + 1 if len(texts) > 1 else 1)


def test_the_form_is_kept_for_tills_that_know_it() -> None:
    basket = Handover(
        "K01-0a1b2c", (HandoverEntry(2, "9520000000011"), HandoverEntry(1, "9520000000035", True))
    )
    assert handover_texts(basket) == (
        "TLH1;1;2;K01-0a1b2c;g;A3FC\n2;9520000000011",
        "TLH1;2;2;K01-0a1b2c;r;C09E\n1;9520000000035",
    )


def test_restricted_goods_have_texts_of_their_own() -> None:
    mixed = tuple(HandoverEntry(1, f"{number:013}", number % 3 == 0) for number in range(60))
    for text in handover_texts(Handover("K01-x", mixed)):
        alone = {entry.restricted for entry in mixed if f";{entry.code}" in text}
        assert len(alone) == 1


def test_two_baskets_are_not_mixed() -> None:
    entry = (HandoverEntry(1, "1"),)
    with pytest.raises(InputRefused) as refused:
        read_handover([*handover_texts(Handover("K01-a", entry)), *handover_texts(Handover("K01-b", entry))])
    assert refused.value.reason.code == "handover.other_basket"


@pytest.mark.parametrize(
    ("quantity", "code"), [(0, "1"), (100, "1"), (1, ""), (1, "a;b"), (1, "a\nb"), (1, "é")]
)
def test_a_line_no_till_could_read_is_never_made(quantity: int, code: str) -> None:
    with pytest.raises(BugError):
        HandoverEntry(quantity, code)


@pytest.mark.parametrize(
    ("gtin14", "printed"),
    [
        ("09520000000011", "9520000000011"),
        ("00000096385074", "96385074"),
        ("10012345678902", "10012345678902"),
    ],
)
def test_the_digits_under_the_symbol(gtin14: str, printed: str) -> None:
    assert printed_gtin(gtin14) == printed
    assert classify(Scan(printed.encode(), printed)) == classify(Scan(gtin14.encode(), gtin14))


def test_a_kiosk_takes_no_handover_code_for_goods() -> None:
    (text,) = handover_texts(Handover("K01-x", (HandoverEntry(1, "9520000000011"),)))
    assert classify(Scan(text.encode(), text)) == BasketCode()


def test_coupons_come_last_each_as_it_was_scanned() -> None:
    held = ("9912345000014", "WXQ-7;HD2", "TLC1." + "x" * 300)
    texts = handover_texts(Handover("K01-0a1b2c", (HandoverEntry(1, "9520000000011"),), held))
    assert [text.split(";")[4] for text in texts] == ["g", "c", "c"]
    assert texts[1].endswith("\n1;9912345000014\n1;WXQ-7;HD2")
    assert read_handover(reversed(texts)).coupons == held


def test_coupons_without_goods_are_no_basket() -> None:
    assert handover_texts(Handover("K01-0a1b2c", (), ("9912345000014",))) == ()
    assert not can_carry("8110\x1d1234")
    with pytest.raises(BugError):
        Handover("K01-0a1b2c", (), ("two\nlines",))
