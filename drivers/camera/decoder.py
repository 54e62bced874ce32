"""Reads the symbols of live frames within a camera's pace, looking where they are likely first.

1. Around each code in view: where it was last seen, moved by how it was moving (`drivers.camera.tracking`).
   It is read there, or found tilted or blurred, turned upright and read; the rest of the frame is looked at
   when something moves in it, where a code that was read once is to be read again, and now and then.
2. Else in what has come into the resting scene, else in the whole frame. Where no linear code is read and
   the picture has changed, every third frame is searched for tilted or blurred ones.
3. A picture that stands still is read now and then only.

Kinds of code that take long to look for take turns. A code not seen before is read a second time by the
other decoder, so that it can be accepted at once. What may be left out (searches, full size) is left out
where `drivers.camera.budget` says so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, cast

from drivers.camera.budget import Budget
from drivers.camera.region import CELL_PX as CELL_PX
from drivers.camera.region import CHANGED_LEVELS as CHANGED_LEVELS
from drivers.camera.region import Foreground, Region
from drivers.camera.region import cells_of as cells_of
from drivers.camera.region import moved as moved
from drivers.camera.search import Search, second_read
from drivers.camera.search import SearchGate as SearchGate
from drivers.camera.symbols import EAN_UPC, KIOSK, MATRIX, Corners, Grey, Symbol, read_zxing
from drivers.camera.tracking import Track, Tracks, near
from kiosk.domain.barcode import Symbology
from kiosk.domain.gtin import to_gtin14

NOMINAL_FPS = 30.0
WHOLE_EVERY = 8
"""With a code in view and nothing else moving, every so many frames are looked at as a whole;"""
WHOLE_EVERY_MOVING = 2
"""so many while something else moves."""
TURNS = 3
"""QR and all linear codes are looked for in every frame, DataBar too: it needs two frames to be accepted.
DataMatrix and its like need one, and take as long as all others: they are looked for in one of so many."""
STILL_READS = 9
"""Frames of a picture without change that are all read; then one of `STILL_EVERY` is."""
STILL_EVERY = 3
LARGEST_PART = 0.5
"""Of the frame: a part larger than this saves nothing over the whole."""


class FrameDecoder:
    """Not for use by two threads at once."""

    def __init__(self, symbologies: Sequence[Symbology] = KIOSK, budget: Budget | None = None) -> None:
        self._all = tuple(symbologies)
        self._turns = _turns(self._all)
        self._retail = tuple(s for s in self._all if s in EAN_UPC)
        self._budget = budget
        self._search = Search(self._all)
        self._gate = SearchGate()
        self._foreground = Foreground()
        self._tracks = Tracks()
        self._standing: tuple[Grey, list[Symbol]] | None = None
        self._whole_cells: Grey | None = None
        self._still = self._since_whole = self._frames = 0
        self._unsure = False
        self.unread: tuple[Corners, ...] = ()
        """Where the last frame showed codes that nobody could read."""

    def read(self, frame: Grey, known: Collection[str] = (), at: float | None = None) -> list[Symbol]:
        """Every decoder's read of `frame`, taken at `at` (seconds); those in `known` (keys) not twice.

        A known code that this frame does not give is still reported where something like it is at its place
        or the picture stands still: a pack left lying where it is barely readable stays in view, whatever
        the noise of each frame allows.
        """
        self._frames += 1
        at = self._frames / NOMINAL_FPS if at is None else at
        cells = cells_of(frame)
        self.unread = ()
        if self._passes(cells):
            return self._still_there(cells, known, at)
        found = [symbol for symbol in self._look(frame, cells, at, known) if _whole_itf(symbol)]
        for symbol in [s for s in found if s.symbology in EAN_UPC and s.decoder == "zxing"]:
            if symbol.key not in known and not _read_twice(symbol, found):
                found += second_read(frame, symbol)
        self._unsure = any(symbol.key not in known and symbol.symbology not in MATRIX for symbol in found)
        if found:
            self._standing = cells, found
        present = self._present(found, known, at)
        self._tracks.saw([*found, *present], self.unread, at)
        found += present
        return found or self._still_there(cells, known, at)

    # Whether to look at all

    def _passes(self, cells: Grey) -> bool:
        """Whether this frame of a still picture may pass unread; never while a read waits for a second."""
        same = self._whole_cells is not None and not moved(self._whole_cells, cells)
        self._still = self._still + 1 if same else 0
        return self._still > STILL_READS and not self._unsure and self._still % STILL_EVERY != 0

    def _still_there(self, cells: Grey, known: Collection[str], at: float) -> list[Symbol]:
        if self._standing is None or moved(self._standing[0], cells):
            return []
        there = [symbol for symbol in self._standing[1] if symbol.key in known]
        self._tracks.saw(there, (), at)
        return there

    # Where to look

    def _look(self, frame: Grey, cells: Grey, at: float, known: Collection[str]) -> list[Symbol]:
        foreground = self._foreground.region(cells, frame.shape)
        found: list[Symbol] = []
        tracks = self._tracks.live(at)
        parts = [part for track in tracks[:2] if _worth(part := track.region(at, frame.shape), frame)]
        for part in parts:
            found += [s for s in self._in_part(frame, part) if not _read_twice(s, found)]
        self._since_whole += 1
        if parts and (found or (self.unread and not self._unsure)):
            elsewhere = self._whole_cells is None or moved(self._whole_cells, cells, parts[0])
            every = WHOLE_EVERY_MOVING if elsewhere else WHOLE_EVERY
            if self._since_whole < every:
                return found
        whole = foreground if foreground is not None and _worth(foreground, frame) else None
        if self._since_whole >= WHOLE_EVERY:
            whole = None
        self._since_whole, self._whole_cells = 0, cells
        reads = self._whole(frame, whole)
        found += [symbol for symbol in reads if not _read_twice(symbol, found)]
        if not any(s.symbology not in MATRIX for s in found) and not self.unread and self._gate.opens(cells):
            found += self._searched(frame, whole)
            if any(symbol.key not in known for symbol in found):
                self._gate.again()
        return found

    def _in_part(self, frame: Grey, part: Region) -> list[Symbol]:
        """Around a code in view: read as it is, else upright."""
        reads = read_zxing(part.of(frame), self._wanted())
        if reads:
            return [replace(symbol, corners=part.placed(symbol.corners)) for symbol in reads]
        return self._searched(frame, part)

    def _whole(self, frame: Grey, region: Region | None) -> list[Symbol]:
        wanted = self._wanted()
        if region is not None:
            reads = read_zxing(region.of(frame), wanted)
            return [replace(symbol, corners=region.placed(symbol.corners)) for symbol in reads]
        scale = 1.0 if self._budget is None else self._budget.scale
        if scale == 1.0:
            return read_zxing(frame, wanted)
        return [_scaled(symbol, scale) for symbol in read_zxing(_smaller(frame, scale), wanted)]

    def _wanted(self) -> tuple[Symbology, ...]:
        """The kinds whose turn it is; all while a read waits for a second one."""
        return self._all if self._unsure else self._turns[(self._frames - 1) % TURNS]

    def _searched(self, frame: Grey, region: Region | None) -> list[Symbol]:
        if self._budget is not None and not self._budget.allows_search():
            return []
        found = self._search.look(frame, region, at_most=2 if region is None else 1)
        self.unread = (*self.unread, *found.unread)
        return found.reads

    # What is there without being read

    def _present(self, found: Sequence[Symbol], known: Collection[str], at: float) -> list[Symbol]:
        """Known codes not read in this frame, where one that cannot be read is at their place."""
        read = {symbol.key for symbol in found}
        missing = [t for t in self._tracks.live(at) if t.key in known and t.key not in read]
        present = []
        for track in missing:
            place = next((c for c in self.unread if near(track.corners_at(at), c)), None)
            last = self._last_of(track)
            if place is not None and last is not None:
                present.append(replace(last, corners=place))
        return present

    def _last_of(self, track: Track) -> Symbol | None:
        standing = self._standing[1] if self._standing else []
        return next((symbol for symbol in standing if symbol.key == track.key), None)


def _turns(symbologies: Sequence[Symbology]) -> list[tuple[Symbology, ...]]:
    """What to look for in each of `TURNS` frames."""
    slow = MATRIX - {Symbology.QR}
    quick = tuple(s for s in symbologies if s not in slow)
    return [tuple(symbologies), *[quick or tuple(symbologies)] * (TURNS - 1)]


def _whole_itf(symbol: Symbol) -> bool:
    """Part of an ITF code reads as a shorter one, so only ITF-14 with its check digit counts."""
    return symbol.symbology is not Symbology.ITF or (
        len(symbol.text) == 14 and to_gtin14(symbol.text) is not None
    )


def _worth(part: Region, frame: Grey) -> bool:
    return 0 < part.area <= LARGEST_PART * frame.size


def _read_twice(symbol: Symbol, found: Sequence[Symbol]) -> bool:
    """Whether the code at this place has been given by another look or decoder already."""
    return any(other is not symbol and other.key == symbol.key for other in found)


def _smaller(frame: Grey, scale: float) -> Grey:
    import cv2

    return cast(Grey, cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _scaled(symbol: Symbol, scale: float) -> Symbol:
    corners = tuple((x / scale, y / scale) for x, y in symbol.corners)
    return replace(symbol, corners=corners, scale=scale)


def grey_of(frame: Any) -> Grey:
    """A camera's picture, colour or grey, as the decoders take it."""
    import cv2

    return cast(Grey, frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY))
