"""What may stand in the way of a better price: what else of a basket is worth trying without.

Levels of pricing are settled one after another. A piece's price and the deals of level 1 never get worse by
one offer more, but what they are may matter to what comes after them: an offer for a part of the basket, an
exclusive one, a discount of staff on one line, a tax of only some goods. Sets, and offers with a limit,
may then lower the wrong goods, and every other offer of those goods may be what moves them there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.domain.coupon import OFFER_KINDS
from kiosk.domain.line_alone import LineAlone
from kiosk.domain.offer import BasketOffer, KnownOffer, MultiBuy, SetDeal, Tier, TierBy, terms_of
from kiosk.domain.offer_terms import Combination
from kiosk.domain.offers_in_force import Offers, is_stacked
from kiosk.domain.priced import PriceKind, PricingContext
from kiosk.domain.promotion import goods_of
from kiosk.domain.tax_rule import TaxMode

_SETS = (MultiBuy, SetDeal)


@dataclass(frozen=True, slots=True)
class Thing:
    """What can be left out: one claim, one offer, or, with neither, the member's prices."""

    claim_id: str = ""
    offer_id: str = ""


MEMBER_PRICES = Thing()

LeftOut = frozenset[Thing]
Turn = tuple[LeftOut, ...]
"""Ways to leave one thing out: not at all, then more and more of the claims of one offer."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Goods that something later lowers apart from others; only untouched ones where `untouched`."""

    skus: set[str]
    untouched: bool = False


def turns_of_claims(offers: Offers, context: PricingContext) -> Iterator[Turn]:
    """Of each offer that could be used by a claim; where one claim is enough, all of them at once."""
    held: dict[str, list[Thing]] = {}
    for claim in reversed(context.claims):
        if claim.kind in OFFER_KINDS:
            held.setdefault(claim.offer_id, []).append(Thing(claim_id=claim.claim_id))
    for offer_id, things in sorted(held.items()):
        offer = offers.book.by_id.get(offer_id)
        could = isinstance(offer, BasketOffer) and uses_it(offer, offers)
        if offer is None or not (could or offer_id in offers.touched):
            continue
        least = 1 if terms_of(offer).most_uses is not None else len(things)
        yield (LeftOut(), *(frozenset(things[:count]) for count in range(least, len(things) + 1)))


def uses_it(offer: BasketOffer, offers: Offers) -> bool:
    """Whether the basket reaches it."""
    if offers.held(offer) is None:
        return False
    pieces, spend = offers.counted(offer)
    return pieces > 0 and spend >= offer.spend_minor


def offers_in_the_way(goods: Sequence[LineAlone], offers: Offers, context: PricingContext) -> list[str]:
    """Ids of offers, but for those that a claim is for: they are left out with it."""
    reached = [offer for offer in offers.book.basket_offers if uses_it(offer, offers)]
    apart = list(_apart(goods, context))
    if not (reached or apart):
        return []
    whole = {entry.line.sku for entry in goods}
    parts = [part for part in apart if part.skus != whole]
    for offer in reached:
        skus = {entry.line.sku for entry in offers.members(offer)}
        if is_exclusive(offer) or skus != whole:
            parts.append(_Part(skus, is_exclusive(offer)))
    found = set(_deals(offers, parts, bool(reached)))
    by_id = offers.book.by_id
    return sorted(offer_id for offer_id in found if not terms_of(by_id[offer_id]).coupon)


def _deals(offers: Offers, parts: Sequence[_Part], reached: bool) -> Iterator[str]:
    own = {each.offer_id: skus_of(each, offers) for each in offers.touched.values() if _applies(each, offers)}
    if not parts and not any(is_exclusive(offers.touched[offer_id]) for offer_id in own):
        return
    sets = [offer_id for offer_id in own if _is_set(offers.touched[offer_id], offers)]
    unsure: set[str] = set()
    for crowd in _connected([(each, own[each]) for each in sets]):
        skus = set[str]().union(*(own[each] for each in crowd))
        exclusive = reached and any(is_exclusive(offers.touched[each]) for each in crowd)
        if exclusive or any(part.skus & skus and (part.untouched or skus - part.skus) for part in parts):
            unsure |= skus
    for part in parts:
        if part.untouched:
            unsure |= part.skus
    for offer_id, skus in own.items():
        if skus & unsure or (reached and is_exclusive(offers.touched[offer_id])):
            yield offer_id


def members_prices_in_the_way(goods: Iterable[LineAlone], offers: Offers, blocking: Sequence[str]) -> bool:
    """Whether a lower price may cost more: a spend asks for a higher one; what comes on top of a set goes by
    each piece's part in it, which a lower price may move; and so may what a set takes."""
    if not any(entry.kind is PriceKind.MEMBER for entry in goods):
        return False
    touched = offers.touched.values()
    if blocking or any(offer.spend_minor and offers.held(offer) for offer in offers.book.basket_offers):
        return True
    return any(isinstance(offer, Tier) and offer.by is TierBy.SPEND for offer in touched) or (
        any(is_stacked(offer) for offer in touched) and any(isinstance(offer, _SETS) for offer in touched)
    )


def _apart(goods: Sequence[LineAlone], context: PricingContext) -> Iterator[_Part]:
    """What is reckoned apart from other goods after all offers."""
    lines = {override.line_id for override in context.overrides}
    for entry in goods:
        if entry.line.line_id in lines:
            yield _Part({entry.line.sku})
    if context.tax.mode is TaxMode.EXCLUSIVE:
        rates: dict[int, set[str]] = {}
        for entry in goods:
            rates.setdefault(entry.product.tax_bp, set()).add(entry.line.sku)
        if len(rates) > 1:
            yield from (_Part(skus) for skus in rates.values())


def _connected(crowds: Iterable[tuple[str, set[str]]]) -> Iterator[list[str]]:
    """Offers that share goods, also through others."""
    found: list[tuple[list[str], set[str]]] = []
    for offer_id, skus in crowds:
        near = [each for each in found if each[1] & skus]
        found = [each for each in found if not each[1] & skus]
        ids = [offer_id, *(one for each in near for one in each[0])]
        found.append((ids, skus.union(*(each[1] for each in near))))
    return (ids for ids, _ in found)


def _applies(offer: KnownOffer, offers: Offers) -> bool:
    """Whether the basket reaches what it asks for."""
    if isinstance(offer, MultiBuy):
        return offers.counted(offer)[0] >= offer.quantity
    if isinstance(offer, SetDeal):
        return all(offers.counted(offer, at)[0] >= slot.count for at, slot in enumerate(offer.slots))
    return not isinstance(offer, Tier) or offers.reached(offer) is not None


def _is_set(offer: KnownOffer, offers: Offers) -> bool:
    """Whether it cannot lower each piece by itself."""
    held = offers.held(offer)
    return isinstance(offer, _SETS) or (held is not None and held.most_uses is not None)


def is_exclusive(offer: KnownOffer) -> bool:
    """Whether it lets nothing beside it."""
    return terms_of(offer).combination is Combination.EXCLUSIVE


def skus_of(offer: KnownOffer, offers: Offers) -> set[str]:
    """Of the basket, the goods that count for it."""
    slots = range(len(goods_of(offer)))
    return {entry.line.sku for slot in slots for entry in offers.members(offer, slot)}
