"""The symbols a scanner is tried on: one of each kind a shop meets, with what must arrive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kiosk.errors import Reason

if TYPE_CHECKING:
    from PIL.Image import Image

GS = "\x1d"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSymbol:
    """A symbol, in the form its makers take, and in the form it arrives."""

    key: str
    name: str
    """As the standards call it; the same in every language."""
    content: str
    """A message of application identifiers with brackets."""
    text: str
    """As it must arrive behind the AIM identifier."""
    aims: tuple[str, ...]
    """AIM identifiers (ISO/IEC 15424) that are right, the usual one first."""
    why: Reason
    """What it tries besides being read."""
    matrix: bool = False

    @property
    def forms(self) -> tuple[str, ...]:
        """Texts that mean the same: UPC-A is EAN-13 with a zero in front."""
        return (self.text, f"0{self.text}") if self.key == "UPCA" else (self.text,)


_MESSAGE = "(01)09524000050007(10)A1(21)7"
_MESSAGE_TEXT = f"010952400005000710A1{GS}217"

SYMBOLS = (
    TrialSymbol(
        key="EAN13",
        name="EAN-13",
        content="9524000050007",
        text="9524000050007",
        aims=("]E0",),
        why=Reason("scan_check.tries_line"),
    ),
    TrialSymbol(
        key="EAN8",
        name="EAN-8",
        content="95200002",
        text="95200002",
        aims=("]E4",),
        why=Reason("scan_check.tries_short"),
    ),
    TrialSymbol(
        key="UPCA",
        name="UPC-A",
        content="412345678903",
        text="412345678903",
        aims=("]E0",),
        why=Reason("scan_check.tries_digits"),
    ),
    TrialSymbol(
        key="ITF14",
        name="ITF-14",
        content="19524000050004",
        text="19524000050004",
        aims=("]I1", "]I0"),
        why=Reason("scan_check.tries_digits"),
    ),
    TrialSymbol(
        key="Code128",
        name="Code 128",
        content="qwZY-aM;/#128",
        text="qwZY-aM;/#128",
        aims=("]C0",),
        why=Reason("scan_check.tries_letters"),
    ),
    TrialSymbol(
        key="GS1_128",
        name="GS1-128",
        content=_MESSAGE,
        text=_MESSAGE_TEXT,
        aims=("]C1",),
        why=Reason("scan_check.tries_gs"),
    ),
    TrialSymbol(
        key="DataBarOmni",
        name="GS1 DataBar",
        content="09524000050007",
        text="0109524000050007",
        aims=("]e0",),
        why=Reason("scan_check.tries_kind"),
    ),
    TrialSymbol(
        key="DataMatrix",
        name="GS1 DataMatrix",
        content=_MESSAGE,
        text=_MESSAGE_TEXT,
        aims=("]d2",),
        why=Reason("scan_check.tries_gs"),
        matrix=True,
    ),
    TrialSymbol(
        key="QRCode",
        name="QR",
        content="扫码测试 Touchlane 7",
        text="扫码测试 Touchlane 7",
        aims=("]Q1", "]Q0", "]Q2"),
        why=Reason("scan_check.tries_chinese"),
        matrix=True,
    ),
)


def _barcode(symbol: TrialSymbol) -> Any:
    import zxingcpp

    name = {"GS1_128": "Code128"}.get(symbol.key, symbol.key)
    asked = {"gs1": True, "force_square": True} if symbol.content.startswith("(") else {}
    return zxingcpp.create_barcode(symbol.content, getattr(zxingcpp.BarcodeFormat, name), **asked)


def drawn(symbol: TrialSymbol, module_px: int) -> Image:
    """Black on white, in whole pixels a module, with its quiet zones."""
    import numpy as np
    from PIL import Image as Pictures
    from PIL import ImageOps

    # The frame around ITF-14 stands outside the quiet zones that are asked for.
    framed = symbol.key == "ITF14"
    pixels = np.array(_barcode(symbol).to_image(scale=module_px, add_quiet_zones=framed))
    bars = Pictures.fromarray(pixels, "L")
    quiet = (4 if symbol.matrix else 2 if framed else 11) * module_px
    return ImageOps.expand(bars, (quiet, quiet if symbol.matrix else module_px), 255)
