"""Offers as data, compiled once a revision into an `OfferBook`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.domain.product import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiBuy:
    """Any `quantity` pieces of `skus` together cost `price_minor`, as often as it fits."""

    offer_id: str
    names: Names
    skus: tuple[str, ...]
    quantity: int
    price_minor: int


Offer = MultiBuy


@dataclass(frozen=True, slots=True)
class OfferBook:
    """Valid offers of one catalogue revision, found by SKU."""

    revision: int = 0
    offers: tuple[Offer, ...] = ()
    by_sku: Mapping[str, tuple[Offer, ...]] = field(default_factory=dict)
