"""A member's code: signed for real, fresh for minutes, and nothing else passes."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.barcode import MemberCode, Scan, classify
from kiosk.domain.member import (
    Member,
    MemberPayload,
    is_fresh,
    member_code,
    parse_member_code,
    read_member_code,
    signed_part,
    step_of,
)
from kiosk.errors import InputRefused

NOW = datetime(2026, 11, 21, 10, 30, 20, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def verify(signed: bytes, signature: bytes) -> bool:
    try:
        KEY.public_key().verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def code(member_ref: str = "m-17", greeting: str = "李**", at: datetime = NOW) -> str:
    signed = signed_part(MemberPayload(member_ref, greeting, step_of(at)))
    return member_code(signed, KEY.sign(signed))


def refusal(token: str, now: datetime = NOW) -> str:
    with pytest.raises(InputRefused) as refused:
        read_member_code(token, now, verify)
    return refused.value.reason.code


def test_a_member_shows_the_phone() -> None:
    token = code()
    assert classify(Scan(token.encode(), token)) == MemberCode(token)
    assert read_member_code(token, NOW, verify) == Member("m-17", token, "李**", NOW)


@pytest.mark.parametrize(
    ("minutes", "fresh"), [(-3, False), (-2, True), (-1, True), (0, True), (1, True), (2, True), (3, False)]
)
def test_a_code_lives_for_two_steps_either_way(minutes: int, fresh: bool) -> None:
    token = code(at=NOW + timedelta(minutes=minutes))
    assert is_fresh(step_of(NOW + timedelta(minutes=minutes)), NOW) is fresh
    if fresh:
        assert read_member_code(token, NOW, verify).member_ref == "m-17"
    else:
        assert refusal(token) == "member.code_expired"


def test_a_code_of_another_key_is_refused() -> None:
    signed = signed_part(MemberPayload("m-17", "", step_of(NOW)))
    other = Ed25519PrivateKey.from_private_bytes(b"x" * 32)
    assert refusal(member_code(signed, other.sign(signed))) == "member.code_not_valid"


@given(st.data())
def test_no_changed_character_passes(data: st.DataObject) -> None:
    token = code()
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("ABCabc019-_.=+/ é").filter(lambda sign: sign != token[place]))
    assert refusal(token[:place] + letter + token[place + 1 :]) == "member.code_not_valid"


def test_a_code_has_no_second_spelling() -> None:
    """The last letter of a signature carries four spare bits: only their zero form is the code."""
    token = code()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = token[:-1] + alphabet[alphabet.index(token[-1]) + 1]
    assert refusal(twin) == "member.code_not_valid"


def packed(payload: bytes, signature: bytes = b"s" * 64) -> str:
    def text(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    return f"TLM1.{text(payload)}.{text(signature)}"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "TLM1",
        "TLM1..",
        "TLM1.e30.",
        packed(b"{}"),
        packed(b"[]"),
        packed(b"null"),
        packed(b'"m"'),
        packed(b"\xff\xfe"),
        packed(b"[" * 4000),
        packed(b'{"m":"x","g":"","t":1.5}'),
        packed(b'{"m":"x","g":"","t":true}'),
        packed(b'{"m":"x","g":"","t":"1"}'),
        packed(b'{"m":"","g":"","t":1}'),
        packed(b'{"m":7,"g":"","t":1}'),
        packed(b'{"m":"x","g":null,"t":1}'),
        packed(b'{"m":"' + b"x" * 65 + b'","g":"","t":1}'),
        packed(b'{"m":"x","g":"","t":1}', b"short"),
        "TLM2." + packed(b'{"m":"x","g":"","t":1}').removeprefix("TLM1."),
    ],
)
def test_what_is_no_member_code_is_refused_and_never_verified(token: str) -> None:
    with pytest.raises(InputRefused, match=r"member\.code_not_valid"):
        parse_member_code(token)


@given(st.text(max_size=60))
def test_any_text_behind_the_prefix_has_an_answer(text: str) -> None:
    with pytest.raises(InputRefused, match=r"member\.code_not_valid"):
        read_member_code("TLM1." + text, NOW, verify)


def test_a_greeting_cannot_draw_on_the_screen() -> None:
    token = code(greeting="李\u202e**\x07" + "长" * 60)
    assert read_member_code(token, NOW, verify).greeting == "李**" + "长" * 37
