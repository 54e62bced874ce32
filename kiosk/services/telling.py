"""Telling: a reason's values as people know them.

The cloud and the rules name goods by SKU and money in minor units; the shopper knows names and amounts.
"""

from __future__ import annotations

from kiosk.domain.money import format_minor
from kiosk.errors import Reason
from kiosk.services.visit import Visit

BETWEEN = {"zh": "、", "en": ", "}


def in_words(reason: Reason, visit: Visit, currency: str) -> Reason:
    """The reason in the shopper's language: `sku` and `lines` by the goods' names, `*_minor` as amounts."""

    def told(name: str, value: str | int) -> str | int:
        if name == "sku":
            return _name(visit, str(value))
        if name == "lines" and isinstance(value, str):
            between = BETWEEN["zh" if visit.language.startswith("zh") else "en"]
            return between.join(_name(visit, sku) for sku in value.split(", "))
        if name.endswith("_minor") and isinstance(value, int):
            return format_minor(value, currency)
        return value

    return Reason(reason.code, {name: told(name, value) for name, value in reason.values.items()})


def _name(visit: Visit, sku: str) -> str:
    return visit.sold(sku).names.of(visit.language)
