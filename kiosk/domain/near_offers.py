"""Offers that the basket touches and does not reach (again): what is missing, and what it would save.

Reckoned without pricing the basket anew: a set of the pieces that no set has taken, completed with the
cheapest of the basket's own goods that count; a step or spend on what the basket costs now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kiosk.domain.basket_offers import BASKET_OFFER, off_if_reached, uses_of
from kiosk.domain.deal_offers import STACKED
from kiosk.domain.deals import Dealt
from kiosk.domain.line_alone import LineAlone
from kiosk.domain.lowering import Lowering
from kiosk.domain.money import Rounding
from kiosk.domain.near_certainty import Certainty
from kiosk.domain.near_losses import Losses
from kiosk.domain.offer import (
    BasketOffer,
    KnownOffer,
    MultiBuy,
    Reward,
    SetDeal,
    Tier,
    TierBy,
    TierStep,
)
from kiosk.domain.offers_in_force import Offers
from kiosk.domain.priced_offers import NearOffer

_NEARED = (MultiBuy, SetDeal, Tier)
"""Other kinds are there with their first piece, or not at all."""
MOST_TOLD = 3
MOST_MISSING = 3
"""Pieces: of an offer that asks for more nobody is told."""
FIRST_SHARE = 2
"""A spend is near once one in so many of it is there."""


def near_offers(
    goods: Sequence[LineAlone], offers: Offers, dealt: Dealt, rounding: Rounding
) -> tuple[NearOffer, ...]:
    """At most three, those that save most for sure first, then by id."""
    ones = [offer for offer in offers.touched.values() if isinstance(offer, _NEARED)]
    reckoning = _Reckoning(goods, offers, dealt, rounding)
    found = [near for offer in (*ones, *offers.book.basket_offers) for near in reckoning.near(offer)]
    if not found:
        return ()
    certainty, by_id = Certainty(goods, offers), offers.book.by_id
    told: list[NearOffer] = []
    for near in sorted(found, key=_most_first):
        saves = near.would_save_minor
        if len([each for each in told if each.would_save_minor > saves]) >= MOST_TOLD:
            break  # no other one is promised more than it is reckoned to save
        sure = certainty.promised(by_id[near.offer_id], saves)
        told.append(near if sure == saves else replace(near, would_save_minor=sure))
    return tuple(sorted(told, key=_most_first)[:MOST_TOLD])


def _most_first(near: NearOffer) -> tuple[int, str]:
    return -near.would_save_minor, near.offer_id


class _Reckoning:
    def __init__(self, goods: Sequence[LineAlone], offers: Offers, dealt: Dealt, rounding: Rounding) -> None:
        self._offers, self._dealt, self._rounding = offers, dealt, rounding
        self._goods = goods
        self._free = self._left()
        self._losses = Losses(goods, offers, dealt)

    def near(self, offer: KnownOffer) -> Iterator[NearOffer]:
        """The offer, where it is near."""
        held = self._offers.held(offer)
        if held is None:
            return
        most = held.most_uses
        left = None if most is None else max(0, most - self._dealt.uses[offer.offer_id])
        if left == 0 and not isinstance(offer, Tier):
            return
        match offer:
            case MultiBuy():
                yield from self._set(offer, (offer.quantity,))
            case SetDeal():
                yield from self._set(offer, [slot.count for slot in offer.slots])
            case Tier():
                yield from self._tier(offer, left)
            case BasketOffer():
                yield from self._basket(offer, most)

    def _set(self, offer: MultiBuy | SetDeal, counts: Sequence[int]) -> Iterator[NearOffer]:
        """A set of one piece cannot be near: it is there or not. `counts`: pieces of each slot."""
        free = [self._free_ones(offer, number) for number in range(len(counts))]
        if not any(free):
            return
        taken: Counter[tuple[str, str]] = Counter()
        prices: list[tuple[int, int]] = []
        skus: list[str] = []
        more: list[tuple[LineAlone, int]] = []
        missing = 0
        for number, wanted in enumerate(counts):
            for entry in sorted(free[number], key=_dearest_first):
                place = entry.line.sku, entry.line.line_id
                count = min(wanted, self._free[place[1]] - taken[place])
                taken[place] += count
                wanted -= count
                prices += [(entry.piece_minor, number)] * count
            if wanted:
                missing += wanted
                if missing > MOST_MISSING:
                    return
                alike = [each for each in self._offers.members(offer, number) if each.is_pieces]
                alike.sort(key=_dearest_first)
                prices += [(alike[-1].piece_minor if alike else 0, number)] * wanted
                more += [(alike[-1], wanted * alike[-1].piece_minor)] if alike else []
                skus += dict.fromkeys(entry.line.sku for entry in alike)
        if not missing or missing == sum(counts):
            return
        reward = offer.reward if isinstance(offer, SetDeal) else Reward(price_minor=offer.price_minor)
        saves = self._reward(reward, prices)
        saves -= self._losses.of(offer, saves, {sku for (sku, _), pieces in taken.items() if pieces}, more)
        if saves > 0 or (not skus and reward.percent is None):
            yield NearOffer(
                offer_id=offer.offer_id,
                names=offer.names,
                missing_pieces=missing,
                would_save_minor=max(0, saves),
                skus=tuple(dict.fromkeys(skus)),
            )

    def _free_ones(self, offer: KnownOffer, slot: int) -> list[LineAlone]:
        """The goods for a slot that have pieces left."""
        free = self._free
        return [entry for entry in self._offers.members(offer, slot) if free[entry.line.line_id]]

    def _own(self, offer: Tier, entry: LineAlone) -> int:
        """Pieces that it has in deals; what comes on top of other deals is not told for their pieces."""
        steps = self._dealt.steps.get(entry.line.line_id, ())
        return sum(step.pieces for step in steps if step.source == offer.offer_id and step.code != STACKED)

    def _left(self) -> dict[str, int]:
        """By line, pieces that nothing has taken one by one or in sets."""
        steps, found = self._dealt.steps, dict[str, int]()
        for entry in self._goods:
            line_id, left = entry.line.line_id, entry.line.quantity if entry.is_pieces else 0
            for step in steps.get(line_id, ()):
                if step.code != STACKED:
                    left -= step.pieces
            found[line_id] = max(0, left)
        return found

    def _reward(self, reward: Reward, prices: list[tuple[int, int]]) -> int:
        whole = sum([price for price, _ in prices])
        if reward.slot is None and reward.price_minor is not None:
            return whole - reward.price_minor
        if reward.amount_minor is not None:
            return min(reward.amount_minor, whole)
        lowered = sorted([price for price, slot in prices if reward.slot in (None, slot + 1)])
        lowering = Lowering(percent=reward.percent, price_minor=reward.price_minor)
        some = lowered[: reward.cheapest]
        return sum(price - lowering.after(price, self._rounding) for price in some)

    def _tier(self, offer: Tier, left: int | None) -> Iterator[NearOffer]:
        """`left`: pieces that may still have it."""
        pieces, spend = self._offers.counted(offer)
        have = pieces if offer.by is TierBy.QUANTITY else spend
        step = next((step for step in offer.steps if step.at_least > have), None)
        if step is None:
            return
        missing = step.at_least - have
        by_quantity = offer.by is TierBy.QUANTITY
        if missing > (MOST_MISSING if by_quantity else have * (FIRST_SHARE - 1)):
            return
        saves = self._saved_by_step(offer, step, left)
        lines = self._offers.members(offer)
        saves -= self._losses.of(offer, saves, {entry.line.sku for entry in lines}, ())
        if saves > 0:
            yield NearOffer(
                offer_id=offer.offer_id,
                names=offer.names,
                missing_pieces=missing if by_quantity else 0,
                missing_minor=0 if by_quantity else missing,
                would_save_minor=saves,
                skus=tuple(dict.fromkeys(entry.line.sku for entry in lines)),
            )

    def _saved_by_step(self, offer: Tier, step: TierStep, left: int | None) -> int:
        """By pieces that have the step before it, and by so many at most that nothing has taken. Nothing
        where it is worse for one of them: then it may be the one before it that still holds."""
        now, rounding = self._offers.reached(offer), self._rounding
        better = Lowering(step.percent, step.amount_minor, step.price_minor)
        known = Lowering() if now is None else Lowering(now.percent, now.amount_minor, now.price_minor)
        saves, free = 0, list[tuple[int, int]]()
        for entry in self._offers.members(offer):
            one, weight_g = entry.piece_minor, entry.line.weight_g
            ways = [
                each if weight_g is None else each.by_weight(weight_g, rounding) for each in (known, better)
            ]
            before, after = (each.after(one, rounding) for each in ways)
            if after > before:
                return 0
            saves += (before - after) * self._own(offer, entry)
            # without a limit nothing is gained by the step before it, or the piece would have it
            free.append(((before if left is None else one) - after, self._free[entry.line.line_id]))
        for gain, count in sorted(free, reverse=True):
            count = count if left is None else min(count, left)
            saves += gain * count
            left = None if left is None else left - count
        return saves

    def _basket(self, offer: BasketOffer, most: int | None) -> Iterator[NearOffer]:
        """`most`: how often it may hold."""
        pieces, spend = self._offers.counted(offer)
        uses = uses_of(offer, self._offers)
        goal = offer.spend_minor * (uses + 1)
        if not pieces or (uses and not offer.every) or (most is not None and uses >= most):
            return
        if goal - spend > spend % max(1, offer.spend_minor):
            return
        steps = [step for each in self._dealt.steps.values() for step in each]
        now = -sum(step.amount_minor for step in steps if step.code == BASKET_OFFER)
        more = self._one_more(goal - spend)
        offers = self._offers.beside(offer, more)
        then = off_if_reached(offer, uses + 1, more, self._goods, offers, self._dealt, self._rounding)
        if then > now:
            yield NearOffer(
                offer_id=offer.offer_id,
                names=offer.names,
                missing_minor=goal - spend,
                would_save_minor=then - now,
            )

    def _one_more(self, amount_minor: int) -> LineAlone:
        """A thing of another good, of no offer but those that `Offers.beside` says."""
        first = self._goods[0]
        line_id = max(entry.line.line_id for entry in self._goods) + "+"
        line = replace(first.line, line_id=line_id, sku="", quantity=1)
        return replace(first, line=line, total_minor=amount_minor, is_pieces=False)


def _dearest_first(entry: LineAlone) -> tuple[int, str, str]:
    return -entry.piece_minor, entry.line.sku, entry.line.line_id
