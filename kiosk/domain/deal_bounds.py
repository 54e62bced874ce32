"""What the pieces that are left can still save, at most: the bound that makes the exact search short.

Each deal is given all the pieces for itself, at a toll for each; the bound is the tolls and what each deal
saves after them (a Lagrangian relaxation: Geoffrion, Mathematical Programming Study 2, 1974). It holds for
any tolls that are not negative. Good ones are found by steps: a piece that several deals want gets dearer,
one that nobody wants cheaper. All numbers are integers, so that every computer finds the same ones.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Sequence

from kiosk.domain.deal_effort import Effort
from kiosk.domain.deal_machine import CLOSED, Machine, Step

NEVER = -(1 << 100)
"""Of a state that can no more be closed."""

MAKING_STEPS = 18
"""What it takes to make one way to go on, beside looking at it."""

Row = dict[int, int]
"""By state: the most that a deal saves from here on, after tolls."""


Ways = list[tuple[int, bool, tuple[Step, ...]]]
"""Before a piece: each state, whether the piece may be left, and the ways to take it."""


def _state_of(way: tuple[int, bool, tuple[Step, ...]]) -> int:
    return way[0]


class Lone:
    """One deal with all the pieces for itself: of its states those that can be reached and then closed.

    Raises UsedUp wherever it works."""

    def __init__(self, machine: Machine, pieces: Sequence[int], effort: Effort) -> None:
        self.machine, self._effort = machine, effort
        self.places = [place for place, pile in enumerate(pieces) if pile in machine.slots]
        reached: list[list[tuple[int, tuple[Step, ...]]]] = []
        states = {CLOSED}
        for left, place in zip(range(len(self.places) - 1, -1, -1), self.places, strict=True):
            made, steps = machine.made, list[tuple[int, tuple[Step, ...]]]()
            for state in sorted(states):
                steps.append((state, machine.steps(state, pieces[place])))
                effort.spend(2 + 2 * len(steps[-1][1]) + MAKING_STEPS * (machine.made - made))
                made = machine.made
            reached.append(steps)
            states |= {step[0] for _, ways in steps for step in ways}
            states = {state for state in states if machine.missing(state) <= left}
        self._last = dict.fromkeys(sorted(states), 0)
        self._ways: list[Ways] = []
        alive: Container[int] = self._last
        for steps in reversed(reached):
            ways = [(state, state in alive, tuple(w for w in each if w[0] in alive)) for state, each in steps]
            ways = [way for way in ways if way[1] or way[2]]
            self._ways.append(ways)
            alive = {way[0] for way in ways}
        self._ways.reverse()
        self.ways = [{state: each for state, _, each in ways} for ways in self._ways]
        """By place and state, the ways to take its piece."""
        self.size = sum(len(steps) + 1 for ways in self._ways for _, _, steps in ways)
        """Ways in all, so what one table takes."""

    def table(self, tolls: Sequence[int]) -> list[Row]:
        """A row before each of its pieces and one at the end."""
        self._effort.spend(self.size)
        after = self._last
        rows = [after]
        for at in range(len(self.places) - 1, -1, -1):
            toll = tolls[self.places[at]]
            row: Row = {}
            for state, stays, steps in self._ways[at]:
                best = after[state] + toll if stays else NEVER
                for to, gain, _ in steps:
                    taken = after[to] + gain
                    if taken > best:
                        best = taken
                row[state] = best - toll
            rows.append(row)
            after = row
        rows.reverse()
        return rows

    def taken(self, rows: Sequence[Row], tolls: Sequence[int]) -> list[tuple[int, int]]:
        """The best way: the place of each piece it takes, and the state after it."""
        state, found = CLOSED, []
        for at, place in enumerate(self.places):
            best, after = rows[at][state], rows[at + 1]
            if after.get(state, NEVER) == best:
                continue
            ways = self._ways[at]
            steps = ways[bisect_left(ways, state, key=_state_of)][2]
            state = next(to for to, gain, _ in steps if after[to] + gain - tolls[place] == best)
            found.append((place, state))
        return found


class Tolls:
    """The best tolls so far, and the search for better ones."""

    def __init__(self, lone: Sequence[Lone], pieces: Sequence[int]) -> None:
        self._lone = lone
        self.best = [max(0, *(each.machine.fair_gain(pile) for each in lone)) for pile in pieces]
        self.bound = -NEVER

    def improve(self, found: int, rounds: int) -> None:
        """Ends early where nothing better than `found` is left."""
        tolls, slower, stale = self.best, 1, 0
        trend = [0] * len(tolls)
        for _ in range(rounds):
            bound, wanted = self._asked(tolls)
            if bound < self.bound:
                self.bound, self.best, stale = bound, tolls, 0
            else:
                stale += 1
                if stale == 4:
                    slower, stale = 2 * slower, 0
                    tolls, trend = self.best, [0] * len(tolls)
                    continue
            if self.bound <= found:
                return
            trend = [
                4 * (count - 1) + 2 * old // 3 if toll or count > 1 else 0
                for count, toll, old in zip(wanted, tolls, trend, strict=True)
            ]
            norm = sum(each * each for each in trend)
            if not norm:
                return
            step = 4 * (bound - found)
            tolls = [
                max(0, toll + step * each // (norm * slower)) for toll, each in zip(tolls, trend, strict=True)
            ]

    def _asked(self, tolls: Sequence[int]) -> tuple[int, list[int]]:
        """The bound, and how many deals want each piece."""
        bound, wanted = sum(tolls), [0] * len(tolls)
        for each in self._lone:
            rows = each.table(tolls)
            bound += rows[0][CLOSED]
            for place, _ in each.taken(rows, tolls):
                wanted[place] += 1
        return bound, wanted
