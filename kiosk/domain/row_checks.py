"""Which fields a row of a catalogue has and what each takes: one rule for people's files and snapshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, TypeVar

from kiosk.domain.basket import MOST_PIECES
from kiosk.domain.field_checks import WrongValue, gtin14, matching, names, one_of, text, whole
from kiosk.domain.money import MOST_MINOR
from kiosk.domain.product import SelfService, SoldBy
from kiosk.domain.promotion import MOST_DAYS, MOST_PERCENT
from kiosk.domain.tax import WHOLE_BP
from kiosk.errors import InputRefused, Reason

T = TypeVar("T")

Checks = Mapping[str, Callable[[object], Any]]


def _texts(check: Callable[[str], str], most: int) -> Callable[[object], tuple[str, ...]]:
    def each(value: object) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple)) or len(value) > most:
            raise WrongValue("catalogue.not_a_list", value, most=most)
        if not all(isinstance(one, str) for one in value):
            raise WrongValue("catalogue.not_a_list", value, most=most)
        return tuple(check(one) for one in value)

    return each


def _optional(check: Callable[[object], T]) -> Callable[[object], T | None]:
    return lambda value: None if value is None else check(value)


_SKU = text(1, 64)
_PRICE = whole(0, MOST_MINOR)
_CATEGORY = matching(r"[a-z][a-z0-9_]{0,31}", "catalogue.not_an_id")

PRODUCT_CHECKS: Checks = {
    "sku": _SKU,
    "names": names(1),
    "size": names(0),
    "brand": text(0, 64),
    "category": _CATEGORY,
    "gtins": _texts(gtin14, 32),
    "plu": _optional(matching(r"[0-9]{1,13}", "catalogue.not_a_plu")),
    "sold_by": one_of(SoldBy),
    "price_minor": _PRICE,
    "member_price_minor": _optional(_PRICE),
    "tax_code": text(1, 32),
    "tax_bp": whole(0, WHOLE_BP),
    "tare_g": whole(0, 100_000),
    "minimum_age": _optional(whole(1, 120)),
    "self_service": one_of(SelfService),
}

MULTI_BUY_CHECKS: Checks = {
    "offer_id": text(1, 64),
    "names": names(1),
    "skus": _texts(_SKU, 2000),
    "quantity": whole(1, MOST_PIECES),
    "price_minor": _PRICE,
}

NEAR_DATE_CHECKS: Checks = {
    "offer_id": text(1, 64),
    "names": names(1),
    "skus": _texts(_SKU, 2000),
    "categories": _texts(_CATEGORY, 2000),
    "days": whole(0, MOST_DAYS),
    "percent": whole(1, MOST_PERCENT),
}

RECALL_CHECKS: Checks = {
    "recall_id": text(1, 64),
    "notice": names(1),
    "gtins": _texts(gtin14, 2000),
    "skus": _texts(_SKU, 2000),
    "batches": _texts(text(1, 40), 2000),
}
"""A batch is at most 20 signs in AI 10; a list may have it in a longer spelling."""


@cache
def _required(kind: Any) -> frozenset[str]:
    return frozenset(each.name for each in fields(kind) if each.default is MISSING)


def checked(kind: Callable[..., T], checks: Checks, raw: Mapping[str, object], row: int) -> T:
    """A value of `kind` from raw fields; InputRefused names row, column, value and what was expected."""
    for name in raw:
        if name not in checks:
            raise refused(row, name, WrongValue("catalogue.unknown_field", name))
    values: dict[str, object] = {}
    for name, check in checks.items():
        if name in raw:
            try:
                values[name] = check(raw[name])
            except WrongValue as wrong:
                raise refused(row, name, wrong) from None
        elif name in _required(kind):
            raise refused(row, name, WrongValue("catalogue.missing", ""))
    return kind(**values)


def refused(row: int, column: str, wrong: WrongValue) -> InputRefused:
    """The exception for a value that is not what its field takes."""
    return InputRefused(Reason(wrong.reason.code, {"row": row, "column": column, **wrong.reason.values}))
