"""A catalogue revision as lines of JSON, each row typed: what the cloud publishes and a kiosk installs.

    {"type":"header","schema":1,"revision":7,"published_at":"...","products":2,"offers":1,"currency":"CNY"}
    {"type":"product","sku":"1001","names":{"zh":"...","en":"..."},"category":"dairy",...}
    {"type":"offer","kind":"multi_buy","offer_id":"...","names":{...},"skus":[...],"quantity":2,...}
    {"type":"offer","kind":"near_date","offer_id":"...","names":{...},"categories":[...],"days":2,...}
    {"type":"recall","recall_id":"...","notice":{...},"gtins":[...],"batches":["L1",...]}
    {"type":"end","rows":5}

`rows` counts products, offers and recalls; the header names `recalls` where there are any. Fields at their
default are left out; an unknown field or row is refused, since a reader that skips one may sell at a wrong
price or sell what was recalled. So a kiosk of before recalls or markdowns keeps the revision it has, and
reads every revision without them: SNAPSHOT_SCHEMA stays as long as this holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime

from kiosk.domain.field_checks import WrongValue, shown, whole
from kiosk.domain.money import currency
from kiosk.domain.product import Names, Product
from kiosk.domain.promotion import MultiBuy, NearDate, Offer
from kiosk.domain.recall import Recall
from kiosk.domain.row_checks import (
    MULTI_BUY_CHECKS,
    NEAR_DATE_CHECKS,
    PRODUCT_CHECKS,
    RECALL_CHECKS,
    Checks,
    checked,
    refused,
)
from kiosk.errors import InputRefused, Reason

SNAPSHOT_SCHEMA = 1

LONGEST_ROW = 64 * 1024
"""Bytes; a longer line is not a row."""

MOST_ROWS = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotHeader:
    """The first row: which revision this is and what must follow."""

    schema: int
    revision: int
    published_at: datetime
    products: int
    offers: int
    currency: str
    recalls: int = 0


@dataclass(frozen=True, slots=True)
class _End:
    rows: int


Row = SnapshotHeader | Product | Offer | Recall


# Header and end


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


_HEADER_CHECKS: Checks = {
    "schema": whole(1, 10_000),
    "revision": whole(1, 2**53),
    "published_at": _instant,
    "products": whole(0, MOST_ROWS),
    "offers": whole(0, MOST_ROWS),
    "currency": _currency,
    "recalls": whole(0, MOST_ROWS),
}

_END_CHECKS: Checks = {"rows": whole(0, 3 * MOST_ROWS)}


# Lines


def snapshot_lines(
    products: Iterable[Product],
    offers: Iterable[Offer],
    recalls: Iterable[Recall] = (),
    *,
    revision: int,
    published_at: datetime,
    currency: str,
) -> Iterator[bytes]:
    """The lines of a snapshot, newlines with them. Raises InputRefused for a value no reader would take."""
    goods, deals, dangers = list(products), list(offers), list(recalls)
    header = {
        "type": "header",
        "schema": SNAPSHOT_SCHEMA,
        "revision": revision,
        "published_at": published_at.isoformat(),
        "products": len(goods),
        "offers": len(deals),
        "currency": currency,
        **({"recalls": len(dangers)} if dangers else {}),
    }
    rows: Iterator[dict[str, object]] = iter(
        [
            header,
            *map(product_row, goods),
            *map(offer_row, deals),
            *map(recall_row, dangers),
            {"type": "end", "rows": len(goods) + len(deals) + len(dangers)},
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
    kind = "near_date" if isinstance(offer, NearDate) else "multi_buy"
    return {"type": "offer", "kind": kind, **_telling(offer)}


def recall_row(recall: Recall) -> dict[str, object]:
    """The recall as a row."""
    return {"type": "recall", **_telling(recall)}


_DEFAULTS = {
    kind: tuple((each.name, each.default) for each in fields(kind))
    for kind in (Product, MultiBuy, NearDate, Recall)
}


def _telling(value: Product | Offer | Recall) -> dict[str, object]:
    told: dict[str, object] = {}
    for name, default in _DEFAULTS[type(value)]:
        held = getattr(value, name)
        if default is MISSING or held != default:
            told[name] = {"zh": held.zh, "en": held.en} if isinstance(held, Names) else held
    return told


def _line(row: Mapping[str, object]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_snapshot(lines: Iterable[bytes]) -> Iterator[Row]:
    """The header, then each product and offer; complete when it ends without an exception.

    Raises InputRefused at the first row that is malformed, out of place or missing.
    """
    header: SnapshotHeader | None = None
    counts: dict[type, int] = {Product: 0, MultiBuy: 0, NearDate: 0, Recall: 0}
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
            _check_counts(header, counts, row.rows)
            ended = True
        else:
            if isinstance(row, SnapshotHeader):
                header = row
            else:
                counts[type(row)] += 1
            yield row
    if not ended:
        raise InputRefused(Reason("catalogue.truncated", {"rows": number}))


def _check_counts(header: SnapshotHeader, counts: Mapping[type, int], rows: int) -> None:
    for what, found, expected in (
        ("products", counts[Product], header.products),
        ("offers", counts[MultiBuy] + counts[NearDate], header.offers),
        ("recalls", counts[Recall], header.recalls),
        ("rows", sum(counts.values()), rows),
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
            return _decode_offer(rest, number)
        case "recall":
            return checked(Recall, RECALL_CHECKS, rest, number)
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
            wrong = WrongValue("catalogue.not_one_of", other, choices="header, product, offer, recall, end")
            raise refused(number, "type", wrong)


def _decode_offer(rest: dict[str, object], number: int) -> Offer:
    match rest.pop("kind", None):
        case "multi_buy":
            return checked(MultiBuy, MULTI_BUY_CHECKS, rest, number)
        case "near_date":
            return checked(NearDate, NEAR_DATE_CHECKS, rest, number)
        case other:
            wrong = WrongValue("catalogue.not_one_of", other, choices="multi_buy, near_date")
            raise refused(number, "kind", wrong)
