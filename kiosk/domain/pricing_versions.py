"""Pricing by version: the current one and the frozen ones before it, of which the last three stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kiosk.domain import pricing, pricing_v1
from kiosk.domain.basket import Basket
from kiosk.domain.priced import PricedBasket, PricingContext
from kiosk.domain.product import Product
from kiosk.domain.promotion import OfferBook
from kiosk.errors import InputRefused, Reason

Price = Callable[[Basket, Mapping[str, Product], OfferBook, PricingContext], PricedBasket]

VERSIONS: Mapping[int, Price] = {1: pricing_v1.price, pricing.PRICING_VERSION: pricing.price}


def price_by(version: int) -> Price:
    """`price()` of a version; raises InputRefused (`payment.pricing_version_unknown`) for one not here."""
    try:
        return VERSIONS[version]
    except KeyError:
        raise InputRefused(
            Reason("payment.pricing_version_unknown", {"version": str(version)[:20]})
        ) from None
