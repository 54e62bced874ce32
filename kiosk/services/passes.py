"""Passes: one pack held before the scanners once, however many of its codes are read, and by however many
devices.

Many packs bear an EAN-13 and a two-dimensional code of the same GTIN, and a kiosk may have a camera and a
scanner in the hand: each reads what it sees. Only here is it known that two texts name the same good, so only
here can they be one pack.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.domain.attributes import NO_ATTRIBUTES, GtinAttributes, joined
from kiosk.domain.scan import Scan
from kiosk.ports import Clock

SAME_PASS_S = 1.5
"""So long after the last read of a pack another of its codes, or another device, may still be reading it."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One symbol as one device sees it: seen once more, it is another piece."""

    symbology: str
    text: str
    source: str


def sight_of(scan: Scan, source: str) -> Sight:
    """What tells this read from others."""
    return Sight(str(scan.symbology), scan.text.strip(), source)


@dataclass(slots=True)
class Pass:
    """What one pack has told so far, and the line it went into; no line where it was refused."""

    line_id: str | None
    told: GtinAttributes
    at: float
    sights: set[Sight] = field(default_factory=set)


class Passes:
    """The newest pass of each thing in a trip: a GTIN, or the text of a label."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._trip_id = ""
        self._newest: dict[str, Pass] = {}

    def same(self, trip_id: str, thing: str, sight: Sight, told: GtinAttributes) -> Pass | None:
        """The pass that this read belongs to; None where it is a pack of its own: the same symbol once more,
        after a while, or one that says something else of itself."""
        found = self._newest.get(thing) if trip_id == self._trip_id else None
        if found is None or sight in found.sights or self._clock.monotonic() - found.at > SAME_PASS_S:
            return None
        return found if joined(found.told, told) is not None else None

    def begun(
        self,
        trip_id: str,
        thing: str,
        sight: Sight,
        line_id: str | None,
        told: GtinAttributes = NO_ATTRIBUTES,
    ) -> None:
        """A pack was read for the first time."""
        if trip_id != self._trip_id:
            self._trip_id, self._newest = trip_id, {}
        self._newest[thing] = Pass(line_id, told, self._clock.monotonic(), {sight})

    def seen(self, known: Pass, sight: Sight, line_id: str | None, told: GtinAttributes) -> None:
        """It was read again, by another symbol or device."""
        known.sights.add(sight)
        known.at, known.line_id, known.told = self._clock.monotonic(), line_id, told
