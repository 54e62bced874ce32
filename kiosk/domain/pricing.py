"""`price()`: the one place totals are made.

Pure and independent of the order of scanning: a line is first priced alone (label, member or list price),
then offers take their pieces from all lines together (`kiosk.domain.multibuy`), then tax is taken out of
each line's total, and the sums are made of lines only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.domain.basket import MOST_LINES, MOST_PIECES, Basket, BasketLine
from kiosk.domain.money import MOST_MINOR, Rounding, allocate, currency, divide
from kiosk.domain.multibuy import Pile, applications
from kiosk.domain.product import Product, SoldBy
from kiosk.domain.promotion import OfferBook
from kiosk.domain.tax import TaxedAmount
from kiosk.errors import BugError, InputRefused, Reason

PRICING_VERSION = 1
"""Bumped whenever the same input would give another result."""

GRAMS_OF_A_PRICE = 1000
"""Prices of goods sold by weight are per kilogram."""

HEAVIEST_G = 1_000_000


class PriceKind(StrEnum):
    """Which price a line was made from."""

    LIST = "list"
    MEMBER = "member"
    LABEL = "label"
    """The amount printed on the in-store label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricingContext:
    """All that pricing depends on beside goods and offers; travels with the sale."""

    at: datetime
    """Aware; fixed at the trip's start, moved forward once at freeze."""
    zone: str
    currency: str
    rounding: Rounding = Rounding.HALF_UP
    member_segments: tuple[str, ...] = ()
    """Non-empty for an identified member (`member`)."""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """Why a line costs what it costs: one step, in order. `code` is one of the reasons' codes."""

    code: str
    amount_minor: int
    """What the line's total moved by in this step."""
    source: str = ""
    """The price row's or offer's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A basket line with its price; `list_total + discount == total == net + tax` (discount <= 0)."""

    line_id: str
    sku: str
    quantity: int
    weight_g: int | None
    unit_price_minor: int
    price_kind: PriceKind
    list_total_minor: int
    discount_minor: int
    total_minor: int
    net_minor: int
    tax_minor: int
    tax_code: str
    tax_bp: int
    trace: tuple[TraceStep, ...]

    def __post_init__(self) -> None:
        agree = (
            self.list_total_minor + self.discount_minor == self.total_minor == self.net_minor + self.tax_minor
            and self.discount_minor <= 0 <= self.total_minor
            and sum(step.amount_minor for step in self.trace) == self.total_minor
        )
        if not agree:
            raise BugError(f"the sums of a priced line do not agree: {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxTotal:
    """One rate's share of the total."""

    tax_code: str
    tax_bp: int
    net_minor: int
    tax_minor: int
    gross_minor: int

    def __post_init__(self) -> None:
        TaxedAmount(self.net_minor, self.tax_minor, self.gross_minor, self.tax_bp)


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedBasket:
    """The answer of `price()`; its sums hold when made, else BugError."""

    currency: str
    lines: tuple[PricedLine, ...]
    list_total_minor: int
    discount_minor: int
    total_minor: int
    taxes: tuple[TaxTotal, ...]
    pricing_version: int
    catalogue_revision: int

    def __post_init__(self) -> None:
        agree = (
            self.list_total_minor == sum(line.list_total_minor for line in self.lines)
            and self.discount_minor == sum(line.discount_minor for line in self.lines)
            and self.total_minor == self.list_total_minor + self.discount_minor
            and self.total_minor == sum(tax.gross_minor for tax in self.taxes)
            and sum(line.tax_minor for line in self.lines) == sum(tax.tax_minor for tax in self.taxes)
        )
        if not agree:
            raise BugError(f"the sums of a priced basket do not agree: {self}")


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
    saved = _offer_steps(alone, book)
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


def _product(products: Mapping[str, Product], line: BasketLine) -> Product:
    try:
        product = products[line.sku]
    except KeyError:
        raise InputRefused(Reason("pricing.unknown_product", {"sku": line.sku})) from None
    prices = (product.price_minor, product.member_price_minor or 0)
    if min(prices) < 0 or max(prices) > MOST_MINOR or product.tax_bp < 0:
        raise InputRefused(Reason("pricing.bad_product", {"sku": line.sku}))
    return product


def _check_lines(basket: Basket) -> None:
    ids = {line.line_id for line in basket.lines}
    if len(ids) != len(basket.lines) or len(ids) > MOST_LINES:
        raise InputRefused(Reason("pricing.bad_lines", {"lines": len(basket.lines), "limit": MOST_LINES}))
    for line in basket.lines:
        most = MOST_PIECES if line.is_pieces else 1
        label_minor, weight_g = line.label_price_minor or 0, line.weight_g or 0
        if not (
            1 <= line.quantity <= most and 0 <= label_minor <= MOST_MINOR and 0 <= weight_g <= HEAVIEST_G
        ):
            raise InputRefused(Reason("pricing.bad_line", {"line_id": line.line_id, "sku": line.sku}))


def _price_alone(line: BasketLine, product: Product, context: PricingContext) -> _LineAlone:
    """The label's amount, else the cheaper of list and (for a member) member price."""
    if line.label_price_minor is not None:
        label = line.label_price_minor
        return _LineAlone(line, product, label, PriceKind.LABEL, label, label)
    if line.weight_g is None and product.sold_by is SoldBy.WEIGHT:
        raise InputRefused(Reason("pricing.weight_missing", {"sku": line.sku}))
    if line.weight_g is not None and product.sold_by is SoldBy.PIECE:
        raise InputRefused(Reason("pricing.not_sold_by_weight", {"sku": line.sku}))

    def total(unit_price_minor: int) -> int:
        if line.weight_g is None:
            return unit_price_minor * line.quantity
        return divide(unit_price_minor * line.weight_g, GRAMS_OF_A_PRICE, context.rounding)

    list_minor, member_minor = product.price_minor, product.member_price_minor
    if context.member_segments and member_minor is not None and member_minor < list_minor:
        return _LineAlone(
            line, product, member_minor, PriceKind.MEMBER, total(list_minor), total(member_minor)
        )
    return _LineAlone(line, product, list_minor, PriceKind.LIST, total(list_minor), total(list_minor))


def _offer_steps(alone: list[_LineAlone], book: OfferBook) -> dict[str, list[TraceStep]]:
    """What offers take off, by line id. Walked by SKU and line id: the order of scanning is of no effect."""
    by_sku: dict[str, list[_LineAlone]] = {}
    for entry in sorted(alone, key=lambda entry: (entry.line.sku, entry.line.line_id)):
        if entry.line.is_pieces and entry.line.sku in book.by_sku:
            by_sku.setdefault(entry.line.sku, []).append(entry)
    piles = [
        Pile(sku, lines[0].unit_price_minor, sum(entry.line.quantity for entry in lines))
        for sku, lines in by_sku.items()
    ]
    steps: dict[str, list[TraceStep]] = {}
    left = {entry.line.line_id: entry.line.quantity for lines in by_sku.values() for entry in lines}
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


def _priced(entry: _LineAlone, offers: list[TraceStep] | tuple[()], context: PricingContext) -> PricedLine:
    line, product = entry.line, entry.product
    first = "pricing.label_price" if entry.kind is PriceKind.LABEL else "pricing.list_price"
    trace = [TraceStep(first, entry.list_total_minor, line.sku)]
    if entry.kind is PriceKind.MEMBER:
        trace.append(TraceStep("pricing.member_price", entry.total_minor - entry.list_total_minor, line.sku))
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
