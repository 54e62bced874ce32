"""A catalogue revision as lines of JSON, each row typed: what the cloud publishes and a kiosk installs.

    {"type":"header","schema":1,"revision":7,"published_at":"...","products":2,"offers":1,"currency":"CNY"}
    {"type":"product","sku":"1001","names":{"zh":"...","en":"..."},"category":"dairy",...}
    {"type":"offer","kind":"multi_buy","offer_id":"...","names":{...},"skus":[...],"quantity":2,...}
    {"type":"end","rows":3}

`rows` counts products and offers. Fields at their default are left out; an unknown field is refused,
since a reader that skips one may sell at a wrong price.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from kiosk.domain.basket import MOST_PIECES
from kiosk.domain.field_checks import WrongValue, gtin14, matching, names, one_of, shown, text, whole
from kiosk.domain.money import MOST_MINOR, currency
from kiosk.domain.product import Names, Product, SelfService, SoldBy
from kiosk.domain.promotion import MultiBuy, Offer
from kiosk.domain.tax import WHOLE_BP
from kiosk.errors import InputRefused, Reason

T = TypeVar("T")

SNAPSHOT_SCHEMA = 1

LONGEST_ROW = 64 * 1024
"""Bytes; a longer line is not a row."""

MOST_ROWS = 5_000_000

Checks = Mapping[str, Callable[[object], Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotHeader:
    """The first row: which revision this is and what must follow."""

    schema: int
    revision: int
    published_at: datetime
    products: int
    offers: int
    currency: str


@dataclass(frozen=True, slots=True)
class _End:
    rows: int


Row = SnapshotHeader | Product | Offer


# Checks


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


def _instant(value: object) -> datetime:
    try:
        instant = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise WrongValue("catalogue.not_an_instant", value)
    return instant


def _currency(value: object) -> str:
    try:
        return currency(value if isinstance(value, str) else "").code
    except InputRefused:
        raise WrongValue("catalogue.not_a_currency", value) from None


_SKU = text(1, 64)
_PRICE = whole(0, MOST_MINOR)

PRODUCT_CHECKS: Checks = {
    "sku": _SKU,
    "names": names(1),
    "size": names(0),
    "brand": text(0, 64),
    "category": matching(r"[a-z][a-z0-9_]{0,31}", "catalogue.not_an_id"),
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

_HEADER_CHECKS: Checks = {
    "schema": whole(1, 10_000),
    "revision": whole(1, 2**53),
    "published_at": _instant,
    "products": whole(0, MOST_ROWS),
    "offers": whole(0, MOST_ROWS),
    "currency": _currency,
}

_END_CHECKS: Checks = {"rows": whole(0, 2 * MOST_ROWS)}

_REQUIRED: Mapping[type, frozenset[str]] = {
    kind: frozenset(each.name for each in fields(kind) if each.default is MISSING)
    for kind in (SnapshotHeader, Product, MultiBuy, _End)
}

_DEFAULTS = {kind: tuple((each.name, each.default) for each in fields(kind)) for kind in (Product, MultiBuy)}


def checked(kind: Callable[..., T], checks: Checks, raw: Mapping[str, object], row: int) -> T:
    """A value of `kind` from raw fields; InputRefused names row, column, value and what was expected."""
    for name in raw:
        if name not in checks:
            raise _refused(row, name, WrongValue("catalogue.unknown_field", name))
    values: dict[str, object] = {}
    for name, check in checks.items():
        if name in raw:
            try:
                values[name] = check(raw[name])
            except WrongValue as wrong:
                raise _refused(row, name, wrong) from None
        elif name in _REQUIRED[kind]:  # type: ignore[index]
            raise _refused(row, name, WrongValue("catalogue.missing", ""))
    return kind(**values)


def _refused(row: int, column: str, wrong: WrongValue) -> InputRefused:
    return InputRefused(Reason(wrong.reason.code, {"row": row, "column": column, **wrong.reason.values}))


# Lines


def snapshot_lines(
    products: Iterable[Product],
    offers: Iterable[Offer],
    *,
    revision: int,
    published_at: datetime,
    currency: str,
) -> Iterator[bytes]:
    """The lines of a snapshot, newlines with them. Raises InputRefused for a value no reader would take."""
    goods, deals = list(products), list(offers)
    header = {
        "type": "header",
        "schema": SNAPSHOT_SCHEMA,
        "revision": revision,
        "published_at": published_at.isoformat(),
        "products": len(goods),
        "offers": len(deals),
        "currency": currency,
    }
    rows: Iterator[dict[str, object]] = iter(
        [
            header,
            *map(product_row, goods),
            *map(offer_row, deals),
            {"type": "end", "rows": len(goods) + len(deals)},
        ]
    )
    for number, row in enumerate(rows, 1):
        _decode(row, number)
        yield _line(row)


def product_row(product: Product) -> dict[str, object]:
    """The product as a row, without the fields at their default."""
    return {"type": "product", **_telling(product)}


def offer_row(offer: Offer) -> dict[str, object]:
    """The offer as a row."""
    return {"type": "offer", "kind": "multi_buy", **_telling(offer)}


def _telling(value: Product | MultiBuy) -> dict[str, object]:
    told: dict[str, object] = {}
    for name, default in _DEFAULTS[type(value)]:
        held = getattr(value, name)
        if held != default:
            told[name] = {"zh": held.zh, "en": held.en} if isinstance(held, Names) else held
    return told


def _line(row: Mapping[str, object]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_snapshot(lines: Iterable[bytes]) -> Iterator[Row]:
    """The header, then each product and offer; complete when it ends without an exception.

    Raises InputRefused at the first row that is malformed, out of place or missing.
    """
    header: SnapshotHeader | None = None
    counts = {Product: 0, MultiBuy: 0}
    number = 0
    ended = False
    for number, line in enumerate(lines, 1):
        if ended:
            raise InputRefused(Reason("catalogue.row_after_end", {"row": number}))
        row = decode_line(line, number)
        if (header is None) != isinstance(row, SnapshotHeader):
            raise InputRefused(Reason("catalogue.header_misplaced", {"row": number}))
        if isinstance(row, _End):
            assert header is not None
            _check_counts(header, counts[Product], counts[MultiBuy], row.rows)
            ended = True
        else:
            if isinstance(row, SnapshotHeader):
                header = row
            else:
                counts[type(row)] += 1
            yield row
    if not ended:
        raise InputRefused(Reason("catalogue.truncated", {"rows": number}))


def _check_counts(header: SnapshotHeader, products: int, offers: int, rows: int) -> None:
    for what, found, expected in (
        ("products", products, header.products),
        ("offers", offers, header.offers),
        ("rows", products + offers, rows),
    ):
        if found != expected:
            values: dict[str, str | int] = {"what": what, "found": found, "expected": expected}
            raise InputRefused(Reason("catalogue.wrong_count", values))


def decode_line(line: bytes, number: int) -> Row | _End:
    """One typed row; InputRefused names row `number`, the column, the value and what was expected."""
    if len(line) > LONGEST_ROW:
        raise InputRefused(Reason("catalogue.row_too_long", {"row": number, "limit": LONGEST_ROW}))
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError):
        raise InputRefused(
            Reason("catalogue.not_json", {"row": number, "value": shown(line.decode("utf-8", "replace"))})
        ) from None
    if not isinstance(raw, dict):
        raise InputRefused(Reason("catalogue.not_json", {"row": number, "value": shown(raw)}))
    return _decode(raw, number)


def _decode(raw: Mapping[str, object], number: int) -> Row | _End:
    rest = dict(raw)
    match rest.pop("type", None):
        case "product":
            return checked(Product, PRODUCT_CHECKS, rest, number)
        case "offer":
            if (kind := rest.pop("kind", None)) != "multi_buy":
                wrong = WrongValue("catalogue.not_one_of", kind, choices="multi_buy")
                raise _refused(number, "kind", wrong)
            return checked(MultiBuy, MULTI_BUY_CHECKS, rest, number)
        case "header":
            if rest.get("schema") != SNAPSHOT_SCHEMA:
                known = Reason(
                    "catalogue.unknown_schema", {"found": shown(rest.get("schema")), "known": SNAPSHOT_SCHEMA}
                )
                raise InputRefused(known)
            return checked(SnapshotHeader, _HEADER_CHECKS, rest, number)
        case "end":
            return checked(_End, _END_CHECKS, rest, number)
        case other:
            wrong = WrongValue("catalogue.not_one_of", other, choices="header, product, offer, end")
            raise _refused(number, "type", wrong)
