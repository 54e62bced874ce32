"""Reads the symbols of live frames within a camera's pace.

Every frame goes through zxing-cpp. Where it reads no retail code and the picture has changed, every third
frame is searched for tilted or blurred ones: found, turned upright, sharpened, read again. A code not seen
before is read a second time by the other decoder, so that it can be accepted at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np

from drivers.camera.symbols import EAN_UPC, KIOSK, Grey, Symbol, read_zbar, read_zxing
from drivers.camera.upright import Crop, Finder, sharpened, upright
from kiosk.domain.barcode import Symbology

SEARCH_EVERY = 3
SEARCHES_AFTER_CHANGE = 3
CHANGED_LEVELS = 14
"""Grey levels one sixteen-pixel cell must move by; sensor noise averaged over a cell stays below 5."""
CELL_PX = 16


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


def cells_of(grey: Grey) -> Grey:
    """A picture as the mean grey of its cells."""
    import cv2

    rows, columns = grey.shape
    size = (max(1, columns // CELL_PX), max(1, rows // CELL_PX))
    return cast(Grey, cv2.resize(grey[::4, ::4], size, interpolation=cv2.INTER_AREA))


def moved(before: Grey, now: Grey) -> bool:
    """Whether some cell differs by more than noise."""
    import cv2

    if before.shape != now.shape:
        return True
    return int(cv2.absdiff(before, now).max()) >= CHANGED_LEVELS


class FrameDecoder:
    """Not for use by two threads at once."""

    def __init__(self, symbologies: Sequence[Symbology] = KIOSK) -> None:
        self._all = tuple(symbologies)
        self._retail = tuple(s for s in self._all if s in EAN_UPC)
        self._gate = SearchGate()
        self._finder: Finder | None = None
        self._standing: tuple[Grey, list[Symbol]] | None = None

    def read(self, frame: Grey, known: Collection[str] = ()) -> list[Symbol]:
        """Every decoder's read of `frame`; those in `known` (keys) are not read twice.

        A known code that this frame does not give is still reported while the picture stands still: a pack
        left lying where it is barely readable stays in view, whatever the noise of each frame allows.
        """
        found = read_zxing(frame, self._all)
        if not self._retail:
            return found
        cells = cells_of(frame)
        reads = [symbol for symbol in found if symbol.symbology in EAN_UPC]
        for symbol in list(reads):
            if symbol.key not in known:
                found += _second_read(frame, symbol)
        if not reads and self._gate.opens(cells):
            reads = self._search(frame)
            found += reads
            if any(symbol.key not in known for symbol in reads):
                self._gate.again()
        if reads:
            self._standing = cells, reads
        elif self._standing and not moved(self._standing[0], cells):
            found += [symbol for symbol in self._standing[1] if symbol.key in known]
        return found

    def _search(self, frame: Grey) -> list[Symbol]:
        self._finder = self._finder or Finder()
        found: list[Symbol] = []
        for crop in self._finder.crops(frame, at_most=2):
            for pixels in (sharpened(crop.pixels), crop.pixels):  # blur wants the first, noise the second
                reads = [*read_zxing(pixels, self._retail), *read_zbar(pixels)]
                if reads:
                    found += [_placed(symbol, crop) for symbol in reads]
                    break
        return found


def _second_read(frame: Grey, symbol: Symbol) -> list[Symbol]:
    top_left, top_right, bottom_right, bottom_left = symbol.corners
    quad = np.array([bottom_left, top_left, top_right, bottom_right], np.float64)
    crop = upright(frame, quad)
    return [] if crop is None else [_placed(again, crop) for again in read_zbar(crop.pixels)]


def _placed(symbol: Symbol, crop: Crop) -> Symbol:
    return replace(symbol, corners=crop.corners)


def grey_of(frame: Any) -> Grey:
    """A camera's picture, colour or grey, as the decoders take it."""
    import cv2

    return cast(Grey, frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY))
