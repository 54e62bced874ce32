"""The sweep as a picture: a panel a trouble, a line a reader, harder to the right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from lab.bench.scanning.readers import CV2, ZBAR, ZXING
from lab.bench.scanning.sweep import LIVE, STILL, Curve
from lab.shelf.fonts import sans

FINE = 2
"""Drawn twice as large and scaled down: smooth lines."""
COLUMNS, PANEL_W, PANEL_H = 4, 440, 330
LEFT, RIGHT, TOP, BOTTOM = 62, 18, 52, 66
HEAD, FOOT = 96, 56
INK, FAINT, GRID = (28, 32, 38), (104, 112, 122), (226, 229, 233)
STYLE = {
    LIVE: ((0, 114, 178), 15, 0.0, "Touchlane, live: six frames, accepted"),
    STILL: ((150, 208, 245), 10, 0.0, "Touchlane, still"),
    ZXING: ((213, 94, 0), 2, -4.0, "zxing-cpp"),
    ZBAR: ((0, 138, 95), 2, 0.0, "pyzbar"),
    CV2: ((130, 50, 150), 2, 4.0, "cv2.barcode"),
}
"""Colour (which the colour-blind tell apart, after Okabe and Ito), width, and how far the line stands off:
readers that are equal lie side by side, none hides another."""
Point = tuple[float, float]


def draw(curves: Sequence[Curve], trials: int, path: Path) -> None:
    """Writes a PNG; raises OSError where it may not."""
    rows = -(-(len(curves) + 1) // COLUMNS)
    size = (COLUMNS * PANEL_W + 40, rows * PANEL_H + HEAD + FOOT)
    sheet = Image.new("RGB", (size[0] * FINE, size[1] * FINE), "white")
    pen = ImageDraw.Draw(sheet)
    _text(pen, (34, 44), "EAN-13 read at each level, per cent", 30, INK, "lm", bold=True)
    for place, curve in enumerate(curves):
        _panel(pen, curve, _corner(place))
    _legend(pen, _corner(len(curves)), [who for who in STYLE if who in curves[0].share])
    told = f"{trials} codes a level in frames of 640 x 480; else 2.2 pixels a module, noise 3."
    _text(pen, (34, size[1] - 30), told, 17, FAINT, "lm")
    sheet.resize(size, Image.Resampling.LANCZOS).save(path, "PNG")


def _corner(place: int) -> Point:
    return 20.0 + place % COLUMNS * PANEL_W, float(HEAD + place // COLUMNS * PANEL_H)


def _panel(pen: ImageDraw.ImageDraw, curve: Curve, corner: Point) -> None:
    left, top = corner[0] + LEFT, corner[1] + TOP
    width, height = PANEL_W - LEFT - RIGHT, PANEL_H - TOP - BOTTOM
    _text(pen, (left, corner[1] + 26), curve.trouble.name.capitalize(), 21, INK, "lm", bold=True)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = top + height * (1 - share)
        _line(pen, [(left, y), (left + width, y)], GRID if share else FAINT, 1)
        _text(pen, (left - 9, y), f"{100 * share:.0f}", 15, FAINT, "rm")
    levels = curve.trouble.levels
    across = [left + 14 + (width - 28) * place / (len(levels) - 1) for place in range(len(levels))]
    for x, level in zip(across, levels, strict=True):
        _line(pen, [(x, top + height), (x, top + height + 5)], FAINT, 1)
        _text(pen, (x, top + height + 17), f"{level:g}", 15, INK, "mm")
    _text(pen, (left + width / 2, top + height + 40), curve.trouble.unit, 15, FAINT, "mm")
    for who, (colour, thick, off, _) in STYLE.items():
        if who in curve.share:
            ys = [top + height * (1 - share) + off for share in curve.share[who]]
            _curve(pen, list(zip(across, ys, strict=True)), colour, thick)


def _legend(pen: ImageDraw.ImageDraw, corner: Point, readers: Sequence[str]) -> None:
    for number, who in enumerate(readers):
        colour, thick, _, name = STYLE[who]
        x, y = corner[0] + LEFT, corner[1] + TOP + 14 + 38 * number
        _curve(pen, [(x, y), (x + 52, y)], colour, thick)
        _text(pen, (x + 70, y), name, 17, INK, "lm")


def _curve(pen: ImageDraw.ImageDraw, points: list[Point], colour: tuple[int, int, int], thick: int) -> None:
    _line(pen, points, colour, thick)
    radius = (thick / 2 + 1.5) * FINE
    for x, y in points:
        x, y = x * FINE, y * FINE
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), colour)


def _line(pen: ImageDraw.ImageDraw, points: list[Point], colour: tuple[int, int, int], thick: int) -> None:
    pen.line([(x * FINE, y * FINE) for x, y in points], colour, thick * FINE, joint="curve")


def _text(
    pen: ImageDraw.ImageDraw,
    at: Point,
    text: str,
    size: int,
    colour: tuple[int, int, int],
    anchor: str,
    bold: bool = False,
) -> None:
    pen.text((at[0] * FINE, at[1] * FINE), text, colour, sans(size * FINE, bold), anchor)
