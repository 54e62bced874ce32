"""When a read counts as a scan: pure, given the reads of each frame and its time.

A blurred EAN misreads with a right check digit once in some hundred frames, so one read is not proof:

- symbols with error correction (QR and its like) count at once;
- others need two decoders to agree in one frame, or two of the last three frames;
- texts that contradict each other at one place in one frame prove nothing, and that frame is lost for them;
- a place where texts take turns from frame to frame is in doubt: there, frames in a row must give the same;
- codes with fewer than 1.5 px a module are refused: below that decoders guess (`drivers.camera.size`);
  of those that are only turned away two decoders must agree in one frame, and no read there contradict them.

An accepted code is locked while it stays in view and for `away_s` after, so a good held still is one scan,
however its reads flicker; taken away and shown again it is a second one. A different code is never delayed.
The same code at two places of one frame is one scan: nobody can tell two goods side by side from one pack
that bears its code twice, and a shopper may be asked to show the second, but not be charged for one too many.
Whether the code is a good of the shop is for the catalogue to say.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from drivers.camera.size import LEAST_PX_A_MODULE as LEAST_PX_A_MODULE
from drivers.camera.size import large_enough as large_enough
from drivers.camera.size import turned_away
from drivers.camera.symbols import EAN_UPC, MATRIX, Symbol


@dataclass(frozen=True, slots=True)
class AcceptRule:
    """The numbers of the rule."""

    votes: int = 2
    frames: int = 3
    """The votes must come within so many frames,"""
    vote_life_s: float = 1.0
    """and within this time. Where a text has come back after another within it, all `frames` must agree."""
    away_s: float = 0.6
    away_frames: int = 4
    """A locked code is free again after both: the time, and so many frames without it."""


@dataclass(slots=True)
class _Lock:
    seen_at: float
    frames_without: int = 0


@dataclass(frozen=True, slots=True)
class _Frame:
    at: float
    reads: dict[str, Symbol]
    """By key."""


class Acceptance:
    """The state between frames."""

    def __init__(self, rule: AcceptRule | None = None) -> None:
        self._rule = rule or AcceptRule()
        self._recent: deque[_Frame] = deque()
        self._locks: dict[str, _Lock] = {}
        self._too_small: list[Symbol] = []

    @property
    def locked(self) -> frozenset[str]:
        """Keys that are not accepted again yet."""
        return frozenset(self._locks)

    @property
    def too_small(self) -> Sequence[Symbol]:
        """Reads of the last frame that were refused for their size, of codes not accepted yet."""
        return self._too_small

    def see(self, symbols: Sequence[Symbol], at: float) -> list[Symbol]:
        """The symbols accepted by this frame; `at` in seconds, never backwards."""
        turned = _turned_alike(symbols)
        credible = uncontested([one for one in symbols if one.key in turned or large_enough(one)])
        by_key: dict[str, list[Symbol]] = {}
        for symbol in credible:
            by_key.setdefault(symbol.key, []).append(symbol)
        # A contested or small read of a locked code still shows that it is in view.
        self._age_locks({symbol.key for symbol in symbols}, at)
        self._recent.append(_Frame(at, {key: reads[0] for key, reads in by_key.items()}))
        while at - self._recent[0].at > self._rule.vote_life_s:
            self._recent.popleft()
        fresh = [s for key, s in by_key.items() if key not in self._locks and self._proven(key, s)]
        for reads in fresh:
            self._locks[reads[0].key] = _Lock(at)
        self._too_small = [s for s in symbols if s.key not in self._locks and not large_enough(s)]
        return [reads[0] for reads in fresh]

    def resume(self, at: float) -> None:
        """Reading goes on after a pause: what was locked is still locked, old votes are void."""
        self._recent.clear()
        for lock in self._locks.values():
            lock.seen_at, lock.frames_without = at, 0

    def _proven(self, key: str, reads: Sequence[Symbol]) -> bool:
        if reads[0].symbology in MATRIX or len({symbol.decoder for symbol in reads}) > 1:
            return True
        votes = sum(key in frame.reads for frame in list(self._recent)[-self._rule.frames :])
        return votes >= (self._rule.frames if self._in_doubt(reads[0]) else self._rule.votes)

    def _in_doubt(self, symbol: Symbol) -> bool:
        """Whether some text has come back at its place after another was read there."""
        here = [
            key
            for frame in self._recent
            for key, read in frame.reads.items()
            if key == symbol.key or overlap(read, symbol)
        ]
        turns = [key for key, _ in groupby(here)]
        return len(turns) > len(set(turns))

    def _age_locks(self, in_view: Iterable[str], at: float) -> None:
        seen = set(in_view)
        for key, lock in list(self._locks.items()):
            if key in seen:
                lock.seen_at, lock.frames_without = at, 0
                continue
            lock.frames_without += 1
            gone_s = at - lock.seen_at
            if gone_s >= self._rule.away_s and lock.frames_without >= self._rule.away_frames:
                del self._locks[key]


def _turned_alike(symbols: Sequence[Symbol]) -> set[str]:
    """Keys of codes that are only turned away and that two decoders read alike where none reads another."""
    decoders: dict[str, set[str]] = {}
    for symbol in uncontested(symbols):
        decoders.setdefault(symbol.key, set()).add(symbol.decoder)
    return {s.key for s in symbols if len(decoders.get(s.key, ())) > 1 and turned_away(s)}


def uncontested(symbols: Sequence[Symbol]) -> list[Symbol]:
    """Without reads of linear codes that overlap another of a different text."""
    return [
        symbol
        for symbol in symbols
        if not any(symbol.key != other.key and overlap(symbol, other) for other in symbols)
    ]


def overlap(one: Symbol, other: Symbol) -> bool:
    """Whether two reads of linear codes lie at the same place.

    No pack bears two EAN/UPC codes nearer than half the longer one. A label may bear one of another kind
    close under it: with these, also the lines they were read in must meet, or be within a tenth of the
    length, for a read of a few lines tells not how tall its bars are.
    """
    if one.symbology in MATRIX or other.symbology in MATRIX:
        return False
    longer, shorter = sorted((one, other), key=lambda symbol: -symbol.span_px)
    length = longer.span_px
    if one.symbology in EAN_UPC and other.symbology in EAN_UPC:
        return math.dist(one.centre, other.centre) <= length / 2
    if not shorter.span_px:
        return False
    (left, top), (right, bottom) = longer.corners[:2]
    east, south = (right - left) / length, (bottom - top) / length
    x, y = shorter.centre[0] - longer.centre[0], shorter.centre[1] - longer.centre[1]
    lines = (_extent(longer, -south, east) + _extent(shorter, -south, east)) / 2
    return abs(x * east + y * south) <= length / 2 and abs(y * east - x * south) <= max(lines, length / 10)


def _extent(symbol: Symbol, x: float, y: float) -> float:
    """How far its corners reach along a direction of length one."""
    reached = [corner[0] * x + corner[1] * y for corner in symbol.corners]
    return max(reached) - min(reached)
