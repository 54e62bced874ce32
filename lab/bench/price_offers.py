"""Goods and offers for the benches of pricing, drawn by numbers so that each run has the same."""

from __future__ import annotations

import random
from collections.abc import Callable

from kiosk.domain.offer import (
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
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.product import Names, Product

LINES, TOUCHING = 100, 30
COMPETING, PIECES, FAMILIES = 10, 40, 6
NAMES = Names("优惠")


def good(sku: str, price_minor: int, category: str = "other") -> Product:
    return Product(
        sku=sku,
        names=Names(sku),
        category=category,
        price_minor=price_minor,
        tax_code="CN13",
        tax_bp=1300,
    )


def goods() -> dict[str, Product]:
    """Those of the basket of 100 lines."""
    return {f"p{n}": good(f"p{n}", 190 + 37 * n) for n in range(LINES)}


def offers(size: int) -> list[KnownOffer]:
    """So many of every kind; the first 30 are for goods of the basket, each for three."""
    return [_offer(n, 3 * n if n < TOUCHING else LINES + 3 * n) for n in range(size)]


def _offer(number: int, first: int) -> KnownOffer:
    skus = tuple(f"p{first + step}" for step in range(3))
    named, chosen = f"o{number}", Selector(skus=skus)
    match number % 6:
        case 0:
            return MultiBuy(offer_id=named, names=NAMES, skus=skus, quantity=2, price_minor=350 + 60 * number)
        case 1:
            reward = Reward(percent=50, cheapest=1)
            return SetDeal(offer_id=named, names=NAMES, slots=(Slot(goods=chosen, count=2),), reward=reward)
        case 2:
            return PieceOffer(offer_id=named, names=NAMES, goods=chosen, percent=10)
        case 3:
            steps = (TierStep(at_least=3, percent=5), TierStep(at_least=6, percent=10))
            return Tier(offer_id=named, names=NAMES, goods=chosen, by=TierBy.QUANTITY, steps=steps)
        case 4:
            slots = tuple(Slot(goods=Selector(skus=(sku,))) for sku in skus)
            return SetDeal(offer_id=named, names=NAMES, slots=slots, reward=Reward(amount_minor=120))
    on_top = OfferTerms(combination=Combination.STACKABLE)
    if number == 5:
        return BasketOffer(offer_id=named, names=NAMES, spend_minor=10_000, amount_minor=500, terms=on_top)
    return PieceOffer(offer_id=named, names=NAMES, goods=chosen, percent=3, terms=on_top)


def contest(seed: int) -> tuple[dict[str, Product], list[KnownOffer]]:
    """40 goods of six families and 10 offers, each for most goods of two or three families."""
    chance = random.Random(seed)
    base = (1500, 900, 600, 400, 2500, 300)
    families = [chance.randrange(FAMILIES) for _ in range(PIECES)]
    products: dict[str, Product] = {}
    for number, family in enumerate(families):
        price_minor = int(base[family] * chance.uniform(0.5, 1.8))
        price_minor = price_minor // 100 * 100 + 90 if seed % 2 else price_minor
        products[f"g{number:02}"] = good(f"g{number:02}", price_minor, f"f{family}")
    return products, [_rival(chance, f"o{number}", products) for number in range(COMPETING)]


def _rival(chance: random.Random, named: str, products: dict[str, Product]) -> KnownOffer:
    first, second, third = (f"f{family}" for family in chance.sample(range(FAMILIES), 3))

    def most_of(*families: str) -> Selector:
        alike = [sku for sku, product in products.items() if product.category in families]
        return Selector(skus=tuple(sku for sku in alike if chance.random() < 0.75) or tuple(products)[:1])

    def mean(goods: Selector) -> float:
        return sum(products[sku].price_minor for sku in goods.skus) / len(goods.skus)

    def one_slot(count: int, reward: Callable[[float], Reward]) -> KnownOffer:
        both = most_of(first, second)
        slot = Slot(goods=both, count=count)
        return SetDeal(offer_id=named, names=NAMES, slots=(slot,), reward=reward(mean(both) * count))

    count, share = chance.choice((2, 3, 4)), chance.uniform(0.6, 0.9)
    match chance.randrange(6):
        case 0:
            return one_slot(count, lambda whole: Reward(price_minor=int(whole * share) // 10 * 10))
        case 1:
            return one_slot(count, lambda whole: Reward(percent=chance.choice((50, 100)), cheapest=1))
        case 2:
            return one_slot(count, lambda whole: Reward(percent=chance.choice((10, 15, 20, 30))))
        case 3:
            return one_slot(count, lambda whole: Reward(amount_minor=chance.choice((100, 200, 500))))
    parts = [most_of(each) for each in (first, second, third)[: chance.choice((2, 3))]]
    slots = tuple(Slot(goods=part) for part in parts)
    reward = Reward(price_minor=int(sum(map(mean, parts)) * share) // 10 * 10)
    if chance.random() < 0.4:
        reward = Reward(percent=50, slot=2)
    return SetDeal(offer_id=named, names=NAMES, slots=slots, reward=reward)
