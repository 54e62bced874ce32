"""A deal without rivals: the best it can make of its pieces.

- Where a piece saves the same in whichever set it is, and its slot is all that matters, sets are added one by
  one: what they save is largest when each takes the best free pieces, after pieces already taken have moved
  to other slots they fit (shortest augmenting paths: Edmonds and Karp, Journal of the ACM 19, 1972). The next
  set never saves more than the last, so that the first one that saves nothing ends it.
- Where the cheapest of a set are lowered and no piece fits two slots, the dearest pieces of each slot go
  together: for every price, no other way lowers as many pieces that cost as much.
- Where an amount is taken off sets that may cost less than it, the sets are filled evenly; that is the best
  where each of them is worth the amount, or nothing is left of any.
- All other deals take the table of their states as far as the effort goes, else the best set again and again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from kiosk.domain.deal_bounds import Lone
from kiosk.domain.deal_effort import Effort, UsedUp
from kiosk.domain.deal_greedy import by_gain, greedy
from kiosk.domain.deal_machine import CLOSED, Machine
from kiosk.domain.deal_search import Choice

Pieces = tuple[tuple[int, int], ...]
"""By piece its pile and its own price in the deal."""

NO_WAY = -(1 << 100)


def settle_alone(machine: Machine, counts: Sequence[int], effort: Effort) -> tuple[Pieces, bool]:
    """The pieces it takes, `counts` of each pile at most, and whether nothing is better."""
    try:
        if machine.counted:
            return _Matching(machine, counts).best(effort), True
        if machine.is_even:
            return _evenly(machine, counts, effort), True
        if machine.is_amount_alone:
            made, bound = _filled(machine, counts, effort)
            if sum(gain for gain, _ in made) >= bound:
                return tuple(piece for _, pieces in made for piece in pieces), True
        return _by_states(machine, counts, effort), True
    except UsedUp:
        return _as_found(machine, counts, effort), False


def _as_found(machine: Machine, counts: Sequence[int], effort: Effort) -> Pieces:
    """The best of what is quick."""
    made = greedy([machine], counts, by_gain, effort)
    saved = sum(each.gain * each.times for each in made)
    if machine.is_amount_alone:
        sets, _ = _filled(machine, counts, effort)
        if sum(gain for gain, _ in sets) > saved:
            return tuple(piece for _, pieces in sets for piece in pieces)
    return tuple(piece for each in made for piece in each.pieces * each.times)


class _Matching:
    """Pieces in slots, by pile, as sets are added."""

    def __init__(self, machine: Machine, counts: Sequence[int]) -> None:
        self._machine, self._slots = machine, range(len(machine.rule.counts))
        self._free = {pile: counts[pile] for pile in sorted(machine.slots)}
        self._used = {(pile, slot): 0 for pile, slots in sorted(machine.slots.items()) for slot in slots}
        self._gain = {place: machine.counted_gain(*place)[1] for place in self._used}
        self._best: list[list[int]] = []
        """By slot its piles, what saves most last, and those without a free piece dropped."""
        for slot in self._slots:
            fitting = [pile for pile, own in self._used if own == slot]
            fitting.sort(key=lambda pile, slot=slot: (self._gain[pile, slot], -pile))  # type: ignore[misc]
            self._best.append(fitting)
        self._shared = [pile for pile, slots in machine.slots.items() if len(slots) > 1]

    def best(self, effort: Effort) -> Pieces:
        """All sets that save something. Raises UsedUp."""
        rule, uses = self._machine.rule, 0
        while rule.most_uses is None or uses < rule.most_uses:
            before = dict(self._used)
            gain = self._set(effort)
            if gain <= 0:
                self._used = before
                break
            uses += 1
            if not self._shared:
                uses += self._again(before, None if rule.most_uses is None else rule.most_uses - uses)
        return tuple(
            piece
            for place, count in self._used.items()
            for piece in ((place[0], self._machine.counted_gain(*place)[0]),) * count
        )

    def _again(self, before: dict[tuple[int, int], int], most: int | None) -> int:
        """The same set as often as its piles have pieces."""
        needs = [
            (place, count - before[place]) for place, count in self._used.items() if count != before[place]
        ]
        times = min(self._free[pile] // count for (pile, _), count in needs)
        times = times if most is None else min(times, most)
        for place, count in needs:
            self._used[place] += count * times
            self._free[place[0]] -= count * times
        return times

    def _set(self, effort: Effort) -> int:
        """One set more; what it saves, `NO_WAY` where its slots cannot be filled."""
        gain = self._machine.whole_set
        for slot, count in enumerate(self._machine.rule.counts):
            for _ in range(count):
                more = self._piece(slot, effort)
                if more == NO_WAY:
                    return NO_WAY
                gain += more
        return gain

    def _piece(self, slot: int, effort: Effort) -> int:
        """One piece more in a slot; the way that saves most may move others from slot to slot."""
        effort.spend(2)
        ends = [self._top(each) for each in self._slots] if self._shared else []
        if not self._shared:
            pile, gain = self._top(slot)
            if pile < 0:
                return NO_WAY
            self._take(pile, slot)
            return gain
        reached, came = self._paths(slot, effort)
        last = max(self._slots, key=lambda each: reached[each] + ends[each][1])
        if ends[last][0] < 0 or reached[last] <= NO_WAY // 2:
            return NO_WAY
        whole = reached[last] + ends[last][1]
        self._take(ends[last][0], last)
        while last != slot:
            before, pile = came[last]
            self._used[pile, last] -= 1
            self._used[pile, before] += 1
            last = before
        return whole

    def _take(self, pile: int, slot: int) -> None:
        self._free[pile] -= 1
        self._used[pile, slot] += 1

    def _top(self, slot: int) -> tuple[int, int]:
        """The free pile that saves most in the slot; -1 where none is free."""
        fitting = self._best[slot]
        while fitting and not self._free[fitting[-1]]:
            fitting.pop()
        return (fitting[-1], self._gain[fitting[-1], slot]) if fitting else (-1, NO_WAY)

    def _paths(self, start: int, effort: Effort) -> tuple[list[int], list[tuple[int, int]]]:
        """The best way from a slot to each other one, where each takes a piece of the next: what that gains,
        and the slot before it with the pile that moves."""
        moves: dict[tuple[int, int], tuple[int, int]] = {}
        for pile in self._shared:
            fits = self._machine.slots[pile]
            for given in fits:
                if self._used[pile, given]:
                    for taken in fits:
                        gain = self._gain[pile, taken] - self._gain[pile, given]
                        if taken != given and gain > moves.get((taken, given), (NO_WAY, -1))[0]:
                            moves[taken, given] = (gain, pile)
        effort.spend(len(self._shared) * 2 + len(moves) * 2)
        reached, came = [NO_WAY] * len(self._slots), [(-1, -1)] * len(self._slots)
        reached[start] = 0
        for _ in self._slots:
            changed = False
            for (taken, given), (gain, pile) in moves.items():
                if reached[taken] > NO_WAY // 2 and reached[taken] + gain > reached[given]:
                    reached[given], came[given], changed = reached[taken] + gain, (taken, pile), True
            effort.spend(len(moves))
            if not changed:
                break
        return reached, came


def _by_slot(machine: Machine, counts: Sequence[int]) -> list[list[int]]:
    """The pieces of each slot, the dearest first, of a deal none of whose pieces fits two."""
    slots: list[list[int]] = [[] for _ in machine.rule.counts]
    for pile in sorted(machine.slots):
        slots[machine.slots[pile][0]] += [pile] * counts[pile]
    return slots


def _most(machine: Machine, slots: Sequence[Sequence[int]]) -> int:
    """Sets that there are pieces for."""
    rule = machine.rule
    most = min(len(own) // count for own, count in zip(slots, rule.counts, strict=True))
    return most if rule.most_uses is None else min(most, rule.most_uses)


def _evenly(machine: Machine, counts: Sequence[int], effort: Effort) -> Pieces:
    """The dearest pieces left of each slot together, until nothing is saved."""
    slots, took = _by_slot(machine, counts), list[tuple[int, int]]()
    ahead = [iter(own) for own in slots]
    effort.charge(sum(counts) // 8)
    known: dict[tuple[tuple[int, int], ...], tuple[int, Pieces]] = {}
    for _ in range(_most(machine, slots)):
        filled = tuple(
            (pile, slot)
            for slot, count in enumerate(machine.rule.counts)
            for pile in islice(ahead[slot], count)
        )
        if filled not in known:
            known[filled] = machine.set_of(filled)
        gain, pieces = known[filled]
        if gain <= 0:
            break
        took += pieces
    return tuple(took)


def _filled(machine: Machine, counts: Sequence[int], effort: Effort) -> tuple[list[tuple[int, Pieces]], int]:
    """As many sets as there can be of the dearest pieces, each piece in the one that is worth least so far;
    and what no way can save more than."""
    slots = _by_slot(machine, counts)
    most = _most(machine, slots)
    effort.charge(most * machine.rule.pieces * 2)
    sets: list[list[tuple[int, int]]] = [[] for _ in range(most)]
    worth, whole = [0] * most, 0
    for slot, count in enumerate(machine.rule.counts):
        for turn in range(count):
            emptiest = sorted(range(most), key=lambda at: (worth[at], at))
            for at, pile in zip(emptiest, slots[slot][turn * most : (turn + 1) * most], strict=True):
                sets[at].append((pile, slot))
                worth[at] += machine.listed(pile)
                whole += machine.listed(pile)
    made = [machine.set_of(filled) for filled in sets]
    bound = machine.scaled(min(whole, most * (machine.rule.amount_minor or 0)), most)
    return [each for each in made if each[0] > 0], bound


def _by_states(machine: Machine, counts: Sequence[int], effort: Effort) -> Pieces:
    """Raises UsedUp."""
    pieces = [pile for pile in sorted(machine.slots) for _ in range(counts[pile])]
    lone, free = Lone(machine, pieces, effort), [0] * len(pieces)
    choices: list[Choice] = [None] * len(pieces)
    for place, state in lone.taken(lone.table(free), free):
        choices[place] = (0, state)
    return next(iter(taken_by([machine], pieces, choices)), ())


def taken_by(
    machines: Sequence[Machine], pieces: Sequence[int], choices: Sequence[Choice]
) -> Iterator[Pieces]:
    """What each machine takes where the pieces go as they were chosen to."""
    taken: list[list[tuple[int, int]]] = [[] for _ in machines]
    states = [CLOSED] * len(machines)
    for pile, choice in zip(pieces, choices, strict=True):
        if choice is not None:
            number, after = choice
            own = next(own for to, _, own in machines[number].steps(states[number], pile) if to == after)
            taken[number].append((pile, own))
            states[number] = after
    return (tuple(took) for took in taken)
