"""The first way to give pieces to competing deals: the set that saves most, again and again.

It is what the search starts from, and all there is for baskets far beyond what can be searched: it goes by
piles, not by pieces, and looks at each only as long as some of it is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace

from kiosk.domain.deal_effort import Effort
from kiosk.domain.deal_machine import Machine

SORTING_STEPS = 6
"""To look at what one pile saves in one slot."""


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
    without: Collection[int] = (),
) -> list[SetMade]:
    """Sets of the pieces left, by their worth; `left` is the pieces of each pile, `without` the deals that
    make none.

    Taking pieces makes no other set better: a deal's set that can no more be made is looked for anew only
    once no other one is worth as much as it was (Minoux, Optimization Techniques 234, 1978).
    """
    remaining, made = list(left), list[SetMade]()
    effort = Effort() if effort is None else effort
    shelves = [_Shelf(number, machine, remaining, effort) for number, machine in enumerate(machines)]
    waiting = [
        (-worth(found.made), number, found)
        for number, shelf in enumerate(shelves)
        if number not in without and (found := shelf.best()) is not None
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
        following = None if shelf.uses == 0 else shelf.best()
        if following is None:
            heappop(waiting)
        else:
            heapreplace(waiting, (-worth(following.made), number, following))
    return made


def leaving_out(
    machines: Sequence[Machine], counts: Sequence[int], made: Sequence[SetMade], effort: Effort
) -> Sequence[SetMade]:
    """The best of these sets and those without some of the deals: each is left out, or comes back, as long as
    that saves more and there is effort left. A deal may take what two others need."""
    best, without = made, frozenset[int]()
    turned = True
    while turned:
        turned = False
        for number in range(len(machines)):
            if not effort.left:
                return best
            other = without ^ {number}
            found = greedy(machines, counts, by_gain, effort, other)
            if saved(found) > saved(best):
                best, without, turned = found, other, True
    return best


def saved(made: Sequence[SetMade]) -> int:
    """In the machines' scale."""
    return sum(each.gain * each.times for each in made)


@dataclass(frozen=True, slots=True)
class _Open:
    """A set that can be made, and how many pieces of each pile it takes."""

    made: SetMade
    needs: tuple[tuple[int, int], ...]

    def fits(self, remaining: Sequence[int]) -> int:
        """How often."""
        return min(remaining[pile] // count for pile, count in self.needs)


class _Shelf:
    """What one deal can still take: of each slot the piles that have pieces left, what saves most first where
    that is the same in every set, else the dearest first, as they are all where no effort is left."""

    def __init__(self, number: int, machine: Machine, remaining: Sequence[int], effort: Effort) -> None:
        self._number, self._machine, self._remaining = number, machine, remaining
        self._effort = effort
        self.uses = machine.rule.most_uses
        slots: list[list[int]] = [[] for _ in machine.rule.counts]
        for pile in sorted(machine.slots):
            for slot in machine.slots[pile]:
                slots[slot].append(pile)
        if machine.counted and effort.left and any(map(machine.lowered_without, machine.slots)):
            effort.charge(SORTING_STEPS * sum(map(len, slots)))
            for slot, piles in enumerate(slots):
                piles.sort(key=lambda pile, slot=slot: (-machine.counted_gain(pile, slot)[1], pile))  # type: ignore[misc]
        self._is_settled = machine.counted and machine.is_apart
        """Whether no other set is better than the first pieces of each slot."""
        self._dropped: set[int] = set()
        room = [sum(remaining[pile] for pile in piles) for piles in slots]
        lowered = machine.rule.slot
        self._slots = [
            (slot, machine.rule.counts[slot], slots[slot], 0)
            for slot in sorted(range(len(slots)), key=lambda slot: (room[slot], slot != lowered, slot))
        ]
        """The scarcest first."""

    def best(self) -> _Open | None:
        """One set of the first pieces left; None where they complete none or save nothing. A piece that is
        lowered most without it gives way for good where the set saves more, or only then something."""
        found = self._first()
        while found is not None and self._effort.left and not self._is_settled:
            pile = max(found.needs, key=lambda need: self._machine.lowered_without(need[0]))[0]
            if self._machine.lowered_without(pile) <= 0:
                break
            self._dropped.add(pile)
            other = self._first()
            if found.made.gain > 0 and (other is None or other.made.gain <= found.made.gain):
                self._dropped.remove(pile)
                break
            found = other
        return found if found is not None and found.made.gain > 0 else None

    def _first(self) -> _Open | None:
        remaining, taken = self._remaining, Counter[int]()
        filled: list[tuple[int, int]] = []
        looked = 0
        for place, (slot, missing, piles, start) in enumerate(self._slots):
            while start < len(piles) and not remaining[piles[start]]:
                start += 1
            self._slots[place] = (slot, missing, piles, start)
            at = start
            while missing and at < len(piles):
                pile = piles[at]
                some = 0 if pile in self._dropped else min(missing, remaining[pile] - taken[pile])
                if some:
                    taken[pile] += some
                    filled += [(pile, slot)] * some
                    missing -= some
                at += 1
            looked += 40 + at - start
            if missing:
                break
        self._effort.charge(looked)
        if missing:
            return None
        gain, pieces = self._machine.set_of(filled)
        return _Open(SetMade(self._number, pieces, gain), tuple(taken.items()))


def by_gain(made: SetMade) -> int:
    """Worth by the set."""
    return made.gain


def by_gain_of_a_piece(made: SetMade) -> int:
    """Worth by the piece."""
    return made.gain * 1000 // len(made.pieces)
