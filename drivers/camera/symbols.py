"""One symbol as a decoder saw it in one picture, and the two decoders behind one shape.

zxing-cpp reads whole frames. libzbar is optional and reads upright crops of one code only: on a frame with
two packs it joins half of one code to half of the other, with a right check digit.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.domain.barcode import Scan, Symbology
from kiosk.domain.masking import visible

Grey = NDArray[np.uint8]
"""Rows x columns, 8 bits."""
Corners = tuple[tuple[float, float], ...]
"""Four points in the picture's pixels: top left, top right, bottom right, bottom left of the upright code."""

EAN_UPC = frozenset({Symbology.EAN13, Symbology.EAN8, Symbology.UPCA, Symbology.UPCE})
MATRIX = frozenset({Symbology.QR, Symbology.DATAMATRIX, Symbology.AZTEC, Symbology.PDF417})
"""Symbols that carry error correction: one good read is proof."""

RETAIL = (Symbology.EAN13, Symbology.EAN8, Symbology.UPCA)
KIOSK = (*RETAIL, Symbology.QR)
"""What a camera of a shop reads unless its settings ask for more."""

_ZXING_NAMES = {
    Symbology.EAN13: ("EAN13",),
    Symbology.EAN8: ("EAN8",),
    Symbology.UPCA: ("UPCA",),
    Symbology.UPCE: ("UPCE",),
    Symbology.CODE128: ("Code128",),
    Symbology.CODE39: ("Code39",),
    Symbology.ITF: ("ITF14",),  # bare ITF has no start to speak of: parts of a code read as shorter codes
    Symbology.DATABAR: ("DataBarOmni", "DataBarStk", "DataBarStkOmni", "DataBarLtd"),
    Symbology.DATABAR_EXPANDED: ("DataBarExp", "DataBarExpStk"),
    Symbology.QR: ("QRCode",),
    Symbology.DATAMATRIX: ("DataMatrix",),
    Symbology.AZTEC: ("Aztec",),
    Symbology.PDF417: ("PDF417",),
}
_EAN_LENGTHS = {13: Symbology.EAN13, 12: Symbology.UPCA, 8: Symbology.EAN8}


@dataclass(frozen=True, slots=True)
class Symbol:
    """A read. `text` keeps group separators (GS1 FNC1) as U+001D."""

    text: str
    symbology: Symbology
    corners: Corners
    aim: str
    raw: bytes
    decoder: str
    scale: float = 1.0
    """Of the picture `corners` are in: the size of the one it was read from."""

    @property
    def key(self) -> str:
        """The same for every read of one printed code: UPC-A is EAN-13 with a leading zero."""
        if self.symbology in EAN_UPC and self.symbology is not Symbology.EAN8:
            return "ean:" + self.text.zfill(13)
        return f"{self.symbology}:{self.text}"

    @property
    def span_px(self) -> float:
        """Along the reading direction."""
        if len(self.corners) < 2:
            return 0.0
        return math.dist(self.corners[0], self.corners[1])

    @property
    def centre(self) -> tuple[float, float]:
        """The mean of the corners."""
        count = max(1, len(self.corners))
        return sum(x for x, _ in self.corners) / count, sum(y for _, y in self.corners) / count

    def scan(self) -> Scan:
        return Scan(raw=self.raw, text=self.text, symbology=self.symbology, aim=self.aim)


@cache
def _zxing() -> ModuleType:
    return importlib.import_module("zxingcpp")


def _formats(symbologies: Iterable[Symbology]) -> Any:
    # made for each call: one that lives until the interpreter's end is reported as leaked by its binding
    names = _zxing().BarcodeFormat
    return _zxing().BarcodeFormats([getattr(names, n) for s in symbologies for n in _ZXING_NAMES[s]])


@cache
def _symbology_of() -> dict[int, Symbology]:
    names = _zxing().BarcodeFormat
    named = [(n, s) for s, all_names in _ZXING_NAMES.items() for n in all_names]
    # Asked for a kind of ITF or DataBar, it may answer with the family.
    return {
        int(getattr(names, n)): s for n, s in [*named, ("ITF", Symbology.ITF), ("DataBar", Symbology.DATABAR)]
    }


def read_zxing(grey: Grey, symbologies: Iterable[Symbology], invert: bool = False) -> list[Symbol]:
    """What zxing-cpp reads in an 8-bit grey picture, at any of four orientations.

    A code of which nobody could see a sign (bytes in a character set unknown, only blanks) is none.
    """
    zxing = _zxing()
    found = zxing.read_barcodes(
        grey, formats=_formats(symbologies), try_invert=invert, text_mode=zxing.TextMode.Plain
    )
    return [_of_zxing(code) for code in found if visible(code.text)]


def _of_zxing(code: Any) -> Symbol:
    symbology = _symbology_of().get(int(code.format), Symbology.UNKNOWN)
    text: str = code.text
    if symbology in (Symbology.EAN13, Symbology.UPCA):
        symbology, text = _trade_form(text)
    place = code.position
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    corners = tuple((float(point.x), float(point.y)) for point in points)
    return Symbol(text, symbology, corners, code.symbology_identifier, bytes(code.bytes), "zxing")


def _trade_form(digits: str) -> tuple[Symbology, str]:
    """UPC-A as its own twelve digits; decoders give it the leading zero of EAN-13."""
    if len(digits) == 13 and digits.startswith("0"):
        return Symbology.UPCA, digits[1:]
    return _EAN_LENGTHS.get(len(digits), Symbology.UNKNOWN), digits


@cache
def _zbar() -> tuple[ModuleType, list[Any]] | None:
    """pyzbar and the symbols to ask for, or None where libzbar is not installed."""
    try:
        zbar = importlib.import_module("pyzbar.pyzbar")
    except (ImportError, OSError):
        return None
    kinds = zbar.ZBarSymbol
    # UPC-E cannot be switched off: unlisted it comes typed EAN-13, listed as itself, and is dropped.
    return zbar, [kinds.EAN13, kinds.EAN8, kinds.UPCA, kinds.UPCE]


def zbar_present() -> bool:
    return _zbar() is not None


def read_zbar(crop: Grey) -> list[Symbol]:
    """EAN-13, EAN-8 and UPC-A on an upright crop of one code; nothing where libzbar is missing.

    `pyzbar.decode` makes a new scanner each call. It must: a kept one joins halves of different pictures.
    """
    binding = _zbar()
    if binding is None:
        return []
    zbar, kinds = binding
    found = []
    for code in zbar.decode(crop, symbols=kinds):
        if code.type == "UPCE":
            continue
        symbology, text = _trade_form(code.data.decode("ascii", "replace"))
        left, top, width, height = code.rect
        right, bottom = float(left + width), float(top + height)
        corners = ((float(left), float(top)), (right, float(top)), (right, bottom), (float(left), bottom))
        aim = "]E4" if symbology is Symbology.EAN8 else "]E0"
        found.append(Symbol(text, symbology, corners, aim, bytes(code.data), "zbar"))
    return found
