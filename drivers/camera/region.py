"""Where in a picture to look: rectangles of whole pixels, and what has come into a resting scene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from drivers.camera.symbols import Corners, Grey

CELL_PX = 16
CHANGED_LEVELS = 14
"""Grey levels one cell must move by; sensor noise averaged over a cell stays below 5."""
RESTS_AFTER = 30
"""Frames without change after which a scene counts as resting."""
MARGIN_CELLS = 4
"""Around what has changed: 64 px, the quiet zone of a code whose bars alone were seen to differ."""


@dataclass(frozen=True, slots=True)
class Region:
    """Left and top within, right and bottom without."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def around(cls, corners: Corners, margin_px: float, shape: tuple[int, ...]) -> Self:
        """The box of `corners` and so much around it, cut at the edges of a picture of `shape`."""
        rows, columns = shape[:2]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return cls(
            max(0, int(min(xs) - margin_px)),
            max(0, int(min(ys) - margin_px)),
            min(columns, int(max(xs) + margin_px) + 1),
            min(rows, int(max(ys) + margin_px) + 1),
        )

    @property
    def area(self) -> int:
        return max(0, self.right - self.left) * max(0, self.bottom - self.top)

    def of(self, picture: Grey) -> Grey:
        """That part of the picture, without a copy."""
        return picture[self.top : self.bottom, self.left : self.right]

    def placed(self, corners: Corners) -> Corners:
        """Corners in the part as corners in the whole."""
        return tuple((x + self.left, y + self.top) for x, y in corners)

    def cells(self) -> tuple[slice, slice]:
        """The cells it touches."""
        last_row, last_column = -(-self.bottom // CELL_PX), -(-self.right // CELL_PX)
        return slice(self.top // CELL_PX, last_row), slice(self.left // CELL_PX, last_column)


class Foreground:
    """What differs from the scene as it was when nothing moved in it."""

    def __init__(self) -> None:
        self._resting: Grey | None = None
        self._before: Grey | None = None
        self._still = 0

    def region(self, cells: Grey, shape: tuple[int, ...]) -> Region | None:
        """The box of everything that came into the resting scene; None where that is not known.

        Call once for each frame. What stays without moving becomes part of the resting scene.
        """
        same = self._before is not None and not moved(self._before, cells)
        if not same:
            self._before = cells
        self._still = self._still + 1 if same else 0
        if self._still >= RESTS_AFTER:
            self._resting = cells
        if self._resting is None or self._resting.shape != cells.shape:
            return None
        changed = np.abs(cells.astype(np.int16) - self._resting) >= CHANGED_LEVELS
        rows, columns = np.flatnonzero(changed.any(1)), np.flatnonzero(changed.any(0))
        if not rows.size:
            return None
        left, right = int(columns[0]) - MARGIN_CELLS, int(columns[-1]) + 1 + MARGIN_CELLS
        top, bottom = int(rows[0]) - MARGIN_CELLS, int(rows[-1]) + 1 + MARGIN_CELLS
        return Region(
            max(0, left * CELL_PX),
            max(0, top * CELL_PX),
            min(shape[1], right * CELL_PX),
            min(shape[0], bottom * CELL_PX),
        )


def cells_of(grey: Grey) -> Grey:
    """A picture as the mean grey of its cells."""
    import cv2

    rows, columns = grey.shape
    size = (max(1, columns // CELL_PX), max(1, rows // CELL_PX))
    return np.asarray(cv2.resize(grey[::4, ::4], size, interpolation=cv2.INTER_AREA), np.uint8)


def moved(before: Grey, now: Grey, without: Region | None = None) -> bool:
    """Whether some cell, outside of `without`, differs by more than noise."""
    import cv2

    if before.shape != now.shape:
        return True
    differs = cv2.absdiff(before, now)
    if without is not None:
        differs[without.cells()] = 0
    return bool(differs.max() >= CHANGED_LEVELS)
