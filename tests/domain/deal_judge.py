"""The least that a few pieces can cost under any offers, by trying every way: the judge of the real search.

Written from the words of the rule, and knowing nothing of how the engine looks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations

from kiosk.domain.money import Rounding, divide
from kiosk.domain.offer import (
    KnownOffer,
    MultiBuy,
    PieceOffer,
    Reward,
    Selector,
    SetDeal,
    Slot,
    Tier,
    terms_of,
)
from kiosk.domain.offer_terms import Combination


@dataclass(frozen=True, slots=True)
class Piece:
    sku: str
    minor: int


@dataclass
class Judge:
    """All pieces of a basket and all offers, which hold."""

    pieces: tuple[Piece, ...]
    offers: tuple[KnownOffer, ...]
    sets: list[tuple[SetDeal, int]] = field(default_factory=list)

    def least(self) -> int:
        """The cheapest total after levels 1 and 2."""
        limits = {offer.offer_id: terms_of(offer).most_uses for offer in self.offers}
        names = sorted(limits)
        start = tuple(99 if limits[name] is None else limits[name] or 0 for name in names)

        @cache
        def best(left: tuple[Piece, ...], uses: tuple[int, ...]) -> int:
            if not left:
                return 0
            first, rest = left[0], left[1:]
            cheapest = self._stack(first, first.minor) + best(rest, uses)
            for offer in self.offers:
                at = names.index(offer.offer_id)
                if terms_of(offer).combination is Combination.STACKABLE or not uses[at]:
                    continue
                after = (*uses[:at], uses[at] - 1, *uses[at + 1 :])
                for others, cost in self._ways(offer, first, rest):
                    cheapest = min(cheapest, cost + best(others, after))
            return cheapest

        return best(tuple(sorted(self.pieces, key=lambda piece: (-piece.minor, piece.sku))), start)

    def _ways(
        self, offer: KnownOffer, first: Piece, rest: tuple[Piece, ...]
    ) -> Iterator[tuple[tuple[Piece, ...], int]]:
        """Every way to use the offer once on a piece and others: what is left, and what the taken cost."""
        exclusive = terms_of(offer).combination is Combination.EXCLUSIVE
        if isinstance(offer, PieceOffer | Tier):
            own = self._alone(offer, first)
            if own is not None:
                yield rest, own if exclusive else self._stack(first, own)
            return
        if isinstance(offer, MultiBuy):
            slots: tuple[Slot, ...] = (Slot(goods=Selector(skus=offer.skus), count=offer.quantity),)
            reward = Reward(price_minor=offer.price_minor)
        else:
            assert isinstance(offer, SetDeal)
            slots, reward = offer.slots, offer.reward
        seen = set()
        for places in combinations(range(len(rest)), sum(slot.count for slot in slots) - 1):
            taken = (first, *(rest[place] for place in places))
            if taken in seen:
                continue
            seen.add(taken)
            left = tuple(piece for place, piece in enumerate(rest) if place not in places)
            for filled in set(_fillings(taken, slots)):
                yield left, self._cost(filled, reward, exclusive)

    def _alone(self, offer: PieceOffer | Tier, piece: Piece) -> int | None:
        if not selects(offer.goods, piece):
            return None
        each: object = offer
        if isinstance(offer, Tier):
            counted = [other for other in self.pieces if selects(offer.goods, other)]
            have = len(counted) if offer.by == "quantity" else sum(other.minor for other in counted)
            reached = [step for step in offer.steps if step.at_least <= have]
            if not reached:
                return None
            each = max(
                reached,
                key=lambda step: (
                    -sum(
                        lowered(p.minor, step.percent, step.amount_minor, step.price_minor) for p in counted
                    ),
                    step.at_least,
                ),
            )
        return lowered(piece.minor, each.percent, each.amount_minor, each.price_minor)  # type: ignore[attr-defined]

    def _stack(self, piece: Piece, amount: int) -> int:
        stackable = [offer for offer in self.offers if terms_of(offer).combination is Combination.STACKABLE]
        for offer in sorted(stackable, key=lambda offer: (-terms_of(offer).priority, offer.offer_id)):
            assert isinstance(offer, PieceOffer)
            if selects(offer.goods, piece):
                amount = lowered(amount, offer.percent, offer.amount_minor, offer.price_minor)
        return amount

    def _cost(self, filled: tuple[tuple[Piece, int], ...], reward: Reward, exclusive: bool) -> int:
        """Of one set, the dearest piece first."""
        stack = (lambda piece, amount: amount) if exclusive else self._stack
        if reward.slot is not None:
            return sum(
                stack(
                    piece,
                    lowered(piece.minor, reward.percent, None, reward.price_minor)
                    if slot == reward.slot - 1
                    else piece.minor,
                )
                for piece, slot in filled
            )
        if reward.price_minor is not None:
            part = reward.price_minor // len(filled)
            basis = [(piece, min(piece.minor, part)) for piece, _ in filled]
            return reward.price_minor - sum(own - stack(piece, own) for piece, own in basis)
        cost, amount = 0, reward.amount_minor or 0
        for place, (piece, _) in enumerate(filled):
            own = piece.minor
            if reward.amount_minor is not None:
                own -= min(own, amount)
                amount -= piece.minor - own
            elif place >= len(filled) - (reward.cheapest or len(filled)):
                own = lowered(own, reward.percent, None, None)
            cost += stack(piece, own)
        return cost


def _fillings(taken: Sequence[Piece], slots: Sequence[Slot]) -> Iterator[tuple[tuple[Piece, int], ...]]:
    """Ways to fill the slots with exactly these pieces."""

    def fill(at: int, left: Mapping[int, int]) -> Iterator[tuple[tuple[Piece, int], ...]]:
        if at == len(taken):
            yield ()
            return
        for slot, room in left.items():
            if room and selects(slots[slot].goods, taken[at]):
                for rest in fill(at + 1, {**left, slot: room - 1}):
                    yield ((taken[at], slot), *rest)

    return fill(0, {number: slot.count for number, slot in enumerate(slots)})


def selects(goods: Selector, piece: Piece) -> bool:
    return (goods.everything or piece.sku in goods.skus) and piece.sku not in goods.except_skus


def lowered(amount: int, percent: int | None, off: int | None, price: int | None) -> int:
    if percent is not None:
        return amount - divide(amount * percent, 100, Rounding.HALF_UP)
    return max(0, amount - off) if off is not None else min(amount, price if price is not None else amount)
