"""Values of a catalogue as the rows that tell them: plain JSON, without the fields at their default."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import datetime
from typing import Any

from kiosk.domain.category import Category
from kiosk.domain.price_row import Price
from kiosk.domain.product import BundlePart, Names, PackCode, Product, TripLimit
from kiosk.domain.promotion import MultiBuy, NearDate, Offer
from kiosk.domain.recall import Recall
from kiosk.domain.sale_hours import SaleHours


def category_row(category: Category) -> dict[str, object]:
    """The category as a row, without the fields at their default."""
    return {"type": "category", **_telling(category)}


def product_row(product: Product) -> dict[str, object]:
    """The product as a row, without the fields at their default and without its prices' rows."""
    return {"type": "product", **_telling(product)}


def price_row(price: Price) -> dict[str, object]:
    """The price as a row, without the fields at their default."""
    return {"type": "price", **_telling(price)}


def offer_row(offer: Offer) -> dict[str, object]:
    """The offer as a row."""
    kind = "near_date" if isinstance(offer, NearDate) else "multi_buy"
    return {"type": "offer", "kind": kind, **_telling(offer)}


def recall_row(recall: Recall) -> dict[str, object]:
    """The recall as a row."""
    return {"type": "recall", **_telling(recall)}


_KINDS: tuple[type[Any], ...] = (
    Category, Product, Price, MultiBuy, NearDate, Recall, PackCode, TripLimit, BundlePart, SaleHours
)  # fmt: skip
_DEFAULTS = {
    kind: tuple(
        (each.name, each.default) for each in fields(kind) if (kind, each.name) != (Product, "prices")
    )
    for kind in _KINDS
}


def _telling(value: Any) -> dict[str, object]:
    """The fields that are not at their default."""
    told: dict[str, object] = {}
    for name, default in _DEFAULTS[type(value)]:
        held = getattr(value, name)
        if default is MISSING or held != default:
            told[name] = _plain(held)
    return told


def _plain(value: object) -> object:
    if isinstance(value, Names):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return _telling(value) if type(value) in _DEFAULTS else value
