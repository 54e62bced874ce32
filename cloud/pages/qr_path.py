"""A QR code as one SVG path: small, sharp at any size, and a plain string for a script to put in place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import qrcode


@dataclass(frozen=True, slots=True)
class QrPath:
    """`path` is SVG path data in modules, for a view box of `side` without a quiet zone."""

    path: str
    side: int


def qr_path(text: str) -> QrPath:
    """Error correction M; ISO/IEC 18004 asks the page for a quiet zone of four modules."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    return QrPath("".join(_row(y, row) for y, row in enumerate(rows)), len(rows))


def _row(y: int, row: list[bool]) -> str:
    drawn, x = [], 0
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            drawn.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(drawn)
