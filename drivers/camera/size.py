"""How many pixels a code must span to be believed: decoders guess where a module has too few.

At 1.2 px a module zxing-cpp misread 2 of 12 drawn EAN-13, check digit right; from 1.5 px on none. Modules are
counted without quiet zones; of kinds whose length depends on the text, the shortest that can hold it.

A code turned away about its bars has narrow modules in the picture too, but is no code held too far off: its
bars are taller than any that are printed so short. Of 120 drawn at 2.2 px a module and turned by 55 and 60
degrees, two decoders read 67 alike in one of six frames, and none of 960 alike and wrong; one decoder alone
gave the same wrong text in several frames of 4.
"""

from __future__ import annotations

import math
import re

from drivers.camera.symbols import Symbol
from kiosk.domain.barcode import Symbology

LEAST_PX_A_MODULE = 1.5
_FIXED = {
    Symbology.EAN13: 95,
    Symbology.UPCA: 95,
    Symbology.EAN8: 67,
    Symbology.UPCE: 51,
    Symbology.DATABAR: 46,  # stacked: half of its 96 in each row, less a guard
    Symbology.ITF: 120,  # ITF-14 at the least ratio of wide to narrow, 2.5
}
"""GS1 GenSpecs 5.2 and 5.3, ISO/IEC 24724."""


LEAST_TURNED_PX = 1.0
"""A module, of what is turned away: below, next to nothing was read."""
TALLER = 1.15
"""Than any printed code of its length; a drawn code that faces the camera measures 1.0 at most."""
_TALLEST = {Symbology.EAN13: 69.2, Symbology.UPCA: 69.2, Symbology.EAN8: 55.2}
"""Modules: 22.85 and 18.23 mm at 0.33 mm (GS1 GenSpecs 5.2.3). Only kinds that two decoders read."""


def modules(symbol: Symbol) -> int | None:
    """Of the code along the reading direction; None where its kind has checks that make size no matter."""
    if symbol.symbology is Symbology.CODE128:
        return _code128(symbol.text)
    if symbol.symbology is Symbology.CODE39:
        return 13 * (len(symbol.text) + 2) - 1  # ratio 2, narrow gaps (ISO/IEC 16388)
    return _FIXED.get(symbol.symbology)


def large_enough(symbol: Symbol) -> bool:
    """Whether each module spanned pixels enough in the picture the code was read from."""
    count = modules(symbol)
    return count is None or symbol.span_px * symbol.scale >= LEAST_PX_A_MODULE * count


def turned_away(symbol: Symbol) -> bool:
    """Whether a code is narrow for being turned, not for being small: believed of two decoders alike."""
    count, tallest = modules(symbol), _TALLEST.get(symbol.symbology)
    if count is None or tallest is None or len(symbol.corners) < 4:
        return False
    left, right, _, below = symbol.corners[:4]
    width, height = math.dist(left, right) / count, math.dist(left, below) / tallest
    return width * symbol.scale >= LEAST_TURNED_PX and height >= TALLER * width


def _code128(text: str) -> int:
    """Start, check and stop, and characters of 11 modules of which two digits take one (ISO/IEC 15417)."""
    digits = sum(len(run) // 2 for run in re.findall(r"\d{2,}", text))
    return 11 * (len(text) - digits + 2) + 13
