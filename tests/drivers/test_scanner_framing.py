"""Bytes into codes: every way scanners end a code, cut anywhere, and noise of any kind."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanner.framing import ENDS, LONGEST, Framer, text_of
from drivers.virtual.scanner import SUFFIXES
from kiosk.domain.aim import scan_of
from kiosk.domain.barcode import Symbology

CODES = st.lists(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1), max_size=5)
TERMINATED = sorted(set(SUFFIXES) - {"none"})
WIRE = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from(
            [b"\r", b"\n", b"\r\n", b"\t", b"\x03", b"\x02", b"\0", b"\x1d", b"]E0", b"7" * 4000]
        ),
    ),
    max_size=12,
).map(b"".join)
PLACES = st.lists(st.integers(0, 5000), max_size=12)


def pieces(wire: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({min(cut, len(wire)) for cut in cuts} | {0, len(wire)})
    return [wire[start:end] for start, end in pairwise(places)]


@given(codes=CODES, suffix=st.sampled_from(TERMINATED), cuts=PLACES)
def test_codes_come_whole_however_the_line_cuts_them(codes: list[str], suffix: str, cuts: list[int]) -> None:
    wire = b"".join(code.encode() + SUFFIXES[suffix] for code in codes)
    for expected in ("any", suffix):
        framer = Framer(expected)
        frames = [frame for piece in pieces(wire, cuts) for frame in framer.feed(piece)]
        assert [text_of(frame) for frame in frames] == codes
        assert not framer.waiting


@given(wire=WIRE, cuts=PLACES, suffix=st.sampled_from(sorted(ENDS)), prefix=st.sampled_from(["", "7", "]E0"]))
def test_any_bytes_are_the_same_codes_however_they_are_cut(
    wire: bytes, cuts: list[int], suffix: str, prefix: str
) -> None:
    whole, cut = Framer(suffix, prefix), Framer(suffix, prefix)
    expected = whole.feed(wire) + whole.silent()
    assert [frame for piece in pieces(wire, cuts) for frame in cut.feed(piece)] + cut.silent() == expected
    assert not whole.waiting
    assert not cut.waiting
    for frame in expected:
        assert len(frame) <= LONGEST
        text = text_of(frame)
        if text is not None:
            assert not [sign for sign in scan_of(frame, text).text if sign < " " and sign != "\x1d"]


@pytest.mark.parametrize("suffix", ["any", "none"])
def test_a_code_without_suffix_ends_by_silence(suffix: str) -> None:
    framer = Framer(suffix)
    assert framer.feed(b"69012") == []
    assert framer.feed(b"34567892") == []
    assert framer.waiting
    assert framer.silent() == [b"6901234567892"]
    assert framer.silent() == []


def test_where_a_suffix_is_set_silence_drops_half_a_code() -> None:
    framer = Framer("cr")
    assert framer.feed(b"69012345") == []
    assert framer.silent() == []
    assert framer.feed(b"6901234567892\r") == [b"6901234567892"]


def test_where_a_suffix_is_set_the_others_are_no_end() -> None:
    vcard = "BEGIN:VCARD\r\nFN:王\tLi\r\nEND:VCARD".encode()
    assert Framer("etx").feed(vcard + b"\x03") == [vcard]
    assert len(Framer("any").feed(vcard + b"\x03")) == 4


@pytest.mark.parametrize(
    ("wire", "frame"),
    [
        (b"##6901234567892\r", b"6901234567892"),
        (b"##]E06901234567892\r", b"]E06901234567892"),
        (b"]E0##6901234567892\r", b"]E06901234567892"),
        (b"####96385074\r", b"##96385074"),
        (b"6901234567892\r", b"6901234567892"),
        (b"\x02##96385074\x03", b"96385074"),
    ],
)
def test_the_prefix_of_the_settings_is_cut_off(wire: bytes, frame: bytes) -> None:
    assert Framer(prefix="##").feed(wire) == [frame]


def test_a_lost_port_leaves_no_half_code() -> None:
    framer = Framer()
    framer.feed(b"69012345")
    framer.reset()
    assert framer.feed(b"96385074\r") == [b"96385074"]


def test_ten_thousand_bytes_without_end_are_noise_and_the_next_code_is_read() -> None:
    framer = Framer()
    assert framer.feed(b"7" * 10_000) == []
    assert framer.feed(b"\r6901234567892\r") == [b"6901234567892"]
    assert framer.feed(b"7" * LONGEST + b"\r") == [b"7" * LONGEST]


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
