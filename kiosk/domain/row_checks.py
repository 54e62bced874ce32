"""Which fields a row of a catalogue has and what each takes: one rule for people's files and snapshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, TypeVar

from kiosk.domain.basket import MOST_PIECES
from kiosk.domain.category import Category
from kiosk.domain.field_checks import (
    WrongValue,
    flag,
    gtin14,
    instant,
    matching,
    names,
    one_of,
    text,
    whole,
)
from kiosk.domain.label import HEAVIEST_G, LIGHTEST_G
from kiosk.domain.money import MOST_MINOR
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.product import (
    BundlePart,
    CodeUnit,
    PackCode,
    Product,
    SelfService,
    SoldBy,
    StockHint,
    TripLimit,
)
from kiosk.domain.role import Role
from kiosk.domain.sale_hours import MINUTES_OF_A_DAY, SaleHours
from kiosk.domain.tax import WHOLE_BP
from kiosk.errors import InputRefused, Reason

T = TypeVar("T")

Checks = Mapping[str, Callable[[object], Any]]


def texts(check: Callable[[str], str], most: int) -> Callable[[object], tuple[str, ...]]:
    def each(value: object) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple)) or len(value) > most:
            raise WrongValue("catalogue.not_a_list", value, most=most)
        if not all(isinstance(one, str) for one in value):
            raise WrongValue("catalogue.not_a_list", value, most=most)
        return tuple(check(one) for one in value)

    return each


def _records(kind: Callable[..., T], checks: Checks, most: int) -> Callable[[object], tuple[T, ...]]:
    """A list of objects with these fields, the ones without a default required."""

    def each(value: object) -> tuple[T, ...]:
        if not isinstance(value, (list, tuple)) or len(value) > most:
            raise WrongValue("catalogue.not_entries", value, most=most)
        return tuple(record(one) for one in value)

    def record(raw: object) -> T:
        if not isinstance(raw, dict) or not required(kind) <= raw.keys() <= checks.keys():
            raise WrongValue("catalogue.not_a_record", raw, fields=", ".join(checks))
        return kind(**{name: checks[name](value) for name, value in raw.items()})

    return each


def optional(check: Callable[[object], T]) -> Callable[[object], T | None]:
    return lambda value: None if value is None else check(value)


SKU = text(1, 64)
PRICE = whole(0, MOST_MINOR)
CATEGORY = matching(r"[a-z][a-z0-9_]{0,31}", "catalogue.not_an_id")

_PICTURE = matching(r"([0-9a-f]{64})?", "catalogue.not_a_picture")

MOST_PACK = max(MOST_PIECES, HEAVIEST_G)


def weekdays(value: object) -> tuple[int, ...]:
    if not isinstance(value, (list, tuple)) or not value or len(value) > 7:
        raise WrongValue("catalogue.not_weekdays", value)
    return tuple(whole(1, 7)(day) for day in value)


HOURS = _records(
    SaleHours,
    {
        "days": weekdays,
        "opens_min": whole(0, MINUTES_OF_A_DAY - 1),
        "closes_min": whole(1, MINUTES_OF_A_DAY),
    },
    50,
)
_LIMITS = _records(TripLimit, {"group": text(0, 64), "most": whole(1, MOST_PIECES)}, 8)
_PACKS = _records(
    PackCode,
    {"gtin": lambda value: _gtin(value), "quantity": whole(1, MOST_PACK), "unit": one_of(CodeUnit)},
    64,
)


def _gtin(value: object) -> str:
    return gtin14(value if isinstance(value, str) else "")


PRODUCT_CHECKS: Checks = {
    "sku": SKU,
    "names": names(1),
    "short": names(0, 40),
    "size": names(0),
    "brand": text(0, 64),
    "category": CATEGORY,
    "picture": _PICTURE,
    "gtins": texts(gtin14, 64),
    "packs": _PACKS,
    "plu": optional(matching(r"[0-9]{1,13}", "catalogue.not_a_plu")),
    "role": one_of(Role),
    "sold_by": one_of(SoldBy),
    "price_minor": PRICE,
    "member_price_minor": optional(PRICE),
    "tax_code": text(1, 32),
    "tax_bp": whole(0, WHOLE_BP),
    "tax_class": matching(r"[0-9A-Za-z.-]{0,32}", "catalogue.not_a_tax_class"),
    "unit": names(0, 24),
    "base_price": names(0, 60),
    "tare_g": whole(0, 100_000),
    "minimum_age": optional(whole(1, 120)),
    "self_service": one_of(SelfService),
    "identity_required": flag,
    "hours": HOURS,
    "limits": _LIMITS,
    "sale_stop": flag,
    "message": names(0, 240),
    "deposit_sku": text(0, 64),
    "bundle": _records(BundlePart, {"sku": SKU, "quantity": whole(1, MOST_PIECES)}, 50),
    "extended_range": flag,
    "stock": one_of(StockHint),
    "spellings": texts(matching(r"[a-z0-9]+( [a-z0-9]+)*", "catalogue.not_a_spelling"), 16),
}

CATEGORY_CHECKS: Checks = {
    "category_id": CATEGORY,
    "parent": matching(r"([a-z][a-z0-9_]{0,31})?", "catalogue.not_an_id"),
    "names": names(1),
    "order": whole(0, 1_000_000),
    "picture": _PICTURE,
    "self_service": optional(one_of(SelfService)),
    "minimum_age": optional(whole(1, 120)),
    "identity_required": flag,
    "hours": HOURS,
    "limits": _LIMITS,
}

PRICE_CHECKS: Checks = {
    "sku": SKU,
    "kind": one_of(PriceFor),
    "amount_minor": PRICE,
    "starts_at": optional(instant),
    "ends_at": optional(instant),
    "price_list": matching(r"([a-z][a-z0-9_.-]{0,63})?", "catalogue.not_an_id"),
    "priority": whole(0, 1000),
    "lowest_30_minor": optional(PRICE),
}

RECALL_CHECKS: Checks = {
    "recall_id": text(1, 64),
    "notice": names(1),
    "gtins": texts(gtin14, 2000),
    "skus": texts(SKU, 2000),
    "batches": texts(text(1, 40), 2000),
}
"""A batch is at most 20 signs in AI 10; a list may have it in a longer spelling."""


@cache
def required(kind: Any) -> frozenset[str]:
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
        elif name in required(kind):
            raise refused(row, name, WrongValue("catalogue.missing", ""))
    return kind(**values)


def refused(row: int, column: str, wrong: WrongValue) -> InputRefused:
    """The exception for a value that is not what its field takes."""
    place: dict[str, str | int] = {"row": row, "column": column + wrong.place}
    return InputRefused(Reason(wrong.reason.code, {**place, **wrong.reason.values}))


# What fields must say together


def checked_product(raw: Mapping[str, object], row: int) -> Product:
    """A product from raw fields, whose codes and links hold together."""
    product = checked(Product, PRODUCT_CHECKS, raw, row)
    codes = product.codes
    twice = next((code for place, code in enumerate(codes) if code in codes[:place]), None)
    if twice is not None:
        raise refused(row, "gtins", WrongValue("catalogue.code_twice", twice))
    for pack in product.packs:
        _check_pack(product, pack, row)
    own = product.sku
    if product.deposit_sku == own:
        raise refused(row, "deposit_sku", WrongValue("catalogue.link_to_itself", own))
    if any(part.sku == own for part in product.bundle):
        raise refused(row, "bundle", WrongValue("catalogue.link_to_itself", own))
    return product


def _check_pack(product: Product, pack: PackCode, row: int) -> None:
    if product.sold_by is SoldBy.WEIGHT:
        unit, least, most = CodeUnit.G, LIGHTEST_G, HEAVIEST_G
    else:
        unit, least, most = CodeUnit.PIECE, 1, MOST_PIECES
    if pack.unit is not unit or not least <= pack.quantity <= most:
        found = f"{pack.gtin}={pack.quantity}{'' if pack.unit is CodeUnit.PIECE else pack.unit.value}"
        wrong = WrongValue("catalogue.not_a_pack", found, unit=unit.value, least=least, most=most)
        raise refused(row, "packs", wrong)


def checked_category(raw: Mapping[str, object], row: int) -> Category:
    """A category from raw fields."""
    return checked(Category, CATEGORY_CHECKS, raw, row)


def checked_price(raw: Mapping[str, object], row: int) -> Price:
    """A price row from raw fields, which ends after it starts."""
    price = checked(Price, PRICE_CHECKS, raw, row)
    if price.starts_at is not None and price.ends_at is not None and price.ends_at <= price.starts_at:
        raise refused(row, "ends_at", WrongValue("catalogue.ends_before_it_starts", str(raw["ends_at"])))
    return price
