"""AIM identifiers: what a decoder says of a text, for the camera's, the wire's and a person's copy alike."""

from __future__ import annotations

import pytest

from kiosk.domain.aim import GS1_MESSAGES, scan_of
from kiosk.domain.barcode import GtinCode, Scan, Symbology, UnknownCode, classify

S = Symbology


@pytest.mark.parametrize(
    ("sent", "symbology", "text"),
    [
        ("]E09521234543213", S.EAN13, "9521234543213"),
        ("]E0036000291452", S.UPCA, "036000291452"),
        ("]E105", S.EAN13, "05"),
        ("]E252250", S.EAN13, "52250"),
        ("]E3977123456789805", S.EAN13, "9771234567898"),
        ("]E3978030640615752250", S.EAN13, "9780306406157"),
        ("]E39780306406157 52250", S.EAN13, "9780306406157"),
        ("]E303600029145212", S.UPCA, "036000291452"),
        ("]E3978030640615", S.UPCA, "978030640615"),
        ("]E496385074", S.EAN8, "96385074"),
        ("]C0ABC", S.CODE128, "ABC"),
        ("]C1010952123454321310A\x1d21B", S.CODE128, "010952123454321310A\x1d21B"),
        ("]e00109521234543213", S.DATABAR, "0109521234543213"),
        ("]e009521234543213", S.DATABAR, "09521234543213"),
        ("]e001095212345432133103001250", S.DATABAR_EXPANDED, "01095212345432133103001250"),
        ("]d1ABC", S.DATAMATRIX, "ABC"),
        ("]d20109521234543213", S.DATAMATRIX, "0109521234543213"),
        (r"]d5\0000030109521234543213", S.DATAMATRIX, "0109521234543213"),
        ("]Q1https://id.example/01/1", S.QR, "https://id.example/01/1"),
        (r"]Q1C:\000026", S.QR, r"C:\000026"),
        (r"]Q2\000026C:\\000026", S.QR, r"C:\000026"),
        ("]Q30109521234543213", S.QR, "0109521234543213"),
        ("]I019521234543210", S.ITF, "19521234543210"),
        ("]I119521234543210", S.ITF, "19521234543210"),
        ("]A0ABC", S.CODE39, "ABC"),
        ("]A1ABCX", S.CODE39, "ABC"),
        ("]A4abc", S.CODE39, "abc"),
        ("]L2ABC", S.PDF417, "ABC"),
        ("]z0ABC", S.AZTEC, "ABC"),
        ("]J1010952123454321310A", S.UNKNOWN, "010952123454321310A"),
        ("]F0A123B", S.UNKNOWN, "A123B"),
        ("]Z0ABC", S.UNKNOWN, "ABC"),
        ("]A1", S.CODE39, ""),
    ],
)
def test_identifiers_that_a_shop_meets(sent: str, symbology: Symbology, text: str) -> None:
    scan = scan_of(sent.encode(), sent)
    assert (scan.symbology, scan.text, scan.aim, scan.raw) == (symbology, text, sent[:3], sent.encode())


@pytest.mark.parametrize("sent", ["]", "]]", "]E", "]é0", "9521234543213", ""])
def test_a_text_without_identifier_stays_whole(sent: str) -> None:
    assert scan_of(sent.encode(), sent) == Scan(sent.encode(), sent)


@pytest.mark.parametrize("aim", sorted(GS1_MESSAGES))
def test_a_symbol_with_fnc1_holds_a_message_whoever_took_the_identifier_off(aim: str) -> None:
    message = "010952123454321310A"
    for scan in (scan_of(b"", aim + message), Scan(b"", aim + message), Scan(b"", message, aim=aim)):
        found = classify(scan)
        assert isinstance(found, GtinCode)
        assert (found.gtin14, found.attributes.batch) == ("09521234543213", "A")
    # To a GS1 symbol these digits are the application identifier (400).
    assert isinstance(classify(Scan(b"", aim + "4006381333931")), UnknownCode)


@pytest.mark.parametrize(
    ("sent", "is_good"),
    [
        ("]E09521234543213", True),
        ("]E0096385074", False),
        ("]E496385074", True),
        ("]E49521234543213", False),
        ("]I119521234543210", True),
        ("]I1952123454321", False),
        ("]C09521234543213", True),
        ("]A09521234543213", True),
        ("]A195212345432139", True),
        ("]Q19521234543213", True),
        ("]z09521234543213", True),
        ("]Z09521234543213", True),
        ("]F09521234543213", False),
        ("]G09521234543213", False),
        ("]M09521234543213", False),
        ("]X09521234543213", False),
    ],
)
def test_which_symbols_carry_a_bare_gtin(sent: str, is_good: bool) -> None:
    assert isinstance(classify(Scan(b"", sent)), GtinCode) is is_good
