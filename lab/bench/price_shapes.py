"""Ugly baskets for the bench of pricing: every kind of reward, alone and in a crowd, few pieces and many.

A shape is ordinary where at most ten offers are for at most forty pieces.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product as every

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.offer import (
    EVERYTHING,
    BasketOffer,
    KnownOffer,
    MultiBuy,
    PieceOffer,
    Reward,
    Selector,
    SetDeal,
    Slot,
    Tier,
    TierBy,
    TierStep,
)
from kiosk.domain.offer_terms import ALWAYS, Combination, OfferTerms
from kiosk.domain.product import Product
from lab.bench.price_offers import COMPETING, NAMES, PIECES, good

GOODS = 40
SIZES, CROWDS = (20, 40, 200, 400), (1, 5, 10)
LINES_AT_MOST, CROWD_AT_MOST = 200, 60


@dataclass(frozen=True, slots=True)
class Shape:
    """A basket and the offers for it."""

    family: str
    name: str
    products: Mapping[str, Product]
    basket: Basket
    offers: Sequence[KnownOffer]

    @property
    def is_ordinary(self) -> bool:
        pieces = sum(line.quantity for line in self.basket.lines)
        return pieces <= PIECES and len(self.offers) <= COMPETING


def shapes() -> Iterator[Shape]:
    """All of them, family by family."""
    yield from _rewards()
    yield from _meals()
    yield from _bundles()
    yield from _levels()
    yield from _crowds()


def _stock(count: int = GOODS) -> dict[str, Product]:
    chance = random.Random(count)
    return {f"g{n:03}": good(f"g{n:03}", chance.randint(30, 399) * 10) for n in range(count)}


def _drawn(products: Mapping[str, Product], pieces: int) -> Basket:
    """So many pieces of these goods, as they come."""
    chance, skus = random.Random(pieces), sorted(products)
    counts = dict.fromkeys(skus[:pieces], 1)
    for _ in range(pieces - len(counts)):
        counts[chance.choice(skus)] += 1
    return Basket(tuple(BasketLine(line_id=sku, sku=sku, quantity=n) for sku, n in counts.items()))


def _each(products: Mapping[str, Product], quantity: int) -> Basket:
    return Basket(tuple(BasketLine(line_id=sku, sku=sku, quantity=quantity) for sku in products))


def _some(chance: random.Random, products: Mapping[str, Product], share: float) -> Selector:
    return Selector(skus=tuple(sorted(chance.sample(sorted(products), round(len(products) * share)))))


_Counts = tuple[int, ...]
REWARDS: dict[str, tuple[_Counts, Reward]] = {
    "3 for a price": ((3,), Reward(price_minor=3900)),
    "amount off 2": ((2,), Reward(amount_minor=200)),
    "amount off 2, more than some cost": ((2,), Reward(amount_minor=1500)),
    "a third off 3": ((3,), Reward(percent=33)),
    "3 for 2": ((3,), Reward(percent=100, cheapest=1)),
    "cheapest 2 of 5": ((5,), Reward(percent=50, cheapest=2)),
    "cheapest 2 of 2+2": ((2, 2), Reward(percent=50, cheapest=2)),
    "cheapest of 1+1": ((1, 1), Reward(percent=100, cheapest=1)),
    "cheapest of 2+1": ((2, 1), Reward(percent=100, cheapest=1)),
    "second group at half price": ((1, 1), Reward(percent=50, slot=2)),
    "third group for 1.00": ((1, 1, 1), Reward(price_minor=100, slot=3)),
    "2+1 for a price": ((2, 1), Reward(price_minor=3900)),
}
TERMS = {
    "": OfferTerms(),
    ", twice": OfferTerms(most_uses=2),
    ", exclusive": OfferTerms(combination=Combination.EXCLUSIVE),
}
ON_TOP = PieceOffer(
    offer_id="top",
    names=NAMES,
    goods=EVERYTHING,
    percent=10,
    terms=OfferTerms(combination=Combination.STACKABLE),
)


def _rewards() -> Iterator[Shape]:
    products = _stock()
    for (named, (counts, reward)), crowd, size in every(REWARDS.items(), CROWDS, SIZES):
        for ending, terms in TERMS.items():
            chance = random.Random(crowd * size)
            offers: list[KnownOffer] = [
                _set(f"o{n}", [_some(chance, products, 0.6) for _ in counts], counts, reward, terms)
                for n in range(crowd)
            ]
            name = f"{named}{ending}, {crowd} offers, {size} pieces"
            yield Shape(f"sets: {named}", name, products, _drawn(products, size), offers)
            if crowd < COMPETING and not ending:
                on_top = [*offers, ON_TOP]
                yield Shape(
                    f"sets: {named}", f"{name}, 10 % on top", products, _drawn(products, size), on_top
                )


def _set(
    named: str, parts: Sequence[Selector], counts: _Counts, reward: Reward, terms: OfferTerms = ALWAYS
) -> SetDeal:
    slots = tuple(Slot(goods=part, count=count) for part, count in zip(parts, counts, strict=True))
    return SetDeal(offer_id=named, names=NAMES, slots=slots, reward=reward, terms=terms)


def _meals() -> Iterator[Shape]:
    products = _stock()
    skus = sorted(products)
    cuts: dict[str, Callable[[int, int], Selector]] = {
        "apart": lambda at, of: Selector(skus=tuple(skus[at * GOODS // of : (at + 1) * GOODS // of])),
        "overlapping": lambda at, of: Selector(skus=tuple(skus[at * 3 : at * 3 + 18])),
        "all alike": lambda at, of: EVERYTHING,
    }
    rewards = {"for a price": Reward(price_minor=1500), "cheapest free": Reward(percent=100, cheapest=1)}
    for slots, size, (cut, part), (named, reward), crowd in every(
        range(3, 9), (20, 40, 200), cuts.items(), rewards.items(), (1, 3)
    ):
        parts = [part(at, slots) for at in range(slots)]
        offers = [_set(f"o{n}", parts[n:] + parts[:n], (1,) * slots, reward) for n in range(crowd)]
        name = f"{slots} groups {cut} {named}, {crowd} offers, {size} pieces"
        yield Shape(f"meal deals, groups {cut}, {named}", name, products, _drawn(products, size), offers)


def _bundles() -> Iterator[Shape]:
    for goods, quantity, crowd in every((3, 4, 5, 8), (5, 20, 99), (1, 3)):
        products = _stock(goods)
        parts = [Selector(skus=(sku,)) for sku in products]
        reward = Reward(price_minor=1500)
        offers = [_set(f"o{n}", parts[: goods - n], (1,) * (goods - n), reward) for n in range(crowd)]
        name = f"{goods} goods x {quantity}, {crowd} offers"
        yield Shape("bundles", name, products, _each(products, quantity), offers)
    products = _stock(4)
    amount = _set("o", [EVERYTHING], (99,), Reward(amount_minor=90_000), OfferTerms(most_uses=2))
    yield Shape("bundles", "99 pieces with an amount off", products, _each(products, 99), [amount, ON_TOP])
    parts = [Selector(everything=True, except_skus=(f"g{at % 4:03}",)) for at in range(8)]
    cheapest = _set("o", parts, (12,) * 8, Reward(percent=50, cheapest=40))
    yield Shape("bundles", "cheapest 40 of 8 groups of 12", products, _each(products, 99), [cheapest])


def _levels() -> Iterator[Shape]:
    """Where more than one way is tried: what may stand in the way of a better one."""
    exclusive = OfferTerms(combination=Combination.EXCLUSIVE)
    products = _stock()
    for size, things in every((20, 40, 200, 400), (1, 2, 3, 5, 10)):
        chance = random.Random(size + things)
        offers: list[KnownOffer] = [_mixed(chance, f"o{n}", products, exclusive) for n in range(things)]
        offers += [_mixed(chance, f"p{n}", products) for n in range(max(0, 8 - things))]
        some = _some(chance, products, 0.5)
        offers += [
            BasketOffer(offer_id="z1", names=NAMES, percent=15, spend_minor=2000),
            BasketOffer(offer_id="z2", names=NAMES, percent=25, goods=some, terms=exclusive),
        ]
        name = f"{things} exclusive, {size} pieces"
        yield Shape("levels: what stands in the way", name, products, _drawn(products, size), offers)


def _crowds() -> Iterator[Shape]:
    for seed, (size, crowd) in every(range(3), ((20, 5), (40, 10), (200, 30), (400, 60))):
        chance, products = random.Random(seed), _stock()
        offers = [_mixed(chance, f"o{n:02}", products) for n in range(crowd)]
        name = f"{crowd} offers of all kinds, {size} pieces, draw {seed}"
        yield Shape("crowds of all kinds", name, products, _drawn(products, size), offers)
    products = _stock(LINES_AT_MOST)
    for quantity, share in every((1, 2, 99), (0.03, 0.3, 1.0)):
        chance = random.Random(quantity)
        offers = [_mixed(chance, f"o{n:02}", products, share=share) for n in range(CROWD_AT_MOST)]
        name = f"200 lines x {quantity}, 60 offers for {share:.0%}"
        yield Shape("crowds of all kinds", name, products, _each(products, quantity), offers)


def _mixed(
    chance: random.Random,
    named: str,
    products: Mapping[str, Product],
    terms: OfferTerms | None = None,
    share: float = 0.5,
) -> KnownOffer:
    """An offer of any kind."""
    terms = terms or chance.choice(list(TERMS.values()))
    kind = chance.randrange(8)
    if kind == 0:
        steps = (TierStep(at_least=3, percent=5), TierStep(at_least=9, percent=15))
        goods = _some(chance, products, share)
        return Tier(offer_id=named, names=NAMES, goods=goods, by=TierBy.QUANTITY, steps=steps, terms=terms)
    if kind == 1:
        amount = chance.choice((50, 300))
        goods = _some(chance, products, share)
        return PieceOffer(offer_id=named, names=NAMES, goods=goods, amount_minor=amount, terms=terms)
    if kind == 2:
        skus = _some(chance, products, share).skus
        count = chance.randint(2, 5)
        return MultiBuy(offer_id=named, names=NAMES, skus=skus, quantity=count, price_minor=1400 * count)
    counts, reward = chance.choice(list(REWARDS.values()))
    return _set(named, [_some(chance, products, share) for _ in counts], counts, reward, terms)
