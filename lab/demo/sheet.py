"""Pictures of one trip side by side on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

WIDTH, GAP, COLUMNS = 360, 24, 5
GROUND = "#9AA59F"


def contact_sheet(screens: Sequence[Path], paper: Path | None, target: Path) -> None:
    """All screens in order, and the paper last, shrunk to one height."""
    pictures = [Image.open(path).convert("RGB") for path in screens]
    height = round(WIDTH * pictures[0].height / pictures[0].width)
    small = [picture.resize((WIDTH, height), Image.Resampling.LANCZOS) for picture in pictures]
    if paper is not None:
        slip = Image.open(paper).convert("RGB")
        slip.thumbnail((WIDTH, height), Image.Resampling.LANCZOS)
        small.append(slip)
    rows = -(-len(small) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * (WIDTH + GAP) + GAP, rows * (height + GAP) + GAP), GROUND)
    for place, picture in enumerate(small):
        left = GAP + place % COLUMNS * (WIDTH + GAP) + (WIDTH - picture.width) // 2
        sheet.paste(picture, (left, GAP + place // COLUMNS * (height + GAP)))
    sheet.save(target, optimize=True)
