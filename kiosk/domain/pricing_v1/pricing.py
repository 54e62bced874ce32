"""`price()` of version 1, frozen: the cloud prices by it what a kiosk of that version asks money for.

Not to be changed: `tests/golden/pricing-1.jsonl` holds what it gives. Multi-buys and markdowns are all it
knows of offers; others of the book do not exist for it.

Pure and independent of the order of scanning: a line is first priced alone (the label's amount, else the
lowest that holds at the context's instant of list, offer and, for a member, member price), then offers take
their pieces from all lines together (`multibuy`), then tax is taken out of each line's total,
and the sums are made of lines only.

A piece has one offer: a multi-buy takes it, or it is marked down for its near date. Both orders are tried,
markdowns before multi-buys and after them; the cheaper one for the shopper counts, so that a markdown never
makes a basket dearer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kiosk.domain.basket import MOST_LINES, MOST_PIECES, Basket, BasketLine
from kiosk.domain.days import day_of
from kiosk.domain.money import MOST_MINOR, allocate, currency, divide
from kiosk.domain.price_list import prices_now
from kiosk.domain.priced import PricedBasket, PricedLine, PriceKind, PricingContext, TaxTotal, TraceStep
from kiosk.domain.pricing_v1.multibuy import Pile, applications
from kiosk.domain.pricing_v1.offers import Offers, markdown_of, offers_of
from kiosk.domain.product import Product, SoldBy
from kiosk.domain.promotion import OfferBook
from kiosk.domain.tax import TaxedAmount
from kiosk.errors import InputRefused, Reason

PRICING_VERSION = 1

GRAMS_OF_A_PRICE = 1000
"""Prices of goods sold by weight are per kilogram."""

HEAVIEST_G = 1_000_000


def price(
    basket: Basket, products: Mapping[str, Product], book: OfferBook, context: PricingContext
) -> PricedBasket:
    """What the basket costs; `products` by SKU.

    Raises InputRefused where the input cannot be priced: `pricing.unknown_product`, `pricing.bad_product`,
    `pricing.not_sold_by_weight`, `pricing.weight_missing`, `pricing.bad_line`, `pricing.bad_lines`,
    `money.unknown_currency`.
    """
    currency(context.currency)
    _check_lines(basket)
    alone = [_price_alone(line, _product(products, line), context) for line in basket.lines]
    saved = _offer_steps(alone, offers_of(book.offers, products), context)
    lines = tuple(_priced(line, saved.get(line.line.line_id, ()), context) for line in alone)
    return PricedBasket(
        currency=context.currency,
        lines=lines,
        list_total_minor=sum(line.list_total_minor for line in lines),
        discount_minor=sum(line.discount_minor for line in lines),
        total_minor=sum(line.total_minor for line in lines),
        taxes=_tax_totals(lines),
        pricing_version=PRICING_VERSION,
        catalogue_revision=book.revision,
    )


@dataclass(frozen=True, slots=True)
class _LineAlone:
    """A line before offers."""

    line: BasketLine
    product: Product
    unit_price_minor: int
    kind: PriceKind
    list_total_minor: int
    total_minor: int
    listed_by: str
    """The price row of the list price, or the SKU."""
    priced_by: str
    """The one of the price that counts."""


def _product(products: Mapping[str, Product], line: BasketLine) -> Product:
    try:
        product = products[line.sku]
    except KeyError:
        raise InputRefused(Reason("pricing.unknown_product", {"sku": line.sku})) from None
    prices = [product.price_minor, product.member_price_minor or 0]
    if product.prices:
        prices += _row_amounts(product)
    if min(prices) < 0 or max(prices) > MOST_MINOR or product.tax_bp < 0:
        raise InputRefused(Reason("pricing.bad_product", {"sku": line.sku}))
    return product


def _row_amounts(product: Product) -> Iterator[int]:
    """InputRefused where a row has a time of day nowhere, which nothing can be compared with."""
    for row in product.prices:
        if any(edge is not None and edge.tzinfo is None for edge in (row.starts_at, row.ends_at)):
            raise InputRefused(Reason("pricing.bad_product", {"sku": product.sku}))
        yield row.amount_minor


def _check_lines(basket: Basket) -> None:
    ids = {line.line_id for line in basket.lines}
    if len(ids) != len(basket.lines) or len(ids) > MOST_LINES:
        raise InputRefused(Reason("pricing.bad_lines", {"lines": len(basket.lines), "limit": MOST_LINES}))
    for line in basket.lines:
        most = 1 if line.is_one_thing else MOST_PIECES
        label_minor, weight_g = line.label_price_minor or 0, line.weight_g or 0
        if not (
            1 <= line.quantity <= most and 0 <= label_minor <= MOST_MINOR and 0 <= weight_g <= HEAVIEST_G
        ):
            raise InputRefused(Reason("pricing.bad_line", {"line_id": line.line_id, "sku": line.sku}))


def _price_alone(line: BasketLine, product: Product, context: PricingContext) -> _LineAlone:
    """The label's amount, else the lowest of list, offer and (for a member) member price."""
    if line.label_price_minor is not None:
        label = line.label_price_minor
        return _LineAlone(line, product, label, PriceKind.LABEL, label, label, line.sku, line.sku)
    if line.weight_g is None and product.sold_by is SoldBy.WEIGHT:
        raise InputRefused(Reason("pricing.weight_missing", {"sku": line.sku}))
    if line.weight_g is not None and product.sold_by is SoldBy.PIECE:
        raise InputRefused(Reason("pricing.not_sold_by_weight", {"sku": line.sku}))

    def total(unit_price_minor: int) -> int:
        if line.weight_g is None:
            return unit_price_minor * line.quantity
        return divide(unit_price_minor * line.weight_g, GRAMS_OF_A_PRICE, context.rounding)

    now = prices_now(product, context.at, context.price_lists)
    kind, best = PriceKind.LIST, now.listed
    if now.offer is not None and now.offer.minor < best.minor:
        kind, best = PriceKind.OFFER, now.offer
    if context.member_segments and now.member is not None and now.member.minor < best.minor:
        kind, best = PriceKind.MEMBER, now.member
    listed = total(now.listed.minor)
    paid = listed if best is now.listed else total(best.minor)
    return _LineAlone(line, product, best.minor, kind, listed, paid, now.listed.source, best.source)


Steps = dict[str, list[TraceStep]]
"""What offers take off, by line id."""


def _offer_steps(alone: list[_LineAlone], book: Offers, context: PricingContext) -> Steps:
    """The cheaper of the two orders; markdowns first where both cost the same."""
    near = _marked_down(alone, book, context)
    if not near:
        return _multi_buys(_by_id(alone), book, _counts(alone), {})
    # Fresh pieces first into multi-buys: those near their date have an offer of their own.
    percents = {entry.line.line_id: percent for entry, _, percent in near}
    ordered = sorted(_by_id(alone), key=lambda entry: percents.get(entry.line.line_id, 0))
    left = _counts(alone)
    first = _multi_buys(ordered, book, left, _markdowns(near, left, context))
    if not any(entry.line.is_pieces and entry.line.sku in book.by_sku for entry, _, _ in near):
        return first
    left = _counts(alone)
    bought = _multi_buys(ordered, book, left, {})
    for line_id, steps in _markdowns(near, left, context).items():
        bought.setdefault(line_id, []).extend(steps)
    return min(first, bought, key=_sum)


def _by_id(alone: list[_LineAlone]) -> list[_LineAlone]:
    """In an order that scanning has no effect on."""
    return sorted(alone, key=lambda entry: (entry.line.sku, entry.line.line_id))


def _sum(steps: Steps) -> int:
    return sum(step.amount_minor for of_line in steps.values() for step in of_line)


def _counts(alone: list[_LineAlone]) -> dict[str, int]:
    """Pieces that no offer has taken yet, by line id; a weighed item counts as one."""
    return {entry.line.line_id: entry.line.quantity for entry in alone}


Near = tuple[_LineAlone, str, int]
"""A line, the offer that marks it down, and by how many percent."""


def _marked_down(alone: list[_LineAlone], book: Offers, context: PricingContext) -> list[Near]:
    """The lines whose date is near, but for labels: the amount on one is what its maker asked for."""
    if not book.has_markdowns:
        return []
    today = day_of(context.at, context.zone)
    found = []
    for entry in alone:
        offer = markdown_of(book, entry.product, entry.line, today)
        if offer is not None and entry.kind is not PriceKind.LABEL:
            found.append((entry, offer.offer_id, offer.percent))
    return found


def _markdowns(near: Sequence[Near], left: dict[str, int], context: PricingContext) -> Steps:
    """Of the pieces that are left; rounded by the piece, so that how lines are cut is of no effect."""
    steps: Steps = {}
    for entry, offer_id, percent in near:
        count = left[entry.line.line_id]
        each = entry.unit_price_minor if entry.line.is_pieces else entry.total_minor
        off = divide(each * percent, 100, context.rounding) * count
        left[entry.line.line_id] = 0
        if off:
            steps[entry.line.line_id] = [TraceStep("pricing.near_date", -off, offer_id)]
    return steps


def _multi_buys(ordered: list[_LineAlone], book: Offers, left: dict[str, int], steps: Steps) -> Steps:
    """`steps` and those of multi-buys on the pieces that are left, over all lines of a good, which give
    pieces in this order."""
    by_sku: dict[str, list[_LineAlone]] = {}
    for entry in ordered:
        if entry.line.is_pieces and entry.line.sku in book.by_sku and left[entry.line.line_id]:
            by_sku.setdefault(entry.line.sku, []).append(entry)
    piles = [
        Pile(sku, lines[0].unit_price_minor, sum(left[entry.line.line_id] for entry in lines))
        for sku, lines in by_sku.items()
    ]
    for application in applications(piles, book):
        taken = [
            (entry, count)
            for sku, count in application.pieces
            for entry, count in _take(by_sku[sku], count, left)
        ]
        shares = allocate(
            -application.saving_minor, [entry.unit_price_minor * count for entry, count in taken]
        )
        for (entry, _), share in zip(taken, shares, strict=True):
            step = TraceStep("pricing.multi_buy", share, application.offer_id)
            steps.setdefault(entry.line.line_id, []).append(step)
    return steps


def _take(lines: list[_LineAlone], count: int, left: dict[str, int]) -> Iterator[tuple[_LineAlone, int]]:
    """`count` pieces from the lines of one SKU; `left` is what offers have not taken yet, by line id."""
    for entry in lines:
        taken = min(count, left[entry.line.line_id])
        if taken:
            left[entry.line.line_id] -= taken
            count -= taken
            yield entry, taken


_LOWER = {PriceKind.MEMBER: "pricing.member_price", PriceKind.OFFER: "pricing.offer_price"}
"""The step of a price below the list price."""


def _priced(entry: _LineAlone, offers: list[TraceStep] | tuple[()], context: PricingContext) -> PricedLine:
    line, product = entry.line, entry.product
    first = "pricing.label_price" if entry.kind is PriceKind.LABEL else "pricing.list_price"
    trace = [TraceStep(first, entry.list_total_minor, entry.listed_by)]
    lower = _LOWER.get(entry.kind)
    if lower is not None:
        trace.append(TraceStep(lower, entry.total_minor - entry.list_total_minor, entry.priced_by))
    trace += offers
    total = sum(step.amount_minor for step in trace)
    tax = TaxedAmount.from_gross(total, product.tax_bp, context.rounding)
    return PricedLine(
        line_id=line.line_id,
        sku=line.sku,
        quantity=line.quantity,
        weight_g=line.weight_g,
        unit_price_minor=entry.unit_price_minor,
        price_kind=entry.kind,
        list_total_minor=entry.list_total_minor,
        discount_minor=total - entry.list_total_minor,
        total_minor=total,
        net_minor=tax.net_minor,
        tax_minor=tax.tax_minor,
        tax_code=product.tax_code,
        tax_bp=product.tax_bp,
        trace=tuple(trace),
    )


def _tax_totals(lines: tuple[PricedLine, ...]) -> tuple[TaxTotal, ...]:
    """Sums of the lines' taxes by code and rate, in that order."""
    net: Counter[tuple[str, int]] = Counter()
    tax: Counter[tuple[str, int]] = Counter()
    for line in lines:
        net[line.tax_code, line.tax_bp] += line.net_minor
        tax[line.tax_code, line.tax_bp] += line.tax_minor
    return tuple(
        TaxTotal(tax_code=code, tax_bp=bp, net_minor=n, tax_minor=t, gross_minor=n + t)
        for (code, bp), n in sorted(net.items())
        for t in (tax[code, bp],)
    )
