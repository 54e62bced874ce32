"""Whether a basket was priced as its store prices: the rules of its context, and what attendants took off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.revisions import products_at
from kiosk.domain.deposits import BUNDLED, companions
from kiosk.domain.money import Rounding
from kiosk.domain.payment import AttemptRequest
from kiosk.domain.priced import PricedBasket, PricingContext
from kiosk.domain.product import Product
from kiosk.domain.role import Role
from kiosk.domain.sale import Store
from kiosk.domain.staff_discount import is_within
from kiosk.domain.tax_rule import TAX_INSIDE
from kiosk.errors import Reason

FIRST_WITH_ROLES = 2
"""The pricing version that knows deposits, bags and tax rules."""
ROUNDING = Rounding.HALF_UP
"""How every store settles a fraction of a price: what a context says else is not a store's."""


def shop_of_context(context: PricingContext, shops: Sequence[Store]) -> Store | None:
    """The store as it was, of those that a trip of now may have begun by, whose rules the context has; None
    where it has the rules of none.

    A context does not tell what attendants might take off: the most that any of them lets them holds.
    """
    mine = [shop for shop in shops if _has_rules_of(context, shop)]
    return max(mine, key=lambda shop: shop.most_staff_percent, default=None)


def _has_rules_of(context: PricingContext, shop: Store) -> bool:
    theirs = (context.currency, context.zone, context.price_lists, context.tax)
    same = theirs == (shop.currency, shop.zone, shop.price_lists, shop.tax)
    return same and context.rounding is ROUNDING and context.round_up in (None, shop.round_up)


async def products_of(
    connection: AsyncConnection, revision: int, request: AttemptRequest
) -> dict[str, Product]:
    """All that pricing the basket needs: its goods, their parts and deposits, and the donation."""
    products = await products_at(connection, revision, (line.sku for line in request.basket.lines))
    more = set() if request.context.round_up is None else {request.context.round_up.sku}
    for _ in range(BUNDLED):
        more = (more | companions(products.values())) - products.keys()
        if not more:
            break
        products |= await products_at(connection, revision, more)
    return products


def version_objection(version: int, products: Mapping[str, Product], shop: Store) -> Reason | None:
    """A version of before deposits, bags and tax rules cannot price what has them."""
    plain = shop.tax == TAX_INSIDE and all(one.role is Role.GOODS for one in products.values())
    if plain or version >= FIRST_WITH_ROLES:
        return None
    return Reason("payment.pricing_version_unknown", {"version": str(version)[:20]})


def discount_objection(priced: PricedBasket, shop: Store) -> Reason | None:
    """`payment.discount_too_high` where attendants took more off than the store lets them."""
    if is_within(priced, shop.most_staff_percent):
        return None
    return Reason("payment.discount_too_high", {"percent": shop.most_staff_percent})
