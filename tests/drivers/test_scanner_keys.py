"""Key presses into the bytes a scanner means: shift, GS, Alt and a number, Caps Lock, what got lost."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanner.framing import UNKNOWABLE, Framer, text_of
from drivers.scanner.keys import (
    EV_KEY,
    EV_SYN,
    EVENT,
    KEY_A,
    KEY_CAPSLOCK,
    KEY_LEFTALT,
    KEY_LEFTSHIFT,
    KEYPAD,
    SYN_DROPPED,
    SYN_REPORT,
    Event,
    KeyDecoder,
    events_of,
)
from drivers.virtual.keyboard import PLAIN, by_number, key, packed, tap, typed

KEY_F1, KEY_LEFT, KEY_KPENTER, KEY_KP7 = 59, 105, 96, 71


def meant(events: Iterable[Event]) -> bytes:
    decoder = KeyDecoder()
    return b"".join(decoder.feed(event) for event in events)


@given(st.text(st.sampled_from(PLAIN + "\x1d\r\t"), max_size=60))
def test_every_sign_of_a_us_keyboard_comes_as_it_was_typed(text: str) -> None:
    assert meant(typed(text)) == text.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@given(text=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8))
def test_chinese_typed_by_the_numbers_of_its_bytes(encoding: str, text: str) -> None:
    assert meant(typed(text, encoding)) == text.encode(encoding)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("65", "A"),
        ("065", "A"),
        (str(ord("扫")), "扫"),
        (str(int.from_bytes("扫".encode("gb18030"), "big")), "扫"),
        (str(int.from_bytes("中".encode("gb18030"), "big")), "中"),
        ("8364", "€"),
    ],
)
def test_a_sign_by_its_number(number: str, text: str) -> None:
    assert text_of(meant(by_number(number))) == text


@pytest.mark.parametrize("number", ["70000", "99999999", "55296"])
def test_a_number_of_no_sign_makes_the_code_no_text(number: str) -> None:
    assert text_of(meant([*typed("12"), *by_number(number), *typed("34")])) is None


def test_every_number_is_a_sign_a_byte_or_unknowable_and_never_an_error() -> None:
    """A code may bear any sign, and anybody may print one: 93 numbers look like GBK and are none (0xA1FF)."""
    decoder = KeyDecoder()
    down, up = Event(EV_KEY, KEY_LEFTALT, 1), Event(EV_KEY, KEY_LEFTALT, 0)
    digits = {sign: Event(EV_KEY, code, 1) for code, sign in KEYPAD.items()}
    for number in range(0x10100):
        decoder.feed(down)
        for digit in str(number):
            decoder.feed(digits[digit])
        wire = decoder.feed(up)
        if number < 0x100:
            assert wire == bytes((number,))
        elif wire != bytes((UNKNOWABLE,)):
            assert len(wire.decode()) == 1
    for number in range(0xA1FF, 0xFDFF + 1, 0x100):
        assert text_of(meant([*typed("12"), *by_number(number), *typed("34")])) is None


def test_a_key_with_alt_that_a_us_keyboard_does_not_have_makes_the_code_no_text() -> None:
    assert text_of(meant([*typed("AB"), *tap(16, 100), *typed("C")])) is None


def test_the_keypad_means_its_digits_and_ends_a_code() -> None:
    assert meant([*tap(KEY_KP7), *tap(KEY_KPENTER)]) == b"7\r"


def test_keys_that_hold_no_sign_add_none() -> None:
    assert meant([*tap(KEY_F1), *tap(KEY_LEFT), *typed("7")]) == b"7"


def test_a_scanner_that_presses_caps_lock_around_a_code_means_capitals() -> None:
    events = [*tap(KEY_CAPSLOCK), *typed("ab-C1"), *tap(KEY_CAPSLOCK), *typed("d")]
    assert meant(events) == b"AB-c1d"


def test_a_key_that_repeats_by_itself_counts_once() -> None:
    repeats = [Event(EV_KEY, KEY_A, 2)] * 5
    assert meant([*key(KEY_A, True), *repeats, *key(KEY_A, False), *typed("b")]) == b"ab"


def test_what_the_kernel_dropped_spoils_this_code_and_not_the_next() -> None:
    lost = [Event(EV_SYN, SYN_DROPPED, 0), *tap(KEY_A), Event(EV_SYN, SYN_REPORT, 0)]
    wire = meant([*typed("6901"), *lost, *typed("34567892\r6901234567892\r")])
    assert [text_of(frame) for frame in Framer().feed(wire)] == [None, "6901234567892"]


def test_after_silence_no_key_is_down_whatever_was_lost() -> None:
    decoder = KeyDecoder()
    for event in (*key(KEY_LEFTSHIFT, True), *tap(KEY_CAPSLOCK), *key(KEY_LEFTALT, True), *tap(KEY_KP7)):
        decoder.feed(event)
    decoder.settle()
    assert b"".join(decoder.feed(event) for event in typed("aB1")) == b"aB1"


@given(st.lists(st.tuples(st.integers(0, 31), st.integers(0, 767), st.integers(0, 3)), max_size=200))
def test_any_events_are_bytes_and_never_an_error(raw: list[tuple[int, int, int]]) -> None:
    frames = Framer().feed(meant(Event(*each) for each in raw))
    assert all(text is None or text.isprintable() or "\x1d" in text for text in map(text_of, frames))


@given(st.text(st.sampled_from("0123456789\r"), max_size=20), st.integers(0, EVENT.size - 1))
def test_events_are_read_as_the_kernel_packs_them(text: str, torn: int) -> None:
    events = list(typed(text))
    assert events_of(packed(events) + bytes(torn)) == events
