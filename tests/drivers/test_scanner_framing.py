"""Bytes into codes: every way scanners end a code, cut anywhere, and noise of any kind."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanner.aim import scan_of
from drivers.scanner.framing import LONGEST, SILENCE_S, Framer, text_of
from drivers.virtual.scanner import SUFFIXES
from kiosk.domain.barcode import Symbology

CODES = st.lists(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1), max_size=5)
TERMINATED = sorted(set(SUFFIXES) - {"none"})


@given(codes=CODES, suffix=st.sampled_from(TERMINATED), cuts=st.lists(st.integers(0, 200), max_size=8))
def test_codes_come_whole_however_the_line_cuts_them(codes: list[str], suffix: str, cuts: list[int]) -> None:
    wire = b"".join(code.encode() + SUFFIXES[suffix] for code in codes)
    places = sorted({min(cut, len(wire)) for cut in cuts} | {0, len(wire)})
    framer, frames = Framer(), []
    for number, (start, end) in enumerate(pairwise(places)):
        frames += framer.feed(wire[start:end], at=number * SILENCE_S / 2)
    assert [text_of(frame) for frame in frames] == codes


def test_a_code_without_suffix_ends_by_silence() -> None:
    framer = Framer()
    assert framer.feed(b"69012", at=1.00) == []
    assert framer.feed(b"34567892", at=1.04) == []
    assert framer.idle(at=1.08) == []
    assert framer.idle(at=1.10) == [b"6901234567892"]
    assert framer.idle(at=9.00) == []


def test_a_code_that_silence_ended_is_not_joined_to_the_next() -> None:
    framer = Framer()
    framer.feed(b"11111111", at=1.0)
    assert framer.feed(b"22222222\r", at=2.0) == [b"11111111", b"22222222"]


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_noise_never_raises_and_never_shows_a_control_character(chunks: list[bytes]) -> None:
    framer = Framer()
    for number, chunk in enumerate(chunks):
        for frame in framer.feed(chunk, at=float(number)):
            text = text_of(frame)
            if text is not None:
                scan = scan_of(frame, text)
                assert not [c for c in scan.text if c < " " and c != "\x1d"]
                assert len(frame) <= LONGEST


def test_ten_thousand_bytes_without_end_are_noise_and_the_next_code_is_read() -> None:
    framer = Framer()
    assert framer.feed(b"7" * 10_000, at=1.0) == []
    assert framer.feed(b"\r6901234567892\r", at=1.01) == [b"6901234567892"]


@pytest.mark.parametrize(
    ("wire", "text"),
    [
        (b"6901234567892", "6901234567892"),
        ("会员 8001".encode(), "会员 8001"),
        ("会员 8001".encode("gb18030"), "会员 8001"),
        (b"\x0210\x1b@\x1d21", "10@\x1d21"),
        (b"\x81", None),
        (b"\x01\x02", None),
    ],
)
def test_text_of_a_frame(wire: bytes, text: str | None) -> None:
    assert text_of(wire) == text


@pytest.mark.parametrize(
    ("frame", "aim", "symbology", "text"),
    [
        ("]E06901234567892", "]E0", Symbology.EAN13, "6901234567892"),
        ("]E496385074", "]E4", Symbology.EAN8, "96385074"),
        ("]E3690123456789212", "]E3", Symbology.EAN13, "6901234567892"),
        ("]C10106901234567892", "]C1", Symbology.CODE128, "0106901234567892"),
        ("]e00106901234567892", "]e0", Symbology.DATABAR, "0106901234567892"),
        ("]e001069012345678923103001255", "]e0", Symbology.DATABAR_EXPANDED, "01069012345678923103001255"),
        ("]d20106901234567892\x1d10A", "]d2", Symbology.DATAMATRIX, "0106901234567892\x1d10A"),
        ("]Q1https://id.example/01/1", "]Q1", Symbology.QR, "https://id.example/01/1"),
        ("]X0what", "]X0", Symbology.UNKNOWN, "what"),
        ("6901234567892", "", Symbology.UNKNOWN, "6901234567892"),
        ("]", "", Symbology.UNKNOWN, "]"),
    ],
)
def test_aim_identifiers(frame: str, aim: str, symbology: Symbology, text: str) -> None:
    scan = scan_of(frame.encode(), frame)
    assert (scan.aim, scan.symbology, scan.text, scan.raw) == (aim, symbology, text, frame.encode())
