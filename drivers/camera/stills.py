"""Reads still pictures: nothing moves, so every way of looking votes and the winner must win clearly.

A live camera gives another frame and waits for agreement (`drivers.camera.accept`); a still is looked at
again instead: whole, sharpened, with even light, and each linear code found in it upright.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from drivers.camera.accept import overlap
from drivers.camera.symbols import EAN_UPC, MATRIX, Grey, Symbol, read_zbar, read_zxing
from drivers.camera.upright import Finder, along_bars, deblurred, enlarged, evened, levelled, sharpened
from kiosk.domain.barcode import Symbology

STILL = (
    Symbology.EAN13,
    Symbology.EAN8,
    Symbology.UPCA,
    Symbology.QR,
    Symbology.CODE128,
    Symbology.DATABAR,
    Symbology.DATABAR_EXPANDED,
    Symbology.DATAMATRIX,
    Symbology.ITF,
)
"""UPC-E is left out: a scan line across part of an EAN-13 often is a valid UPC-E of another product."""

LEAST_ITF = 6
"""Digits: part of an ITF code reads as a shorter one, mostly of four."""
AGREED = 2
"""Votes a retail code needs."""
CLEAR = 3
"""The winner's votes over those of any other text at its place."""


class Poll:
    """Votes for EAN/UPC texts by place; other symbols have stronger checks of their own and need one."""

    def __init__(self) -> None:
        self._places: list[tuple[Symbol, Counter[str]]] = []
        self._best: dict[str, Symbol] = {}

    def vote(self, symbols: Sequence[Symbol]) -> None:
        """One look's reads."""
        for symbol in symbols:
            if symbol.symbology is Symbology.ITF and len(symbol.text) < LEAST_ITF:
                continue
            self._best.setdefault(symbol.key, symbol)
            if symbol.symbology in EAN_UPC:
                self._at(symbol)[symbol.key] += 1

    def _at(self, symbol: Symbol) -> Counter[str]:
        for first, votes in self._places:
            if overlap(first, symbol):
                return votes
        fresh: Counter[str] = Counter()
        self._places.append((symbol, fresh))
        return fresh

    @property
    def settled(self) -> bool:
        """Something was read and nothing is contested or short of votes."""
        return bool(self._best) and all(
            len(votes) == 1 and votes.total() >= AGREED for _, votes in self._places
        )

    def winners(self) -> list[Symbol]:
        """Each place's clear winner, then the other symbols."""
        won = [key for _, votes in self._places if (key := _clear(votes))]
        return [self._best[key] for key in dict.fromkeys(won)] + [
            symbol for symbol in self._best.values() if symbol.symbology not in EAN_UPC
        ]


def _clear(votes: Counter[str]) -> str | None:
    (key, most), *others = votes.most_common(2)
    runner_up = others[0][1] if others else 0
    return key if most >= AGREED and most >= CLEAR * runner_up else None


class StillReader:
    """Not for use by two threads at once."""

    def __init__(self, symbologies: Sequence[Symbology] = STILL) -> None:
        self._all = tuple(symbologies)
        self._linear = tuple(s for s in self._all if s not in MATRIX)
        self._retail = tuple(s for s in self._all if s in EAN_UPC)
        self._finder: Finder | None = None

    def read(self, grey: Grey) -> list[Symbol]:
        """Every code that is certain enough to be sold by."""
        poll = Poll()
        for look in self._looks(grey):
            poll.vote(look)
            if poll.settled:
                break
        return poll.winners()

    def _looks(self, grey: Grey) -> Iterator[list[Symbol]]:
        """Cheapest and surest first."""
        yield read_zxing(grey, self._all, invert=True)
        even = evened(grey)
        yield read_zxing(even, self._all)
        if not self._linear:
            return
        yield read_zxing(sharpened(grey), self._linear)
        self._finder = self._finder or Finder()
        for crop in self._finder.crops(grey):
            for pixels in _ways(crop.pixels):
                for read in (read_zxing(pixels, self._linear), self._second(pixels)):
                    yield [replace(symbol, corners=crop.corners) for symbol in read]

    def _second(self, upright: Grey) -> list[Symbol]:
        return read_zbar(upright) if self._retail else []


def _ways(crop: Grey) -> Iterator[Grey]:
    """An upright crop made clearer, as far as the poll asks."""
    yield sharpened(crop)
    yield crop
    smooth = along_bars(crop)
    yield sharpened(smooth)
    yield enlarged(sharpened(crop))
    yield smooth
    yield enlarged(smooth)
    clear = deblurred(crop)
    yield clear
    yield levelled(clear)
    yield sharpened(levelled(smooth))
    yield enlarged(clear)
