"""Values of a catalogue as the rows that tell them: plain JSON, without the fields at their default."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from datetime import datetime
from typing import Any

from kiosk.domain.category import Category
from kiosk.domain.offer import Offer, Reward, Selector, Slot, TierStep, UnknownOffer
from kiosk.domain.offer_rows import KIND_OF
from kiosk.domain.offer_terms import OfferTerms
from kiosk.domain.price_row import Price
from kiosk.domain.product import BundlePart, Names, PackCode, Product, TripLimit
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
    """The offer as a row, without the fields at their default; one of an unknown kind as it came."""
    if isinstance(offer, UnknownOffer):
        row: dict[str, object] = json.loads(offer.row)
        return row
    return {"type": "offer", "kind": KIND_OF[type(offer)], **_telling(offer)}


def recall_row(recall: Recall) -> dict[str, object]:
    """The recall as a row."""
    return {"type": "recall", **_telling(recall)}


_KINDS: tuple[type[Any], ...] = (
    Category, Product, Price, Recall, PackCode, TripLimit, BundlePart, SaleHours,
    *KIND_OF, Selector, Slot, Reward, TierStep, OfferTerms,
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
