"""Growth as a picture: what it costs at each size, both axes by powers of ten."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from lab.shelf.fonts import sans

FINE = 2
"""Drawn twice as large and scaled down: smooth lines."""
WIDTH, HEIGHT, PANEL_W = 1320, 520, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 24, 96, 70
INK, FAINT, GRID = (28, 32, 38), (104, 112, 122), (226, 229, 233)
OURS, PEER = (0, 114, 178), (213, 94, 0)


Panel = tuple[str, str, str]
"""What it shows, how the names of its rows begin, and who its peer is."""


@dataclass(frozen=True, slots=True)
class Point:
    """The figures of one size."""

    size: int
    rows: Sequence[dict[str, Any]]

    def of(self, name: str, key: str) -> float:
        """The first figure whose name begins so."""
        found = next(row for row in self.rows if row["name"].startswith(name))
        return max(float(found[key]), 1e-3)


def draw(points: Sequence[Point], path: Path, title: str, panels: Sequence[Panel]) -> None:
    """Writes a PNG of at most three panels; raises OSError where it may not."""
    sheet = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), "white")
    pen = ImageDraw.Draw(sheet)
    _text(pen, (24, 34), title, 26, INK, "lm", bold=True)
    for place, panel in enumerate(panels):
        _panel(pen, points, place * PANEL_W, panel)
    sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(path, "PNG")


def _panel(pen: ImageDraw.ImageDraw, points: Sequence[Point], x0: float, told: Panel) -> None:
    title, name, peer = told
    ours = [(point.size, point.of(name, "value")) for point in points]
    theirs = [(point.size, point.of(name, "peer_value")) for point in points]
    values = [value for _, value in (*ours, *theirs)]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)) + 1e-9)
    first, last = (
        math.log10(points[0].size),
        max(math.log10(points[-1].size), math.log10(points[0].size) + 0.1),
    )

    def at(size: float, value: float) -> tuple[float, float]:
        across = (math.log10(size) - first) / (last - first)
        up = (math.log10(value) - low) / max(high - low, 1)
        return x0 + LEFT + across * (PANEL_W - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    _text(pen, (x0 + LEFT, TOP - 22), title, 17, INK, "lm", bold=True)
    for power in range(low, high + 1):
        y = at(points[0].size, 10.0**power)[1]
        _line(pen, [(x0 + LEFT, y), (x0 + PANEL_W - RIGHT, y)], GRID, 1)
        _text(pen, (x0 + LEFT - 8, y), f"{10.0**power:g}", 14, FAINT, "rm")
    for point in points:
        _text(pen, (at(point.size, 10.0**low)[0], HEIGHT - BOTTOM + 16), _short(point.size), 14, INK, "mm")
    for who, colour, curve, drop in ((peer, PEER, theirs, 0), ("Touchlane", OURS, ours, 20)):
        _line(pen, [at(*each) for each in curve], colour, 4)
        for each in curve:
            x, y = at(*each)
            pen.ellipse([(x - 4) * FINE, (y - 4) * FINE, (x + 4) * FINE, (y + 4) * FINE], colour)
        _text(pen, (x0 + LEFT + 10, TOP + 8 + drop), who, 14, colour, "lm", bold=True)


def _short(size: int) -> str:
    return f"{size / 1e6:g} M" if size >= 1_000_000 else f"{size / 1e3:g} k"


def _line(
    pen: ImageDraw.ImageDraw, points: list[tuple[float, float]], colour: tuple[int, int, int], thick: int
) -> None:
    pen.line([(x * FINE, y * FINE) for x, y in points], colour, thick * FINE, joint="curve")


def _text(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    size: int,
    colour: tuple[int, int, int],
    anchor: str,
    bold: bool = False,
) -> None:
    pen.text((at[0] * FINE, at[1] * FINE), text, colour, sans(size * FINE, bold), anchor)
