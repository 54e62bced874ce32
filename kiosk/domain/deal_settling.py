"""Which deals take which pieces: competing ones together, the cheapest way for the shopper.

Sets that share piles of the basket, also through others, are one contest. Within `MOST_SETS` and
`MOST_PIECES_EXACT` its cheapest way is found whatever it takes; beyond, as long as the search has steps left,
and never a dearer one than greedy finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.domain.deal_bounds import Lone
from kiosk.domain.deal_greedy import SetMade, by_gain, by_gain_of_a_piece, greedy
from kiosk.domain.deal_machine import CLOSED, Machine
from kiosk.domain.deal_pieces import Pile, Rival, SetRule
from kiosk.domain.deal_search import Choice, Found, search

MOST_SETS = 10
MOST_PIECES_EXACT = 40
MOST_PIECES_SEARCHED = 400


@dataclass(frozen=True, slots=True)
class Settled:
    """One deal and the pieces it took: by piece its pile and its own price in the deal."""

    rule: SetRule
    pieces: tuple[tuple[int, int], ...]
    proven: bool
    """Nothing else is cheaper."""

    @property
    def uses(self) -> int:
        return len(self.pieces) // self.rule.pieces


def settle(piles: Sequence[Pile], rivals: Sequence[Rival]) -> list[Settled]:
    """The deals that apply; piles are the dearest first, rivals by offer id."""
    return [settled for contest in _contests(rivals) for settled in _settle(piles, contest)]


def _contests(rivals: Sequence[Rival]) -> Iterator[list[Rival]]:
    """Sets connected by piles, in their order."""
    by_pile: dict[int, list[int]] = {}
    for number, rival in enumerate(rivals):
        for pile in rival.slots:
            by_pile.setdefault(pile, []).append(number)
    waiting = dict.fromkeys(range(len(rivals)))
    while waiting:
        reached = [next(iter(waiting))]
        del waiting[reached[0]]
        for number in reached:  # grows while it is walked
            for pile in rivals[number].slots:
                for other in by_pile[pile]:
                    if other in waiting:
                        del waiting[other]
                        reached.append(other)
        yield [rivals[number] for number in sorted(reached)]


def _settle(piles: Sequence[Pile], rivals: Sequence[Rival]) -> Iterator[Settled]:
    counts = [0] * len(piles)
    for rival in rivals:
        for pile in rival.slots:
            counts[pile] = piles[pile].count
    whole = sum(counts)
    scale = whole * len(rivals) + 1
    machines = [Machine(rival, piles, scale, place) for place, rival in enumerate(rivals, 1)]
    if len(machines) == 1 and (whole <= MOST_PIECES_SEARCHED or machines[0].is_small):
        alone = machines[0]
        pieces = [pile for pile in sorted(alone.slots) for _ in range(counts[pile])]
        if alone.is_plain:
            yield from _best_pieces(alone, pieces)
        else:
            yield from _in_order(alone, pieces) if alone.is_even else _lone(alone, pieces)
        return
    ways = [greedy(machines, counts, worth) for worth in (by_gain, by_gain_of_a_piece)]
    first = max(ways, key=lambda made: sum(each.gain * each.times for each in made))
    if whole > MOST_PIECES_SEARCHED and len(rivals) > 1:
        yield from _as_made(machines, first)
        return
    pieces = [pile for pile, count in enumerate(counts) for _ in range(count)]
    exact = len(rivals) <= MOST_SETS and whole <= MOST_PIECES_EXACT
    found = search(pieces, machines, _as_found(pieces, machines, first), scale, exact=exact)
    yield from _as_settled(machines, pieces, found)


def _as_settled(machines: Sequence[Machine], pieces: Sequence[int], found: Found) -> Iterator[Settled]:
    taken: list[list[tuple[int, int]]] = [[] for _ in machines]
    states = [CLOSED] * len(machines)
    for pile, choice in zip(pieces, found.choices, strict=True):
        if choice is not None:
            number, after = choice
            own = next(own for to, _, own in machines[number].steps(states[number], pile) if to == after)
            taken[number].append((pile, own))
            states[number] = after
    for machine, took in zip(machines, taken, strict=True):
        if took:
            yield Settled(machine.rule, tuple(took), found.proven)


def _best_pieces(machine: Machine, pieces: Sequence[int]) -> Iterator[Settled]:
    """A deal without rivals whose pieces save the same in any of its sets: of each slot those that save most,
    first."""
    rule = machine.rule
    gains = {pile: machine.counted_gain(pile, slots[0]) for pile, slots in machine.slots.items()}
    ranked: list[list[int]] = [[] for _ in rule.counts]
    for pile in sorted(pieces, key=lambda pile: (-gains[pile][1], pile)):
        ranked[machine.slots[pile][0]].append(pile)
    most = min(len(own) // count for own, count in zip(ranked, rule.counts, strict=True))
    if rule.most_uses is not None:
        most = min(most, rule.most_uses)
    took: list[int] = []
    for uses in range(most):
        taken = [
            pile
            for own, count in zip(ranked, rule.counts, strict=True)
            for pile in own[uses * count : (uses + 1) * count]
        ]
        if machine.whole_set + sum(gains[pile][1] for pile in taken) <= 0:
            break  # the next ones save less still
        took += taken
    if took:
        yield Settled(rule, tuple((pile, gains[pile][0]) for pile in sorted(took)), proven=True)


def _in_order(machine: Machine, pieces: Sequence[int]) -> Iterator[Settled]:
    """A deal without rivals whose sets lower their cheapest: sets of the dearest pieces left."""
    rule, took = machine.rule, list[tuple[int, int]]()
    most = len(pieces) // rule.pieces
    if rule.most_uses is not None:
        most = min(most, rule.most_uses)
    for uses in range(most):
        taken = pieces[uses * rule.pieces : (uses + 1) * rule.pieces]
        paid = rule.pieces - (rule.cheapest or 0)
        some = [(pile, machine.order_gain(pile, lowered=at >= paid)) for at, pile in enumerate(taken)]
        if not any(gain for _, (_, gain) in some):
            break
        took += [(pile, own) for pile, (own, _) in some]
    if took:
        yield Settled(rule, tuple(took), proven=True)


def _lone(machine: Machine, pieces: Sequence[int]) -> Iterator[Settled]:
    """A deal without rivals makes the best of its pieces."""
    lone, free = Lone(machine, pieces), [0] * len(pieces)
    choices: list[Choice] = [None] * len(pieces)
    for place, state in lone.taken(lone.table(free), free):
        choices[place] = (0, state)
    yield from _as_settled([machine], pieces, Found(tuple(choices), 0, proven=True))


def _as_made(machines: Sequence[Machine], made: Sequence[SetMade]) -> Iterator[Settled]:
    for number, machine in enumerate(machines):
        took = [piece for each in made if each.machine == number for piece in each.pieces * each.times]
        if took:
            yield Settled(machine.rule, tuple(took), proven=False)


def _as_found(pieces: Sequence[int], machines: Sequence[Machine], made: Sequence[SetMade]) -> Found:
    """The same pieces to the same deals, each deal making the best of them."""
    choices: list[Choice] = [None] * len(pieces)
    places: dict[int, list[int]] = {}
    for place, pile in enumerate(pieces):
        places.setdefault(pile, []).append(place)
    saved = 0
    for number, machine in enumerate(machines):
        wanted: Counter[int] = Counter()
        for each in made:
            if each.machine == number:
                for pile, _ in each.pieces:
                    wanted[pile] += each.times
        own = sorted(places[pile].pop(0) for pile, count in wanted.items() for _ in range(count))
        lone = Lone(machine, [pieces[place] for place in own])
        free = [0] * len(own)
        rows = lone.table(free)
        saved += rows[0][CLOSED]
        for at, state in lone.taken(rows, free):
            choices[own[at]] = (number, state)
    return Found(tuple(choices), saved, proven=False)
