"""The costly look for tilted or blurred linear codes: found, turned upright, sharpened, read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from drivers.camera.region import Region, moved
from drivers.camera.symbols import EAN_UPC, MATRIX, Corners, Grey, Symbol, read_zbar, read_zxing
from drivers.camera.upright import Crop, Finder, sharpened, upright
from kiosk.domain.barcode import Symbology

SEARCH_EVERY = 3
SEARCHES_AFTER_CHANGE = 3
STRIP_ROWS = 120


class SearchGate:
    """Whether enough has moved since the last search to make another worth its time."""

    def __init__(self) -> None:
        self._before: Grey | None = None
        self._searches_left = 0
        self._frames = 0

    def opens(self, cells: Grey) -> bool:
        """Call once for each frame without a read."""
        if self._before is None or moved(self._before, cells):
            self._before, self._searches_left = cells, SEARCHES_AFTER_CHANGE
        self._frames += 1
        if not self._searches_left or self._frames % SEARCH_EVERY:
            return False
        self._searches_left -= 1
        return True

    def again(self) -> None:
        """Something new was found: the next frame is searched too, so that two frames can agree."""
        self._searches_left = max(1, self._searches_left)
        self._frames = SEARCH_EVERY - 1


@dataclass(slots=True)
class Found:
    """What a search gave: reads, and the places of codes that nobody could read."""

    reads: list[Symbol] = field(default_factory=list)
    unread: list[Corners] = field(default_factory=list)


class Search:
    """Not for use by two threads at once."""

    def __init__(self, symbologies: Sequence[Symbology]) -> None:
        self._linear = tuple(s for s in symbologies if s not in MATRIX)
        self._retail = tuple(s for s in symbologies if s in EAN_UPC)
        self._finder: Finder | None = None

    def look(self, frame: Grey, region: Region | None = None, at_most: int = 2) -> Found:
        """At most so many codes of the frame, or of a part of it."""
        found = Found()
        if not self._linear:
            return found
        self._finder = self._finder or Finder()
        for crop in self._finder.crops(frame if region is None else region.of(frame), at_most):
            placed = crop if region is None else replace(crop, corners=region.placed(crop.corners))
            reads = self._read(placed)
            found.reads += reads
            if not reads:
                found.unread.append(placed.corners)
        return found

    def _read(self, crop: Crop) -> list[Symbol]:
        strip = _strip(crop.pixels)
        above = (len(crop.pixels) - len(strip)) // 2
        for pixels in (sharpened(strip), strip):  # blur wants the first, noise the second
            reads = read_zxing(pixels, self._linear)
            if self._retail:
                reads += read_zbar(pixels)
            if reads:
                return _placed(reads, crop, above)
        return []


def _placed(reads: Sequence[Symbol], crop: Crop, above: int) -> list[Symbol]:
    """Reads of a crop without the rows `above`, where they lie in the whole picture.

    libzbar tells no length, only where some of its lines crossed. Two codes printed close under one another
    are found as one: each has its own lines.
    """
    measured = {read.key: read.corners for read in reads if read.decoder == "zxing"}
    place = crop.place if len(measured) == 1 else crop.lines
    places = {key: place(tuple((x, y + above) for x, y in corners)) for key, corners in measured.items()}
    return [replace(read, corners=places.get(read.key) or crop.bars()) for read in reads]


def _strip(upright: Grey) -> Grey:
    """The middle of an upright crop: bars are alike from top to bottom, and each row costs."""
    cut = max(0, len(upright) - STRIP_ROWS) // 2
    return upright[cut : len(upright) - cut]


def second_read(frame: Grey, symbol: Symbol) -> list[Symbol]:
    """What the other decoder makes of a code that zxing-cpp has read."""
    top_left, top_right, bottom_right, bottom_left = symbol.corners
    quad = np.array([bottom_left, top_left, top_right, bottom_right], np.float64)
    crop = upright(frame, quad)
    return [] if crop is None else [replace(s, corners=crop.corners) for s in read_zbar(_strip(crop.pixels))]
