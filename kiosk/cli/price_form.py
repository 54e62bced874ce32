"""The form of the file that `kiosk price` reads."""

from __future__ import annotations

import dataclasses
from typing import Any

from kiosk.domain.basket import BasketLine
from kiosk.domain.category import Category
from kiosk.domain.pricing import PricingContext
from kiosk.domain.product import Product

Row = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PriceFile:
    """What `kiosk price` reads. Amounts are in minor units, weights in grams, tax rates in basis points."""

    products: tuple[Product, ...]
    context: PricingContext
    lines: tuple[BasketLine, ...]
    offers: tuple[Row, ...] = ()
    """Rows of offers as in a catalogue; `kind` multi_buy may be left out."""
    markdowns: tuple[Row, ...] = ()
    """Offers of the kind near_date."""
    categories: tuple[Category, ...] = ()
    """The tree, where offers are for a category and those under it."""
    country: str = ""
    """Sets `context.tax` to the rule of CN, EU, UK, US, JP or CH."""
    revision: int = 0
