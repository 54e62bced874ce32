"""Which deals take which pieces: competing ones together, the cheapest way for the shopper.

Sets that share piles of the basket, also through others, are one contest. Its cheapest way is found where the
effort suffices, and never a dearer one than greedy finds; the smallest contests come first, and each leaves
to the next ones what it did not need. A contest that is there again when the basket is priced in another way
is not settled again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kiosk.domain.deal_bounds import Lone
from kiosk.domain.deal_effort import FIRST_STEPS, Effort, UsedUp
from kiosk.domain.deal_greedy import SetMade, by_gain, by_gain_of_a_piece, greedy, leaving_out, saved
from kiosk.domain.deal_lone import Pieces, settle_alone, taken_by
from kiosk.domain.deal_machine import CLOSED, Machine
from kiosk.domain.deal_pieces import Pile, Rival, SetRule
from kiosk.domain.deal_search import Choice, Found, search

MOST_PIECES_SEARCHED = 400
STEPS_OF_A_PILE = 6
"""Of making a machine."""
POLISHING = 4
"""One part in so many of a contest's effort is for making the most of what greedy gave each deal."""
LEAVING_OUT = 8
"""One part in so many is for greedy without some of the deals, where the search proves nothing."""


@dataclass(slots=True)
class Settled:
    """One deal and the pieces it took: by piece its pile and its own price in the deal."""

    rule: SetRule
    pieces: Pieces
    proven: bool
    """Nothing else is cheaper."""

    @property
    def uses(self) -> int:
        return len(self.pieces) // self.rule.pieces


class Settler:
    """Settles contests of one basket, in whatever ways it is priced."""

    def __init__(self, effort: Effort | None = None) -> None:
        self.effort = Effort() if effort is None else effort
        self._first: list[tuple[_Contest, list[list[Settled]]]] = []
        """Those of the first way, each with its outcome, none before it is settled. Mostly there is no other
        way, so that nothing is looked up, and nothing needs a key."""
        self._known: dict[_Key, list[list[Settled]]] = {}
        """All, from the second way on."""

    def settle(
        self, piles: Sequence[Pile], rivals: Sequence[Rival], steps: int = FIRST_STEPS
    ) -> list[Settled]:
        """The deals that apply, with so much effort at most; piles are the dearest first, rivals by offer
        id."""
        found: list[Settled] = []
        contests = [_contest(piles, own) for own in _connected(rivals)]
        outcomes = self._outcomes([contest for contest, _ in contests])
        waiting = [(contest, out) for (contest, _), out in zip(contests, outcomes, strict=True) if not out]
        waiting.sort(key=lambda pair: pair[0].size)
        with self.effort.part(steps) as effort:
            for at, (contest, outcome) in enumerate(waiting):
                with effort.part(effort.left // (len(waiting) - at)) as own_effort:
                    outcome.append(list(_settle(contest.piles, contest.rivals, own_effort)))
        for (_, own), (deals,) in zip(contests, outcomes, strict=True):
            for settled in deals:
                pieces = tuple([(own[pile], price) for pile, price in settled.pieces])
                found.append(Settled(settled.rule, pieces, settled.proven))
        return found

    def forget_bounded(self) -> None:
        """Contests that are not settled for good are settled anew when they are there again."""
        every = self._known or {contest.key: outcome for contest, outcome in self._first}
        self._known = {
            key: out for key, out in every.items() if out and all(settled.proven for settled in out[0])
        }

    def _outcomes(self, contests: Sequence[_Contest]) -> list[list[list[Settled]]]:
        """Of each, none where it is a new one; no two contests of one way are the same."""
        if not self._first:
            self._first = [(contest, []) for contest in contests]
            return [outcome for _, outcome in self._first]
        if not self._known:
            self._known = {contest.key: outcome for contest, outcome in self._first}
        return [self._known.setdefault(contest.key, []) for contest in contests]


def settle(piles: Sequence[Pile], rivals: Sequence[Rival]) -> list[Settled]:
    """As a basket's first way of being priced does."""
    return Settler().settle(piles, rivals)


_Key = tuple[tuple[Pile, ...], tuple[tuple[SetRule, tuple[tuple[int, tuple[int, ...]], ...]], ...]]


@dataclass(slots=True)
class _Contest:
    """All that its outcome depends on; `rivals` take from `piles` by their place here."""

    piles: list[Pile]
    rivals: list[Rival]

    @property
    def key(self) -> _Key:
        """The same for those with the same outcome."""
        return tuple(self.piles), tuple((each.rule, tuple(each.slots.items())) for each in self.rivals)

    @property
    def size(self) -> int:
        """Ways to put pieces, roughly."""
        pieces = sum([pile.count for pile in self.piles])
        return pieces * sum([len(rival.rule.counts) for rival in self.rivals])


def _connected(rivals: Sequence[Rival]) -> Iterator[list[Rival]]:
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
                for other in by_pile.pop(pile, ()):
                    if other in waiting:
                        del waiting[other]
                        reached.append(other)
        yield [rivals[number] for number in sorted(reached)]


def _contest(piles: Sequence[Pile], rivals: Sequence[Rival]) -> tuple[_Contest, list[int]]:
    """The contest by itself, and the piles it is of."""
    own = sorted({pile for rival in rivals for pile in rival.slots})
    place = {pile: at for at, pile in enumerate(own)}
    placed = [
        Rival(rival.rule, {place[pile]: fits for pile, fits in rival.slots.items()})
        for rival in map(_merged, rivals)
    ]
    return _Contest([piles[pile] for pile in own], placed), own


def _merged(rival: Rival) -> Rival:
    """Slots of the same goods are one slot, but for one that alone is lowered."""
    rule = rival.rule
    if len(rule.counts) == 1:
        return rival
    fitting: dict[tuple[int, ...], list[int]] = {}
    for slot in range(len(rule.counts)):
        alone = (-1,) if slot == rule.slot else ()
        goods = tuple(pile for pile, slots in rival.slots.items() if slot in slots)
        fitting.setdefault((*alone, *goods), []).append(slot)
    if len(fitting) == len(rule.counts):
        return rival
    becomes = {slot: number for number, alike in enumerate(fitting.values()) for slot in alike}
    counts = tuple(sum(rule.counts[slot] for slot in alike) for alike in fitting.values())
    lowered = None if rule.slot is None else becomes[rule.slot]
    slots = {pile: tuple(sorted({becomes[slot] for slot in own})) for pile, own in rival.slots.items()}
    return Rival(replace(rule, counts=counts, slot=lowered), slots)


def _settle(piles: Sequence[Pile], rivals: Sequence[Rival], effort: Effort) -> Iterator[Settled]:
    counts = [pile.count for pile in piles]
    whole = sum(counts)
    scale = whole * len(rivals) + 1
    effort.charge(STEPS_OF_A_PILE * sum(len(rival.slots) for rival in rivals))
    machines = [Machine(rival, piles, scale, place) for place, rival in enumerate(rivals, 1)]
    if len(machines) == 1:
        pieces, proven = settle_alone(machines[0], counts, effort)
        if pieces:
            yield Settled(machines[0].rule, pieces, proven)
        return
    made: Sequence[SetMade] = greedy(machines, counts, by_gain, effort)
    if effort.left:
        made = max(made, greedy(machines, counts, by_gain_of_a_piece, effort), key=saved)
    found, every = _searched(machines, counts, made, scale, effort)
    if not found.proven and effort.left:
        other = leaving_out(machines, counts, made, effort)
        if saved(other) > found.saved:
            made, found = other, Found(None, saved(other), proven=False)
            if whole <= MOST_PIECES_SEARCHED:
                found = _polished(every, machines, made, effort) or found
    choices = found.choices or ()
    taken = taken_by(machines, every, choices) if choices else _as_made(machines, made)
    for machine, took in zip(machines, taken, strict=True):
        if took:
            yield Settled(machine.rule, took, found.proven)


def _searched(
    machines: Sequence[Machine], counts: Sequence[int], made: Sequence[SetMade], scale: int, effort: Effort
) -> tuple[Found, list[int]]:
    """The best way that is found from these sets on, and the pieces it goes by; some effort is left."""
    found, every = Found(None, saved(made), proven=False), list[int]()
    if sum(counts) <= MOST_PIECES_SEARCHED:
        every = [pile for pile, count in enumerate(counts) for _ in range(count)]
        with effort.part(effort.left - effort.left // LEAVING_OUT) as own:
            first = _polished(every, machines, made, own)
            found = search(every, machines, first or found, scale, own)
    return found, every


def _as_made(machines: Sequence[Machine], made: Sequence[SetMade]) -> Iterator[Pieces]:
    for number, _ in enumerate(machines):
        yield tuple(piece for each in made if each.machine == number for piece in each.pieces * each.times)


def _polished(
    pieces: Sequence[int], machines: Sequence[Machine], made: Sequence[SetMade], effort: Effort
) -> Found | None:
    """The same pieces to the same deals, each making the best of its own; None where that takes too much."""
    choices: list[Choice] = [None] * len(pieces)
    places: dict[int, list[int]] = {}
    for place, pile in enumerate(pieces):
        places.setdefault(pile, []).append(place)
    saved = 0
    try:
        with effort.part(effort.left // POLISHING) as some:
            for number, machine in enumerate(machines):
                wanted: Counter[int] = Counter()
                for each in made:
                    if each.machine == number:
                        for pile, _ in each.pieces:
                            wanted[pile] += each.times
                own = sorted(places[pile].pop(0) for pile, count in wanted.items() for _ in range(count))
                lone = Lone(machine, [pieces[place] for place in own], some)
                free = [0] * len(own)
                rows = lone.table(free)
                saved += rows[0][CLOSED]
                for at, state in lone.taken(rows, free):
                    choices[own[at]] = (number, state)
    except UsedUp:
        return None
    return Found(tuple(choices), saved, proven=False)
