"""A line before offers: the label's amount, else the lowest price that holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.basket import BasketLine
from kiosk.domain.money import divide
from kiosk.domain.price_list import PricesNow, prices_now
from kiosk.domain.priceable import check_priceable
from kiosk.domain.priced import PriceKind, PricingContext, TraceStep
from kiosk.domain.product import Product, SoldBy
from kiosk.domain.role import Role
from kiosk.errors import InputRefused, Reason

GRAMS_OF_A_PRICE = 1000
"""Prices of goods sold by weight are per kilogram."""


@dataclass(slots=True)
class LineAlone:
    """What a line costs before offers. Never changed once made; not frozen, which would take four times as
    long to make it, and there is one for each line of each way."""

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
    is_pieces: bool
    """Counted pieces, not one weighed or labelled item."""

    @property
    def is_goods(self) -> bool:
        """In offers, thresholds and points."""
        return self.product.role is _GOODS

    @property
    def is_labelled(self) -> bool:
        """At the amount on its label."""
        return self.kind is _LABEL

    @property
    def piece_minor(self) -> int:
        """Of one piece; a weighed or labelled item is one."""
        return self.unit_price_minor if self.is_pieces else self.total_minor

    def steps(self) -> tuple[TraceStep, ...]:
        """The first steps of its trace."""
        if self.kind is _LIST:
            return (TraceStep("pricing.list_price", self.list_total_minor, self.listed_by),)
        if self.kind is _LABEL:
            return (TraceStep("pricing.label_price", self.list_total_minor, self.listed_by),)
        return (
            TraceStep("pricing.list_price", self.list_total_minor, self.listed_by),
            TraceStep(_LOWER[self.kind], self.total_minor - self.list_total_minor, self.priced_by),
        )


# Looked up once: a member of an enum takes a call each time on Python 3.11.
_LIST, _LABEL, _GOODS, _BY_PIECE, _BY_WEIGHT = (
    PriceKind.LIST,
    PriceKind.LABEL,
    Role.GOODS,
    SoldBy.PIECE,
    SoldBy.WEIGHT,
)
_LOWER = {PriceKind.MEMBER: "pricing.member_price", PriceKind.OFFER: "pricing.offer_price"}
"""The step of a price below the list price."""


def line_alone(line: BasketLine, products: Mapping[str, Product], context: PricingContext) -> LineAlone:
    """The line's price before offers. Raises InputRefused: `pricing.unknown_product`, `pricing.bad_product`,
    `pricing.not_sold_alone`, `pricing.not_sold_by_weight`, `pricing.weight_missing`."""
    product = _product(products, line)
    if line.label_price_minor is not None:
        label = line.label_price_minor
        return LineAlone(line, product, label, _LABEL, label, label, line.sku, line.sku, False)
    weight_g = line.weight_g
    if weight_g is None and product.sold_by is _BY_WEIGHT:
        raise InputRefused(Reason("pricing.weight_missing", {"sku": line.sku}))
    if weight_g is not None and product.sold_by is _BY_PIECE:
        raise InputRefused(Reason("pricing.not_sold_by_weight", {"sku": line.sku}))
    if weight_g is None and not product.prices and product.member_price_minor is None:
        only, sku = product.price_minor, product.sku
        whole = only * line.quantity
        return LineAlone(line, product, only, _LIST, whole, whole, sku, sku, True)

    def total(unit_price_minor: int) -> int:
        if weight_g is None:
            return unit_price_minor * line.quantity
        return divide(unit_price_minor * weight_g, GRAMS_OF_A_PRICE, context.rounding)

    now = prices_now(product, context.at, context.price_lists)
    kind, best = PriceKind.LIST, now.listed
    if product.role is not Role.GOODS:
        now = PricesNow(now.listed)
    if now.offer is not None and now.offer.minor < best.minor:
        kind, best = PriceKind.OFFER, now.offer
    if context.member_segments and now.member is not None and now.member.minor < best.minor:
        kind, best = PriceKind.MEMBER, now.member
    listed = total(now.listed.minor)
    paid = listed if best is now.listed else total(best.minor)
    source = now.listed.source
    return LineAlone(line, product, best.minor, kind, listed, paid, source, best.source, weight_g is None)


def _product(products: Mapping[str, Product], line: BasketLine) -> Product:
    try:
        product = products[line.sku]
    except KeyError:
        raise InputRefused(Reason("pricing.unknown_product", {"sku": line.sku})) from None
    if product.role is not _GOODS and product.role in (Role.DEPOSIT, Role.DONATION):
        raise InputRefused(Reason("pricing.not_sold_alone", {"sku": line.sku}))
    check_priceable(product)
    return product
