"""The golden bytes of the encoder; `python -m tests.drivers.printer_golden` writes them anew, for review."""

from __future__ import annotations

from pathlib import Path

from drivers.printer.encoder import encode_cut, encode_segments, encode_void
from drivers.printer.profile import load_profile
from kiosk.domain.receipt import (
    Align,
    ColumnsLine,
    FeedLine,
    QrBlock,
    ReceiptDocument,
    RuleLine,
    TextLine,
)

PROFILES = ("epson-tm", "generic-80mm", "generic-58mm")
DOCUMENT = ReceiptDocument(
    "T-000123",
    (
        TextLine("触线超市 Touchlane", Align.CENTRE, bold=True, size=2),
        RuleLine(),
        ColumnsLine("山间矿泉水 Spring water 550 ml", "¥2.00"),
        ColumnsLine("Crème brûlée, in a glass, with a crust of sugar, chilled", "€6.50"),
        ColumnsLine("有机全麦面包（无糖、无添加防腐剂、每日现烤、家庭装）", "￥12.80", bold=True),
        ColumnsLine("合计", "£1,234.00", size=2),
        TextLine("控\x1b@制\x1dV\x00符\u202e号 😀 한"),
        FeedLine(2),
        QrBlock("https://receipts.example/r/T-000123", "电子小票"),
    ),
)


def path_of(profile: str) -> Path:
    return Path(__file__).resolve().parents[1] / "golden" / f"escpos-{profile}.txt"


def rendered(name: str) -> str:
    """One line a segment, as Python writes bytes; then the cut and the void slip."""
    profile = load_profile(name)
    pieces = [
        *encode_segments(DOCUMENT, profile, reprint=2),
        encode_cut(profile),
        encode_void(DOCUMENT, profile),
    ]
    return "".join(f"{piece!r}\n" for piece in pieces)


if __name__ == "__main__":
    for name in PROFILES:
        path_of(name).write_text(rendered(name), encoding="ascii")
