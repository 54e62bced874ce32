"""The cheapest way to give pieces to competing deals.

Pieces are settled one after another, the dearest first; what has been reached is the state of each deal
(`deal_machine`), and of several ways to the same states the one that saves most is kept. Ways whose bound
(`deal_bounds`) is no more money than what is known to be possible are dropped. A first look keeps few ways at
a time, each further look more, and the one that had to drop none for their number has found the best: proven.
All of it is counted as effort (`deal_effort`), and the best found so far counts once that is used up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

from kiosk.domain.deal_bounds import NEVER, Lone, Row, Tolls
from kiosk.domain.deal_effort import Effort, UsedUp
from kiosk.domain.deal_machine import CLOSED, Machine, Step

FIRST_WIDTH = 24
WIDER = 8
KEEPING_STEPS = 4
"""What it takes to keep one way, beside looking at it."""
ROUNDS = 16
"""Of finding tolls, before each look."""
TOLL_STEPS = 60_000
"""To find tolls, before each look."""

Choice = tuple[int, int] | None
"""What a piece goes to: a machine and its state after it; None for none."""
Way = tuple[int, int, "Way | None", Choice]
"""What is saved, the bound of what can yet be, the way before the last piece, and what that went to."""


@dataclass(frozen=True, slots=True)
class Found:
    """Choices by piece, or None for those of the first way; what they save, in the machines' scale; whether
    nothing is better."""

    choices: tuple[Choice, ...] | None
    saved: int
    proven: bool


def search(
    pieces: Sequence[int], machines: Sequence[Machine], first: Found, scale: int, effort: Effort
) -> Found:
    """The best way for pieces (piles, dearest first) that the effort suffices for; none is worse than
    `first`."""
    best, width = first, FIRST_WIDTH
    try:
        lone = [Lone(machine, pieces, effort) for machine in machines]
        rounds = max(2, min(ROUNDS, TOLL_STEPS // max(1, sum(each.size for each in lone))))
        unit = _unit(machines, scale)
        tolls = Tolls(lone, pieces)
        while not best.proven:
            tolls.improve(_beyond(best.saved, scale, unit), rounds)
            table = _Table(pieces, machines, lone, tolls.best, effort)
            best = table.look(best, _beyond(best.saved, scale, unit), width)
            width *= WIDER
    except UsedUp:
        pass
    return best


def _unit(machines: Sequence[Machine], scale: int) -> int:
    """What all that can be saved is a multiple of."""
    return max(1, gcd(*(machine.unit for machine in machines)) // scale)


def _beyond(saved: int, scale: int, unit: int) -> int:
    """No way that saves more money is bounded by so much or less."""
    money = -(-saved // scale)
    return (money + unit - 1) * scale


_Involved = tuple[int, Row, Row, dict[int, tuple[Step, ...]]]
"""A machine at a piece: its bounds before and after it, and its ways to take it."""


class _Table:
    """The search's own: what each piece can go to, with the bounds before and after it."""

    def __init__(
        self,
        pieces: Sequence[int],
        machines: Sequence[Machine],
        lone: Sequence[Lone],
        tolls: Sequence[int],
        effort: Effort,
    ) -> None:
        self._pieces, self._machines, self._effort = pieces, machines, effort
        self._tolls = tolls
        self._involved: list[list[_Involved]] = [[] for _ in pieces]
        self._first = sum(tolls)
        for number, each in enumerate(lone):
            rows = each.table(tolls)
            self._first += rows[0][CLOSED]
            for at, place in enumerate(each.places):
                self._involved[place].append((number, rows[at], rows[at + 1], each.ways[at]))

    def look(self, known: Found, beyond: int, width: int) -> Found:
        """The best of at most `width` ways at a time, `known` where it finds none that is better."""
        start: Way = (0, self._first, None, None)
        ways: dict[tuple[int, ...], Way] = {(CLOSED,) * len(self._machines): start}
        whole = True
        for place in range(len(self._pieces)):
            ways = self._after(place, ways, beyond)
            if len(ways) > width:
                whole = False
                ranked = sorted(ways.items(), key=lambda item: -(item[1][0] + item[1][1]))
                ways = dict(ranked[:width])
        best = max(ways.values(), key=lambda way: way[0], default=None)
        if best is None or best[0] <= known.saved:
            return Found(known.choices, known.saved, whole)
        choices: list[Choice] = []
        last: Way | None = best
        while last is not None:
            choices.append(last[3])
            last = last[2]
        return Found(tuple(reversed(choices[:-1])), best[0], whole)

    def _after(self, place: int, ways: dict[tuple[int, ...], Way], beyond: int) -> dict[tuple[int, ...], Way]:
        """The ways after one more piece, but for those that cannot become better than what is known."""
        toll, involved = self._tolls[place], self._involved[place]
        found: dict[tuple[int, ...], Way] = {}
        self._effort.spend(len(ways) * (1 + len(involved)))
        for states, way in ways.items():
            saved, rest = way[0], way[1] - toll
            for number, before, after, _ in involved:
                state = states[number]
                rest += after.get(state, NEVER) - before[state]
            if saved + rest > beyond:
                old = found.get(states)
                if old is None or old[0] < saved:
                    found[states] = (saved, rest, way, None)
            for number, _, after, steps in involved:
                state = states[number]
                others = rest - after.get(state, NEVER)
                for to, gain, _ in steps[state]:
                    total, left = saved + gain, others + after[to]
                    if total + left > beyond:
                        key = (*states[:number], to, *states[number + 1 :])
                        old = found.get(key)
                        if old is None or old[0] < total:
                            found[key] = (total, left, way, (number, to))
        self._effort.spend(KEEPING_STEPS * len(found))
        return found
