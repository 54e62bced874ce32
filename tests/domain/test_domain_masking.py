"""What may be kept of a text that could be somebody's card, wallet or token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.barcode import MemberCode, Scan
from kiosk.domain.gtin import check_digit, to_gtin14
from kiosk.domain.masking import KEPT, masked
from kiosk.domain.member import Member


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4111111111111111", "411111**********"),
        ("4111 1111 1111 1111", "411111**********"),
        ("card: 4111-1111-1111-1111.", "card: 411111**********."),
        ("11010519491231002X", "110105***********X"),
        ("12345678", "12345678"),
        ("https://pay.example/u/alice?t=1", "https://pay.example/…"),
        ("wxp://f2f0abcdefghij", "wxp://…"),
        ("alipays://platformapi/startapp?code=1", "alipays://…"),
        ("HTTPS://QR.ALIPAY.COM/fkx1", "HTTPS://QR.ALIPAY.COM/…"),
        ("https://alice:secret@pay.example/u", "https://pay.example/…"),
        ("eyJhbGciOiJFZERTQSJ9.eyJ0", "eyJhbG*******************"),
        ("Milk 1 l, fresh", "Milk 1 l, fresh"),
    ],
)
def test_what_is_said(text: str, said: str) -> None:
    assert masked(text) == said


@given(st.from_regex(r"[0-9]{7}|[0-9]{11,13}", fullmatch=True))
def test_a_good_that_is_not_known_yet_stays_whole(body: str) -> None:
    gtin = body + str(check_digit(body))
    assert masked(gtin) == gtin


@given(st.from_regex(r"[0-9]{9,40}", fullmatch=True).filter(lambda text: to_gtin14(text) is None))
def test_of_other_long_numbers_only_the_beginning_and_the_length_stay(digits: str) -> None:
    assert masked(digits) == digits[:KEPT] + "*" * (len(digits) - KEPT)


@given(st.text(max_size=60))
def test_masking_twice_is_masking_once_for_any_text(text: str) -> None:
    assert masked(masked(text)) == masked(text)


def test_no_value_says_a_secret_where_it_is_printed() -> None:
    secret = "TLM1.c2VjcmV0.c2lnbmF0dXJl"
    assert secret not in repr(MemberCode(secret)) + repr(Member("m-1", secret))
    assert "4111111111111111" not in repr(Scan(b"4111111111111111", "4111111111111111"))
