"""The first way to give pieces to competing deals: the set that saves most, again and again.

It is what the search starts from, and all there is for baskets far beyond what can be searched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.domain.deal_machine import CLOSED, Machine


@dataclass(frozen=True, slots=True)
class SetMade:
    """One set, made so many times: its pieces by pile with each piece's own price in the deal."""

    machine: int
    pieces: tuple[tuple[int, int], ...]
    gain: int
    times: int = 1


def greedy(
    machines: Sequence[Machine], left: Sequence[int], worth: Callable[[SetMade], int]
) -> list[SetMade]:
    """Sets of the dearest pieces left, by their worth; `left` is the pieces of each pile."""
    remaining = list(left)
    uses = [machine.rule.most_uses for machine in machines]
    open_to = [_dearest(number, each, remaining) for number, each in enumerate(machines)]
    made: list[SetMade] = []
    while True:
        best = max((each for each in open_to if each is not None), key=worth, default=None)
        if best is None:
            return made
        needs = Counter(pile for pile, _ in best.pieces)
        times = min(remaining[pile] // count for pile, count in needs.items())
        limit = uses[best.machine]
        if limit is not None:
            times = min(times, limit)
            uses[best.machine] = limit - times
        if times:
            made.append(SetMade(best.machine, best.pieces, best.gain, times))
        for pile, count in needs.items():
            remaining[pile] -= count * times
        for number, each in enumerate(open_to):
            # Taking pieces makes no other set better: one that still can be made stays the best of its deal.
            if each is None:
                continue
            if uses[number] == 0:
                open_to[number] = None
            elif any(remaining[p] < n for p, n in Counter(pile for pile, _ in each.pieces).items()):
                open_to[number] = _dearest(number, machines[number], remaining)


def _dearest(number: int, machine: Machine, left: Sequence[int]) -> SetMade | None:
    """One set of the dearest pieces left; None where they complete none or save nothing."""
    counts = machine.rule.counts
    eligible = sorted(pile for pile in machine.slots if left[pile])
    room = {slot: sum(left[p] for p in eligible if slot in machine.slots[p]) for slot in range(len(counts))}
    taken: Counter[int] = Counter()
    for slot in sorted(room, key=lambda slot: (room[slot], slot)):
        missing = counts[slot]
        for pile in eligible:
            if missing and slot in machine.slots[pile]:
                some = min(missing, left[pile] - taken[pile])
                taken[pile] += some
                missing -= some
        if missing:
            return None
    return _made(number, machine, [pile for pile in eligible for _ in range(taken[pile])])


def _made(number: int, machine: Machine, pieces: Sequence[int]) -> SetMade | None:
    """The best way to make one set of exactly these pieces."""
    ways: dict[int, tuple[int, tuple[tuple[int, int], ...]]] = {CLOSED: (0, ())}
    for pile in pieces:
        after: dict[int, tuple[int, tuple[tuple[int, int], ...]]] = {}
        for state, (gain, path) in ways.items():
            for to, more, own in machine.steps(state, pile):
                if to not in after or after[to][0] < gain + more:
                    after[to] = (gain + more, (*path, (pile, own)))
        ways = after
    best = max(
        (way for state, way in ways.items() if not machine.missing(state)),
        key=lambda way: way[0],
        default=None,
    )
    return None if best is None or best[0] <= 0 else SetMade(number, best[1], best[0])


def by_gain(made: SetMade) -> int:
    """Worth by the set."""
    return made.gain


def by_gain_of_a_piece(made: SetMade) -> int:
    """Worth by the piece."""
    return made.gain * 1000 // len(made.pieces)
