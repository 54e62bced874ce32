"""The first way to give pieces to competing deals: the set that saves most, again and again.

It is what the search starts from, and all there is for baskets far beyond what can be searched: it goes by
piles, not by pieces, and looks at each only as long as some of it is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace

from kiosk.domain.deal_effort import Effort
from kiosk.domain.deal_machine import Machine


@dataclass(frozen=True, slots=True)
class SetMade:
    """One set, made so many times: its pieces by pile with each piece's own price in the deal."""

    machine: int
    pieces: tuple[tuple[int, int], ...]
    gain: int
    times: int = 1


def greedy(
    machines: Sequence[Machine],
    left: Sequence[int],
    worth: Callable[[SetMade], int],
    effort: Effort | None = None,
) -> list[SetMade]:
    """Sets of the dearest pieces left, by their worth; `left` is the pieces of each pile.

    Taking pieces makes no other set better: a deal's set that can no more be made is looked for anew only
    once no other one is worth as much as it was (Minoux, Optimization Techniques 234, 1978).
    """
    remaining, made = list(left), list[SetMade]()
    shelves = [_Shelf(number, machine, remaining) for number, machine in enumerate(machines)]
    waiting = [
        (-worth(found.made), number, found)
        for number, shelf in enumerate(shelves)
        if (found := shelf.dearest()) is not None
    ]
    heapify(waiting)
    while waiting:
        _, number, best = waiting[0]
        shelf, times = shelves[number], best.fits(remaining)
        if times:
            if shelf.uses is not None:
                times = min(times, shelf.uses)
                shelf.uses -= times
            made.append(SetMade(number, best.made.pieces, best.made.gain, times))
            for pile, count in best.needs:
                remaining[pile] -= count * times
        following = None if shelf.uses == 0 else shelf.dearest()
        if following is None:
            heappop(waiting)
        else:
            heapreplace(waiting, (-worth(following.made), number, following))
    if effort is not None:
        effort.charge(sum(shelf.looked for shelf in shelves))
    return made


@dataclass(frozen=True, slots=True)
class _Open:
    """A set that can be made, and how many pieces of each pile it takes."""

    made: SetMade
    needs: tuple[tuple[int, int], ...]

    def fits(self, remaining: Sequence[int]) -> int:
        """How often."""
        return min(remaining[pile] // count for pile, count in self.needs)


class _Shelf:
    """What one deal can still take: of each slot the piles that have pieces left, the dearest first."""

    def __init__(self, number: int, machine: Machine, remaining: Sequence[int]) -> None:
        self._number, self._machine, self._remaining = number, machine, remaining
        self.uses = machine.rule.most_uses
        self.looked = 0
        """Steps in all."""
        slots: list[list[int]] = [[] for _ in machine.rule.counts]
        for pile in sorted(machine.slots):
            for slot in machine.slots[pile]:
                slots[slot].append(pile)
        room = [sum(remaining[pile] for pile in piles) for piles in slots]
        lowered = machine.rule.slot
        self._slots = [
            (slot, machine.rule.counts[slot], slots[slot], 0)
            for slot in sorted(range(len(slots)), key=lambda slot: (room[slot], slot != lowered, slot))
        ]
        """The scarcest first."""

    def dearest(self) -> _Open | None:
        """One set of the dearest pieces left; None where they complete none or save nothing."""
        remaining, taken = self._remaining, Counter[int]()
        filled: list[tuple[int, int]] = []
        for place, (slot, missing, piles, start) in enumerate(self._slots):
            while start < len(piles) and not remaining[piles[start]]:
                start += 1
            self._slots[place] = (slot, missing, piles, start)
            at = start
            while missing and at < len(piles):
                pile = piles[at]
                some = min(missing, remaining[pile] - taken[pile])
                if some:
                    taken[pile] += some
                    filled += [(pile, slot)] * some
                    missing -= some
                at += 1
            self.looked += 40 + at - start
            if missing:
                return None
        gain, pieces = self._machine.set_of(filled)
        if gain <= 0:
            return None
        return _Open(SetMade(self._number, pieces, gain), tuple(taken.items()))


def by_gain(made: SetMade) -> int:
    """Worth by the set."""
    return made.gain


def by_gain_of_a_piece(made: SetMade) -> int:
    """Worth by the piece."""
    return made.gain * 1000 // len(made.pieces)
