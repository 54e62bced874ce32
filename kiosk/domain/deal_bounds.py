"""What the pieces that are left can still save, at most: the bound that makes the exact search short.

Each deal is given all the pieces for itself, at a toll for each; the bound is the tolls and what each deal
saves after them (a Lagrangian relaxation: Geoffrion, Mathematical Programming Study 2, 1974). It holds for
any tolls that are not negative. Good ones are found by steps: a piece that several deals want gets dearer,
one that nobody wants cheaper. All numbers are integers, so that every computer finds the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.deal_machine import CLOSED, Machine, Step

NEVER = -(1 << 100)
"""Of a state that can no more be closed."""

Row = dict[int, int]
"""By state: the most that a deal saves from here on, after tolls."""


class Lone:
    """One deal with all the pieces for itself."""

    def __init__(self, machine: Machine, pieces: Sequence[int]) -> None:
        self.machine = machine
        self.places = [place for place, pile in enumerate(pieces) if pile in machine.slots]
        self._piles = [pieces[place] for place in self.places]
        self._ways: list[list[tuple[int, tuple[Step, ...]]]] = []
        states = {CLOSED}
        for pile in self._piles:
            ways = [(state, machine.steps(state, pile)) for state in sorted(states)]
            self._ways.append(ways)
            states |= {step[0] for _, steps in ways for step in steps}
        self._last = {state: 0 for state in sorted(states) if machine.is_closed(state)}

    @property
    def size(self) -> int:
        """Ways in all, so what one table takes."""
        return sum(len(steps) + 1 for ways in self._ways for _, steps in ways)

    def table(self, tolls: Sequence[int]) -> list[Row]:
        """A row before each of its pieces and one at the end."""
        after = self._last
        rows = [after]
        for at in range(len(self.places) - 1, -1, -1):
            toll = tolls[self.places[at]]
            row: Row = {}
            for state, steps in self._ways[at]:
                best = after.get(state, NEVER)
                for to, gain, _ in steps:
                    if to in after and after[to] + gain - toll > best:
                        best = after[to] + gain - toll
                if best != NEVER:
                    row[state] = best
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
            for to, gain, _ in self.machine.steps(state, self._piles[at]):
                if to in after and after[to] + gain - tolls[place] == best:
                    state = to
                    break
            found.append((place, state))
        return found


class Tolls:
    """The best tolls so far, and the search for better ones."""

    def __init__(self, lone: Sequence[Lone], pieces: int) -> None:
        self._lone = lone
        self.best = [0] * pieces
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
