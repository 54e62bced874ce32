"""Draws the real symbol of a text, black on white, with its quiet zones and digits."""

from __future__ import annotations

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw

from kiosk.domain.barcode import Symbology
from kiosk.errors import InputRefused, Reason
from lab.shelf.fonts import sans

_FORMATS = {
    Symbology.EAN13: zxingcpp.BarcodeFormat.EAN13,
    Symbology.EAN8: zxingcpp.BarcodeFormat.EAN8,
    Symbology.UPCA: zxingcpp.BarcodeFormat.UPCA,
    Symbology.UPCE: zxingcpp.BarcodeFormat.UPCE,
    Symbology.CODE128: zxingcpp.BarcodeFormat.Code128,
    Symbology.ITF: zxingcpp.BarcodeFormat.ITF14,
    Symbology.DATABAR: zxingcpp.BarcodeFormat.DataBarOmni,
    Symbology.DATABAR_EXPANDED: zxingcpp.BarcodeFormat.DataBarExp,
    Symbology.DATAMATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
}
_MESSAGES = frozenset({Symbology.CODE128, Symbology.DATABAR_EXPANDED, Symbology.DATAMATRIX})
_SQUARE = frozenset({Symbology.QR, Symbology.DATAMATRIX})


def symbol_of_gtin(gtin14: str) -> tuple[str, Symbology]:
    """The text and symbol a pack of this GTIN carries: its shortest form."""
    if gtin14.startswith("000000"):
        return gtin14[6:], Symbology.EAN8
    if gtin14.startswith("00"):
        return gtin14[2:], Symbology.UPCA
    if gtin14.startswith("0"):
        return gtin14[1:], Symbology.EAN13
    return gtin14, Symbology.ITF


def draw_symbol(text: str, symbology: Symbology, module_px: int = 3) -> Image.Image:
    """A text such as `(01)09521234543213(10)A1` becomes a GS1 message where the symbology can carry one.

    Raises InputRefused when the symbology cannot carry the text (a wrong check digit, a letter).
    """
    message = symbology in _MESSAGES and text.startswith("(")
    try:
        code = zxingcpp.create_barcode(text, _FORMATS[symbology], **({"gs1": True} if message else {}))
    except (ValueError, KeyError) as wrong:
        raise InputRefused(Reason("lab.no_symbol", {"text": text[:40], "symbology": symbology})) from wrong
    bearer = symbology is Symbology.ITF  # the frame around ITF-14 stands outside its quiet zones
    bars = Image.fromarray(np.array(code.to_image(scale=module_px, add_quiet_zones=bearer)), "L")
    if symbology in _SQUARE:
        return _on_white(bars, quiet=4 * module_px, below=4 * module_px)
    picture = _on_white(bars, quiet=11 * module_px, below=10 * module_px)
    digits = ImageDraw.Draw(picture)
    place = (picture.width / 2, picture.height - 5 * module_px)
    digits.text(place, _spaced(text), 0, sans(8 * module_px), anchor="mm")
    return picture


def _on_white(bars: Image.Image, quiet: int, below: int) -> Image.Image:
    picture = Image.new("L", (bars.width + 2 * quiet, bars.height + quiet // 2 + below), 255)
    picture.paste(bars, (quiet, quiet // 2))
    return picture


def _spaced(text: str) -> str:
    return f"{text[0]} {text[1:7]} {text[7:]}" if len(text) == 13 and text.isdecimal() else text
