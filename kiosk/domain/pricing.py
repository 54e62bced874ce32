"""`price()`: the one place totals are made, pure and independent of the order of scanning.

The rule of the best price, level by level; each level goes by the result of those before it:

0. A line alone costs the label's amount, else the lowest that holds of its list, offer and member prices.
1. Deals: each piece is in at most one of multi-buys and other sets, offers of single pieces, tiers, markdowns
   for a near date and by stickers. Of all ways to give pieces to deals the cheapest for the shopper counts,
   as it is after level 2. Of equally cheap ones it is the same one each time, by the offers' ids, then the
   SKUs; of offers that are alike the first by id. It is searched for in a bounded number of steps
   (`deal_effort`), which does no worse than taking the best set again and again; a line whose deals are not
   proven the best says so in its trace.
2. Stackable offers lower what level 1 has left of each piece, from the highest priority to the lowest, then
   by id; not of pieces in an exclusive deal.
3. Basket offers lower the sum of what they count: the best one of those that are not stackable, then all
   that are.
   What stands in the way of something better is left out: a member's prices, a claim, a deal (`best_way`).
   Having more never costs more, and a claim that changes nothing is not used.
4. What attendants take off, deposits, tax, a donation and the rounding of what is owed: `totals`.

Conditions on the basket (a spend, a quantity, the step of a tier) are counted on the prices of level 0, so
that no deal takes another's condition away. Percentages are rounded by the piece, or once over all that a
basket offer counts: neither the order of scanning nor how lines are cut has an effect. The amount on a label
is what its maker asked for: levels 1 and 2 leave it alone. Bags, deposits and donations are outside of all.
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.basket import MOST_LINES, MOST_PIECES, Basket
from kiosk.domain.best_way import Way, best_way
from kiosk.domain.claim_use import claims_used
from kiosk.domain.deals import Dealt
from kiosk.domain.line_alone import LineAlone
from kiosk.domain.money import MOST_MINOR, currency
from kiosk.domain.near_offers import near_offers
from kiosk.domain.offers_in_force import USED_UP
from kiosk.domain.priced import PricedBasket as PricedBasket
from kiosk.domain.priced import PricedLine as PricedLine
from kiosk.domain.priced import PriceKind as PriceKind
from kiosk.domain.priced import PricingContext as PricingContext
from kiosk.domain.priced import TaxTotal as TaxTotal
from kiosk.domain.priced import TraceStep as TraceStep
from kiosk.domain.priced_offers import AppliedOffer
from kiosk.domain.product import Product
from kiosk.domain.promotion import OfferBook
from kiosk.domain.totals import owed_basket, untaxed
from kiosk.errors import InputRefused, Reason

PRICING_VERSION = 2
"""Bumped whenever the same input would give another result."""

HEAVIEST_G = 1_000_000


def price(
    basket: Basket, products: Mapping[str, Product], book: OfferBook, context: PricingContext
) -> PricedBasket:
    """What the basket costs; `products` by SKU.

    Raises InputRefused where the input cannot be priced: `pricing.unknown_product`, `pricing.bad_product`,
    `pricing.not_sold_by_weight`, `pricing.weight_missing`, `pricing.bad_line`, `pricing.bad_lines`,
    `pricing.not_sold_alone`, `money.unknown_currency`, and what `owed_basket` refuses.
    """
    currency(context.currency)
    _check_lines(basket)
    way = best_way(basket, products, book, context)
    near = near_offers(way.goods, way.offers, way.dealt, context.rounding)
    used, refused = claims_used(way.offers, way.dealt.uses, context)
    return owed_basket(
        [untaxed(entry, _steps(way, entry)) for entry in way.alone],
        products,
        context,
        pricing_version=PRICING_VERSION,
        catalogue_revision=book.revision,
        applied=_applied(book, way.dealt),
        near=near,
        refused=refused,
        used_claims=used,
    )


def _check_lines(basket: Basket) -> None:
    ids = {line.line_id for line in basket.lines}
    if len(ids) != len(basket.lines) or len(ids) > MOST_LINES:
        raise InputRefused(Reason("pricing.bad_lines", {"lines": len(basket.lines), "limit": MOST_LINES}))
    for line in basket.lines:
        label_minor, weight_g = line.label_price_minor or 0, line.weight_g or 0
        if not (
            1 <= line.quantity <= MOST_PIECES
            and (line.quantity == 1 or not line.is_one_thing)
            and 0 <= label_minor <= MOST_MINOR
            and 0 <= weight_g <= HEAVIEST_G
        ):
            raise InputRefused(Reason("pricing.bad_line", {"line_id": line.line_id, "sku": line.sku}))


def _steps(way: Way, entry: LineAlone) -> tuple[TraceStep, ...]:
    """Why the line costs what it costs. Bags are outside of all offers, used up or not."""
    alone, dealt = entry.steps(), way.dealt.steps.get(entry.line.line_id)
    steps = alone if dealt is None else (*alone, *dealt)
    if way.offers.used and entry.is_goods:
        return (*steps, *(TraceStep(USED_UP, 0, offer_id) for offer_id in way.offers.used_up(entry)))
    return steps


def _applied(book: OfferBook, dealt: Dealt) -> tuple[AppliedOffer, ...]:
    """In the order of their ids."""
    saved: dict[str, int] = {}
    for steps in dealt.steps.values():
        for step in steps:
            saved[step.source] = saved.get(step.source, 0) - step.amount_minor
    return tuple(
        AppliedOffer(
            offer_id=offer_id,
            names=book.by_id[offer_id].names,
            uses=dealt.uses[offer_id],
            saved_minor=saved[offer_id],
        )
        for offer_id in sorted(saved)
    )
