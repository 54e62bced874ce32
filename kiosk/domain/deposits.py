"""Deposits on containers: lines that pricing makes, one for each deposit on a line of goods.

A bundle has its own deposit, that of the crate, and those of its parts, as often as they are in it. A deposit
follows its good: so many for each piece, gone when the good is voided, returned when it is refunded. It costs
what its product is listed at and is taxed as that product is; no member price, offer or discount lowers it,
it earns no points and counts for no threshold. Nobody buys a deposit alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kiosk.domain.price_list import prices_now
from kiosk.domain.priceable import check_priceable
from kiosk.domain.priced import PriceKind, PricingContext, TraceStep
from kiosk.domain.product import Product, SoldBy
from kiosk.domain.role import Role
from kiosk.domain.taxing import Untaxed
from kiosk.errors import InputRefused, Reason

DEPOSIT_OF = "+deposit"
"""After the id of the good's line: the id of its deposit's; further ones are `+deposit2`, `+deposit3` ..."""

DEPOSIT_STEP = "pricing.deposit"

BUNDLED = 2
"""Steps from a good to the last product that prices it: the part of a bundle, and the deposit on it."""


def companions(products: Iterable[Product]) -> set[str]:
    """The SKUs of other products that pricing these needs: deposits and the parts of bundles, whose
    companions are needed as well."""
    return {sku for product in products for sku in (product.deposit_sku, *_parts(product)) if sku}


def _parts(product: Product) -> Iterator[str]:
    return (part.sku for part in product.bundle)


def deposits_on(product: Product, products: Mapping[str, Product]) -> dict[str, int]:
    """How many of which deposit are on one piece: its own, then those of its parts in their order. Raises
    InputRefused (`pricing.unknown_product`) where a part is not among `products`."""
    on: dict[str, int] = {product.deposit_sku: 1} if product.deposit_sku else {}
    for part in product.bundle:
        inside = products.get(part.sku)
        if inside is None:
            raise InputRefused(Reason("pricing.unknown_product", {"sku": part.sku}))
        if inside.deposit_sku:
            on[inside.deposit_sku] = on.get(inside.deposit_sku, 0) + part.quantity
    return on


def with_deposits(
    lines: Sequence[Untaxed], products: Mapping[str, Product], context: PricingContext
) -> Iterator[Untaxed]:
    """The lines, each with its deposits behind it. Raises InputRefused: `pricing.unknown_product` where the
    deposit is not among `products`, `pricing.bad_product` where it is none."""
    for line in lines:
        yield line
        on_one = deposits_on(products[line.sku], products)
        for place, (sku, pieces) in enumerate(on_one.items(), start=1):
            number = str(place) if place > 1 else ""
            deposit = _deposit(line, sku, pieces * line.quantity, products.get(sku), context)
            yield replace(deposit, line_id=line.line_id + DEPOSIT_OF + number)


def _deposit(
    line: Untaxed, sku: str, pieces: int, product: Product | None, context: PricingContext
) -> Untaxed:
    if product is None:
        raise InputRefused(Reason("pricing.unknown_product", {"sku": sku}))
    if product.sold_by is not SoldBy.PIECE:
        raise InputRefused(Reason("pricing.bad_product", {"sku": sku}))
    check_priceable(product)
    listed = prices_now(product, context.at, context.price_lists).listed
    total = listed.minor * pieces
    return Untaxed(
        line_id=line.line_id + DEPOSIT_OF,
        sku=sku,
        quantity=pieces,
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
