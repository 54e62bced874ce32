"""Which pieces go into which offer: the cheapest way for the shopper.

Offers that share goods of the basket compete and are settled together; others are settled alone. A lone
offer takes the dearest pieces first, which no other choice can beat. Competing ones are searched through
when that is small (`MOST_STEPS`), else the application that saves most goes first, again and again. All
ways are independent of the order of scanning; among equally good ones the smaller offer id, then the
smaller SKUs win. An offer that would save nothing is not applied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement
from math import comb, prod

from kiosk.domain.offer import MultiBuy
from kiosk.domain.pricing_v1.offers import Offers

MOST_STEPS = 6_000
"""Of a search through competing offers: about 10 ms on a small computer."""


@dataclass(frozen=True, slots=True)
class Pile:
    """All pieces of one SKU in the basket."""

    sku: str
    unit_price_minor: int
    count: int


@dataclass(frozen=True, slots=True)
class Application:
    """One offer applied once or more: how many pieces of each SKU it took, and what it saves together."""

    offer_id: str
    pieces: tuple[tuple[str, int], ...]
    saving_minor: int


@dataclass(frozen=True, slots=True)
class _Rival:
    """An offer with the piles it may take from, the dearest first."""

    offer: MultiBuy
    goods: tuple[Pile, ...]


@dataclass(frozen=True, slots=True)
class _Use:
    """One offer applied once; `pieces` by SKU."""

    offer_id: str
    pieces: tuple[tuple[str, int], ...]
    saving_minor: int


def applications(piles: Sequence[Pile], book: Offers) -> list[Application]:
    """The offers that apply, by offer id. Piles have different SKUs; their order is of no effect."""
    taken: dict[str, Counter[str]] = {}
    saving: Counter[str] = Counter()
    for rivals in _contests(piles, book):
        for use in _settle(rivals):
            taken.setdefault(use.offer_id, Counter()).update(dict(use.pieces))
            saving[use.offer_id] += use.saving_minor
    return [Application(offer, tuple(sorted(taken[offer].items())), saving[offer]) for offer in sorted(taken)]


def _contests(piles: Sequence[Pile], book: Offers) -> Iterator[list[_Rival]]:
    """Groups of offers connected by goods of the basket. Offers that cannot fill one group are left out."""
    rivals: dict[str, _Rival] = {}
    goods: dict[str, list[Pile]] = {}
    for pile in sorted(piles, key=lambda pile: (-pile.unit_price_minor, pile.sku)):
        for offer in book.by_sku.get(pile.sku, ()):
            goods.setdefault(offer.offer_id, []).append(pile)
            if sum(pile.count for pile in goods[offer.offer_id]) >= offer.quantity:
                rivals[offer.offer_id] = _Rival(offer, ())
    by_sku: dict[str, list[str]] = {}
    for offer_id in sorted(rivals):
        rivals[offer_id] = _Rival(rivals[offer_id].offer, tuple(goods[offer_id]))
        for pile in goods[offer_id]:
            by_sku.setdefault(pile.sku, []).append(offer_id)
    waiting = dict.fromkeys(sorted(rivals))
    while waiting:
        reached = [next(iter(waiting))]
        del waiting[reached[0]]
        for offer_id in reached:  # grows while it is walked
            for pile in rivals[offer_id].goods:
                for other in by_sku[pile.sku]:
                    if other in waiting:
                        del waiting[other]
                        reached.append(other)
        yield [rivals[offer_id] for offer_id in sorted(reached)]


def _settle(rivals: list[_Rival]) -> list[_Use]:
    if len(rivals) == 1:
        return _greedy(rivals, _worth)
    goods = {pile.sku: pile for rival in rivals for pile in rival.goods}
    if _steps(rivals, goods) <= MOST_STEPS:
        return _search(rivals, goods)
    most_at_once = _greedy(rivals, _worth)
    most_a_piece = _greedy(rivals, _worth_of_a_piece)
    return max((most_at_once, most_a_piece), key=lambda uses: sum(use.saving_minor for use in uses))


def _steps(rivals: list[_Rival], goods: Mapping[str, Pile]) -> int:
    """An upper bound of the uses that a search would look at."""
    choices = sum(comb(len(r.goods) + r.offer.quantity - 1, r.offer.quantity) for r in rivals)
    return prod(pile.count + 1 for pile in goods.values()) * choices


def _search(rivals: list[_Rival], goods: Mapping[str, Pile]) -> list[_Use]:
    """The best of all ways, found by the pieces that are left; the first among equals."""
    place = {sku: number for number, sku in enumerate(sorted(goods))}
    choices: list[tuple[_Use, list[tuple[int, int]]]] = []
    for rival in rivals:
        for skus in combinations_with_replacement([pile.sku for pile in rival.goods], rival.offer.quantity):
            saving = sum(goods[sku].unit_price_minor for sku in skus) - rival.offer.price_minor
            if saving > 0:
                use = _Use(rival.offer.offer_id, tuple(Counter(skus).items()), saving)
                choices.append((use, [(place[sku], count) for sku, count in use.pieces]))

    @cache
    def best(left: tuple[int, ...]) -> tuple[int, _Use | None, tuple[int, ...]]:
        found: tuple[int, _Use | None, tuple[int, ...]] = (0, None, left)
        for use, needs in choices:
            if all(left[at] >= count for at, count in needs):
                after = list(left)
                for at, count in needs:
                    after[at] -= count
                saving = use.saving_minor + best(tuple(after))[0]
                if saving > found[0]:
                    found = (saving, use, tuple(after))
        return found

    uses: list[_Use] = []
    left = tuple(goods[sku].count for sku in sorted(goods))
    while True:
        _, chosen, left = best(left)
        if chosen is None:
            return uses
        uses.append(chosen)


def _worth(use: _Use) -> int:
    return use.saving_minor


def _worth_of_a_piece(use: _Use) -> int:
    return use.saving_minor * 1000 // sum(count for _, count in use.pieces)


def _greedy(rivals: list[_Rival], worth: Callable[[_Use], int]) -> list[_Use]:
    """The use of the greatest worth first, each taking the dearest pieces left, until none saves anything."""
    left = {pile.sku: pile.count for rival in rivals for pile in rival.goods}
    uses: list[_Use] = []
    while True:
        possible = [use for rival in rivals if (use := _dearest(rival, left)) is not None]
        if not possible:
            return uses
        use = max(possible, key=worth)
        # Taking pieces makes no other use better, so this one goes on while its pieces last.
        times = min(left[sku] // count for sku, count in use.pieces)
        uses += [use] * times
        for sku, count in use.pieces:
            left[sku] -= count * times


def _dearest(rival: _Rival, left: Mapping[str, int]) -> _Use | None:
    """The offer applied once to the dearest pieces left; None when it does not fit or saves nothing."""
    pieces: list[tuple[str, int]] = []
    missing, value = rival.offer.quantity, 0
    for pile in rival.goods:
        if taken := min(left[pile.sku], missing):
            pieces.append((pile.sku, taken))
            value += taken * pile.unit_price_minor
            missing -= taken
    saving = value - rival.offer.price_minor
    return _Use(rival.offer.offer_id, tuple(pieces), saving) if missing == 0 and saving > 0 else None
