"""Deposits on containers: lines that pricing makes, one for each line of goods that has a deposit.

A deposit follows its good: as many pieces, gone when the good is voided, returned when it is refunded. It
costs what its product is listed at and is taxed as that product is; no member price, offer or discount lowers
it, it earns no points and counts for no threshold. Nobody buys a deposit alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kiosk.domain.price_list import prices_now
from kiosk.domain.priceable import check_priceable
from kiosk.domain.priced import PriceKind, PricingContext, TraceStep
from kiosk.domain.product import Product, SoldBy
from kiosk.domain.role import Role
from kiosk.domain.taxing import Untaxed
from kiosk.errors import InputRefused, Reason

DEPOSIT_OF = "+deposit"
"""After the id of the good's line: the id of its deposit's."""

DEPOSIT_STEP = "pricing.deposit"


def companions(products: Iterable[Product]) -> set[str]:
    """The SKUs of other products that pricing these needs."""
    return {product.deposit_sku for product in products if product.deposit_sku}


def with_deposits(
    lines: Sequence[Untaxed], products: Mapping[str, Product], context: PricingContext
) -> Iterator[Untaxed]:
    """The lines, each with its deposit behind it. Raises InputRefused: `pricing.unknown_product` where the
    deposit is not among `products`, `pricing.bad_product` where it is none."""
    for line in lines:
        yield line
        sku = products[line.sku].deposit_sku
        if sku:
            yield _deposit(line, sku, products.get(sku), context)


def _deposit(line: Untaxed, sku: str, product: Product | None, context: PricingContext) -> Untaxed:
    if product is None:
        raise InputRefused(Reason("pricing.unknown_product", {"sku": sku}))
    if product.sold_by is not SoldBy.PIECE:
        raise InputRefused(Reason("pricing.bad_product", {"sku": sku}))
    check_priceable(product)
    listed = prices_now(product, context.at, context.price_lists).listed
    total = listed.minor * line.quantity
    return Untaxed(
        line_id=line.line_id + DEPOSIT_OF,
        sku=sku,
        quantity=line.quantity,
        weight_g=None,
        unit_price_minor=listed.minor,
        price_kind=PriceKind.LIST,
        list_total_minor=total,
        trace=(TraceStep(DEPOSIT_STEP, total, listed.source),),
        tax_code=product.tax_code,
        tax_bp=product.tax_bp,
        role=Role.DEPOSIT,
        refers_to=line.line_id,
    )
