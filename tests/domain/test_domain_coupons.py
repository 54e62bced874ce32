"""What a scanned coupon is, what it may do, and the table of a claim's states."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.claim_state import (
    CLAIM_TABLE,
    TAKEN,
    ClaimEvent,
    ClaimState,
    event_of,
    next_claim_state,
)
from kiosk.domain.coupon import Claim, ClaimKind
from kiosk.domain.coupon_code import (
    CouponKind,
    CouponProgramme,
    CouponRead,
    CouponSeries,
    SignedCoupon,
    coupon_text,
    parse_signed,
    read_coupon,
    signed_part,
)
from kiosk.domain.coupon_csv import read_coupons
from kiosk.domain.member import Member
from kiosk.domain.owed import vouchers_used
from kiosk.domain.payment import NOT_PAID, UNSETTLED, AttemptState
from kiosk.domain.trip_coupon import MOST_COUPONS, TripCoupon, counting, coupon_of, refused, with_coupon
from kiosk.errors import IllegalEvent, InputRefused, Reason

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
BON = SignedCoupon(serial="7", amount_minor=250, currency="CNY", valid_until=NOW + timedelta(days=1))


def verify(signed: bytes, signature: bytes) -> bool:
    try:
        KEY.public_key().verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def code(coupon: SignedCoupon, key: Ed25519PrivateKey = KEY) -> str:
    part = signed_part(coupon)
    return coupon_text(part, key.sign(part))


def read(text: str, *series: CouponSeries) -> CouponRead:
    return read_coupon(text, CouponProgramme(series=series), verify, NOW, "CNY")


def refusal(text: str, *series: CouponSeries) -> str:
    with pytest.raises(InputRefused) as caught:
        read(text, *series)
    return caught.value.reason.code


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=64)


@given(
    serial=words.filter(bool),
    offer_id=words,
    amount=st.integers(1, 10**9),
    days=st.integers(1, 10_000),
    member=words,
)
def test_what_was_signed_is_what_is_read(
    serial: str, offer_id: str, amount: int, days: int, member: str
) -> None:
    coupon = SignedCoupon(
        serial=serial,
        offer_id=offer_id,
        amount_minor=0 if offer_id else amount,
        currency="" if offer_id else "CNY",
        valid_from=NOW - timedelta(days=days),
        valid_until=NOW + timedelta(days=days),
        member_ref=member,
    )
    text = code(coupon)
    assert parse_signed(text)[0] == coupon
    found = read(text)
    assert (found.number, found.offer_id, found.member_ref) == (serial, offer_id, member)
    assert found.kind is (CouponKind.DIGITAL if offer_id else CouponKind.VOUCHER)
    assert found.is_single_use


@given(place=st.integers(5, 200), sign=st.sampled_from("Ax0_-."))
def test_a_code_with_any_sign_changed_is_no_coupon(place: int, sign: str) -> None:
    text = code(BON)
    place %= len(text)
    changed = text[:place] + sign + text[place + 1 :]
    if changed != text:
        assert refusal(changed) in {"coupon.not_genuine", "coupon.unknown"}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"valid_until": NOW}, "coupon.expired"),
        ({"valid_from": NOW + timedelta(seconds=1)}, "coupon.not_yet"),
        ({"currency": "EUR"}, "coupon.other_currency"),
        ({"offer_id": "both"}, "coupon.not_genuine"),
        ({"amount_minor": 0}, "coupon.not_genuine"),
        ({"serial": ""}, "coupon.not_genuine"),
        ({"serial": "x" * 65}, "coupon.not_genuine"),
    ],
)
def test_why_a_signed_code_is_refused(changes: dict[str, object], why: str) -> None:
    assert refusal(code(replace(BON, **changes))) == why  # type: ignore[arg-type]


def test_another_shops_code_is_none_of_ours() -> None:
    assert refusal(code(BON, OTHER)) == "coupon.not_genuine"


def test_a_number_is_of_the_row_that_begins_like_it_the_longest() -> None:
    wide, narrow = (CouponSeries(starts_with=s, offer_id=s) for s in ("9912", "991234"))
    assert read("9912345000014", narrow, wide).offer_id == "991234"
    assert read("9912999000019", narrow, wide).offer_id == "9912"
    assert not read("9912999000019", wide).is_single_use
    assert refusal("9800000000007", narrow, wide) == "coupon.unknown"
    assert refusal("9912" + "0" * 100, wide) == "coupon.unknown"


@pytest.mark.parametrize(
    ("number", "taken"),
    [
        ("9912345000014", True),
        ("9912345000015", False),
        ("2559520000000509", True),
        ("2559520000000509123", True),
        ("2559520000000508", False),
        ("991234500001", True),
        ("9912345-A", True),
    ],
)
def test_a_number_with_a_wrong_check_digit_is_no_coupon(number: str, taken: bool) -> None:
    rows = [CouponSeries(starts_with=start, offer_id="o") for start in ("9912345", "2559520000000")]
    if taken:
        assert read(number, *rows).offer_id == "o"
    else:
        assert refusal(number, *rows) == "coupon.unknown"


def printed(number: str, offer_id: str = "o") -> TripCoupon:
    made = CouponRead(kind=CouponKind.PRINTED, number=number, text=number, offer_id=offer_id)
    return coupon_of(made, f"c-{number}")


def test_a_trip_takes_one_printed_coupon_of_an_offer_whatever_their_numbers() -> None:
    held = with_coupon((), printed("1"))
    with pytest.raises(InputRefused, match=r"coupon\.one_is_enough"):
        with_coupon(held, printed("2"))
    assert len(with_coupon(with_coupon(held, printed("3", "other")), coupon("4"))) == 3
    no = refused(held, "c-1", Reason("coupon.expired"))
    assert len(with_coupon(no, printed("2"))) == 2


def coupon(number: str, member: str = "") -> TripCoupon:
    kind = CouponKind.DIGITAL
    made = CouponRead(kind=kind, number=number, text=number, offer_id="o", member_ref=member)
    return coupon_of(made, f"c-{number}")


def test_a_trip_has_each_coupon_once_and_a_refused_one_may_be_shown_again() -> None:
    one = with_coupon((), coupon("1"))
    with pytest.raises(InputRefused, match=r"coupon\.used_in_this_trip"):
        with_coupon(one, coupon("1"))
    no = refused(one, "c-1", Reason("coupon.in_use"))
    assert counting(no, None) == ()
    assert [each.refusal for each in with_coupon(no, coupon("1"))] == [None]
    full = tuple(coupon(str(n)) for n in range(MOST_COUPONS))
    with pytest.raises(InputRefused, match=r"coupon\.too_many"):
        with_coupon(full, coupon("more"))


def test_a_members_coupon_counts_for_that_member_only() -> None:
    held = (coupon("1", "m-1"), coupon("2"))
    mine, other = Member("m-1", "x"), Member("m-2", "x")
    assert [claim.number for claim in counting(held, mine)] == ["1", "2"]
    assert [claim.number for claim in counting(held, other)] == ["2"]
    assert [claim.number for claim in counting(held, None)] == ["2"]


@given(total=st.integers(0, 5000), amounts=st.lists(st.integers(1, 2000), max_size=6))
def test_vouchers_pay_at_most_all_and_none_is_cut(total: int, amounts: list[int]) -> None:
    """Each voucher pays whole or waits, and one waits only where it is worth more than what is left."""
    claims = [
        Claim(claim_id=str(n), kind=ClaimKind.VOUCHER, number=str(n), amount_minor=amount)
        for n, amount in enumerate(amounts)
    ]
    used = vouchers_used(total, claims)
    paid = sum(claim.amount_minor for claim in used)
    assert paid <= total
    assert list(used) == [claim for claim in claims if claim in used]
    for claim in claims:
        assert claim in used or claim.amount_minor > total - paid


def test_the_table_of_a_claim_has_no_way_out_of_what_is_over() -> None:
    assert set(CLAIM_TABLE) == set(ClaimState)
    for state in ClaimState:
        for event in ClaimEvent:
            if event in CLAIM_TABLE[state]:
                assert next_claim_state(state, event) in set(ClaimState) - {ClaimState.SEEN}
            else:
                with pytest.raises(IllegalEvent):
                    next_claim_state(state, event)
    assert set(CLAIM_TABLE[ClaimState.REFUSED].values()) == {ClaimState.REFUSED}
    leaving = {event for event, to in CLAIM_TABLE[ClaimState.CONSUMED].items() if to not in TAKEN}
    assert leaving == {ClaimEvent.GIVE_BACK}


@pytest.mark.parametrize("state", AttemptState)
def test_only_proof_frees_a_claim(state: AttemptState) -> None:
    event = event_of(state)
    if state in UNSETTLED:
        assert event is ClaimEvent.HOLD
    elif event in (ClaimEvent.RELEASE, ClaimEvent.GIVE_BACK):
        assert state in NOT_PAID | {AttemptState.REFUNDED}


def test_a_sheet_names_each_wrong_row_and_keeps_the_others() -> None:
    sheet = read_coupons(
        "starts_with,offer_id,kind,stock_id,from,to\n"
        "9912345,o1,,,2026-12-01,2026-12-31\n"
        "9912345,o1,,,,\n"
        "991,o1,,,,\n"
        "9999999,none,,,,\n"
        "WXQ-,o1,wechat,,,\n"
        "9955555,o1,,,2026-12-02,2026-12-01\n"
        "9966666,o1,paper,,,\n",
        "Asia/Shanghai",
        {"o1"},
    )
    assert [row.starts_with for row in sheet.values] == ["9912345"]
    assert sheet.values[0].valid_until == datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert [problem.code for problem in sheet.problems] == [
        "catalogue.row_again",
        "coupon.not_a_beginning",
        "coupon.row_without_offer",
        "coupon.row_without_stock",
        "catalogue.ends_before_it_starts",
        "catalogue.not_one_of",
    ]
