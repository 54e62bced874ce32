"""The lowest price of the 30 days before a reduction, where the law asks to show it beside the reduced one.

European Union, Directive 98/6/EC Article 6a (as amended by Directive (EU) 2019/2161): the lowest price the
trader applied in a period not shorter than 30 days before the reduction. It is worked out of what was in
force: each revision for its time, and within it each price row for its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.category import CategoryTree
from kiosk.domain.line_alone import GRAMS_OF_A_PRICE
from kiosk.domain.member_segments import EVERY_MEMBER
from kiosk.domain.offer import (
    BasketOffer,
    KnownOffer,
    MultiBuy,
    Offer,
    PieceOffer,
    SetDeal,
    Tier,
    TierBy,
    UnknownOffer,
    terms_of,
)
from kiosk.domain.offer_terms import OfferTerms
from kiosk.domain.price_list import prices_now
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.priced import PricingContext
from kiosk.domain.pricing import price
from kiosk.domain.product import Product, SoldBy
from kiosk.domain.promotion import OfferBook, compile_offers
from kiosk.domain.role import Role
from kiosk.errors import InputRefused, Reason

DAYS_BEFORE = timedelta(days=30)

REDUCTIONS = (PriceFor.OFFER, PriceFor.MEMBER)
"""Rows that lie beside a higher price; a list price is in nobody's place."""


@dataclass(frozen=True, slots=True)
class InForce:
    """What a revision said of a good, from `since` until before `until`; None: it was not sold."""

    since: datetime
    until: datetime
    product: Product | None


@dataclass(frozen=True, slots=True)
class OffersHeld:
    """What `for_everybody` made of a revision's offers, from `since` until before `until`; None: nobody here
    can tell any more what they were."""

    since: datetime
    until: datetime
    book: OfferBook | None


NO_OFFERS = OfferBook()


def for_everybody(offers: Iterable[Offer], tree: CategoryTree) -> OfferBook:
    """Those that lower what one piece alone costs everybody, or every member, all day; and those of a kind
    that is not known here. Raises InputRefused for offers that do not hold."""
    return compile_offers((offer for offer in offers if _is_for_everybody(offer)), tree.revision, tree)


def _is_for_everybody(offer: Offer) -> bool:
    terms = terms_of(offer)
    if terms.weekdays or terms.hours or terms.coupon or terms.most_uses_per_member is not None:
        return False
    if terms.segments and EVERY_MEMBER not in terms.segments:
        return False
    match offer:
        case MultiBuy():
            return offer.quantity == 1
        case SetDeal():
            return len(offer.slots) == 1 and offer.slots[0].count == 1
        case Tier():
            return offer.by is TierBy.QUANTITY and any(step.at_least <= 1 for step in offer.steps)
        case BasketOffer():
            return not offer.spend_minor and offer.percent is not None
        case _:
            return isinstance(offer, PieceOffer | UnknownOffer)


def window(begins: datetime, zone: str) -> datetime:
    """From when on prices count: 30 days before, at the same time of the store's clock."""
    return (begins.astimezone(ZoneInfo(zone)) - DAYS_BEFORE).astimezone(UTC)


def begins_at(row: Price, history: Sequence[InForce], at: datetime) -> datetime:
    """When a reduction of a publication at `at` begins: at its own start, and not before it was first
    published without a break at this price. `history` is in order and ends at `at`."""
    published = at
    for span in reversed(history):
        rows = span.product.prices if span.product is not None else ()
        if not any(each.key == row.key and each.amount_minor == row.amount_minor for each in rows):
            break
        published = span.since
    return published if row.starts_at is None else max(row.starts_at, published)


def lowest_asked(
    history: Iterable[InForce],
    since: datetime,
    until: datetime,
    buyer: PricingContext,
    offers: Sequence[OffersHeld] = (),
) -> int | None:
    """The least that one piece or kilogram cost this buyer, from `since` until before `until`; None where it
    was not sold. `buyer`: the store's price lists, zone and currency, and `member` for a price of members
    alone; its instant does not count.

    Raises InputRefused (`catalogue.lowest_not_known`) where offers held that nobody here can judge.
    """
    least: int | None = None
    for span in history:
        start, end = max(span.since, since), min(span.until, until)
        if span.product is None or start >= end:
            continue
        for begins, ends, book in _books(offers, start, end, span.product):
            for instant in (begins, *_edges(span.product, book, begins, ends)):
                asked = _asked(span.product, book, replace(buyer, at=instant))
                least = asked if least is None else min(least, asked)
    return least


def _books(
    offers: Sequence[OffersHeld], start: datetime, end: datetime, good: Product
) -> Iterator[tuple[datetime, datetime, OfferBook]]:
    """The parts of a time, each with the offers that held; before those that are told there were none."""
    if not offers or good.role is not Role.GOODS:
        yield start, end, NO_OFFERS
        return
    if start < offers[0].since:
        yield start, min(end, offers[0].since), NO_OFFERS
    for held in offers:
        begins, ends = max(start, held.since), min(end, held.until)
        if begins < ends:
            if held.book is None or held.book.unknown:
                values = {"sku": good.sku, "begins": f"{begins:%Y-%m-%d}"}
                raise InputRefused(Reason("catalogue.lowest_not_known", values))
            yield begins, ends, held.book


def _edges(good: Product, book: OfferBook, start: datetime, end: datetime) -> set[datetime]:
    """When prices or offers begin and end in between."""
    times: list[Price | OfferTerms] = [*good.prices]
    times += [terms_of(offer) for offer in _touching(good, book)]
    edges = {edge for each in times for edge in (each.starts_at, each.ends_at) if edge is not None}
    return {edge for edge in edges if start < edge < end}


def _touching(good: Product, book: OfferBook) -> list[KnownOffer]:
    on_all = [offer for offer in book.basket_offers if book.selects(offer.goods, good)]
    return [*on_all, *(offer for offer, _ in book.parts_for(good))]


def _asked(good: Product, book: OfferBook, buyer: PricingContext) -> int:
    """Of one piece or kilogram alone, its deposit aside; by pricing itself where an offer is on it."""
    if not _touching(good, book):
        for_member = bool(buyer.member_segments)
        return prices_now(good, buyer.at, buyer.price_lists).least(for_member=for_member).minor
    weight_g = GRAMS_OF_A_PRICE if good.sold_by is SoldBy.WEIGHT else None
    alone = replace(good, deposit_sku="", bundle=())
    basket = Basket((BasketLine(line_id="1", sku=good.sku, weight_g=weight_g),))
    return price(basket, {good.sku: alone}, book, buyer).lines[0].total_minor
