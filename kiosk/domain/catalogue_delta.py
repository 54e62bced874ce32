"""What changed from one catalogue revision to the next, as lines of JSON: what a kiosk applies.

    {"type":"delta","schema":2,"from":7,"to":8,"published_at":"...","checksum":"32 digits","rows":3}
    {"type":"drop","kind":"product","keys":["1002","1004"]}
    {"type":"reprice","skus":["1001","1003"],"price_minor":[5790,320],"member_price_minor":[5290,null]}
    {"type":"change","sku":"1006","fields":{"names":{"zh":"...","en":"..."},"brand":null}}
    {"type":"product","sku":"1005",...}
    {"type":"end","rows":3}

Kinds stand in this order; a row of a snapshot (`kiosk.domain.catalogue_rows`) puts what it tells in the place
of what had its key. Keys: a product's SKU, a category's, an offer's, a recall's id, a price's `price_id`; a
dropped product takes its price rows with it. `reprice` sets the product's own prices, in columns, since that
is nearly all that ever changes; without `member_price_minor` those stay. `change` sets single fields of a
product, null to their default. `checksum` is that of revision `to` (`kiosk.domain.catalogue_checksum`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from kiosk.domain.catalogue_checksum import Value, row_bytes
from kiosk.domain.catalogue_rows import (
    LONGEST_ROW,
    MOST_ROWS,
    ORDER,
    READABLE_SCHEMAS,
    SNAPSHOT_SCHEMA,
    End,
    SnapshotHeader,
    decode_line,
)
from kiosk.domain.category import Category
from kiosk.domain.field_checks import WrongValue, instant, matching, shown, text, whole
from kiosk.domain.money import MOST_MINOR
from kiosk.domain.price_row import Price
from kiosk.domain.product import Product
from kiosk.domain.recall import Recall
from kiosk.domain.row_checks import PRODUCT_CHECKS, checked_product, refused
from kiosk.domain.row_telling import product_row
from kiosk.errors import InputRefused, Reason

KINDS = ("category", "product", "price", "offer", "recall")

COLUMN = 1000
"""Entries of one drop or reprice row at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaHeader:
    """The first row."""

    from_revision: int
    to_revision: int
    published_at: datetime
    checksum: str
    rows: int


@dataclass(frozen=True, slots=True)
class Drop:
    """What has these keys is not in the revision any more."""

    kind: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reprice:
    """New own prices of products that otherwise stay as they are; the columns are equally long."""

    skus: tuple[str, ...]
    price_minor: tuple[int, ...]
    member_price_minor: tuple[int | None, ...] | None = None

    def on(self, place: int, product: Product) -> Product:
        """The product at its new price."""
        if self.member_price_minor is None:
            return replace(product, price_minor=self.price_minor[place])
        member = self.member_price_minor[place]
        return replace(product, price_minor=self.price_minor[place], member_price_minor=member)


@dataclass(frozen=True, slots=True)
class Alter:
    """Other values of some fields of a product."""

    sku: str
    fields: Mapping[str, object]
    """As in its row; None is the default."""

    def on(self, product: Product, number: int = 0) -> Product:
        """The product with them; InputRefused as for a whole row, `number` being the delta's."""
        raw = {**product_row(product), **self.fields}
        told = {name: value for name, value in raw.items() if value is not None and name != "type"}
        return checked_product(json.loads(row_bytes(told)), number)


@dataclass(frozen=True, slots=True)
class Put:
    """A row that replaces what had its key."""

    value: Value


Change = Drop | Reprice | Alter | Put

T = TypeVar("T")


def key_of(value: Value) -> tuple[str, str]:
    """The kind and the key under which a row is dropped or replaced."""
    match value:
        case Product():
            return "product", value.sku
        case Price():
            return "price", value.price_id
        case Category():
            return "category", value.category_id
        case Recall():
            return "recall", value.recall_id
        case _:
            return "offer", value.offer_id


# Reading


def read_delta(lines: Iterable[bytes]) -> Iterator[DeltaHeader | Change]:
    """The header, then each change; complete when it ends without an exception.

    Raises InputRefused at the first row that is malformed, out of place, missing or more than was promised.
    """
    header: DeltaHeader | None = None
    number = place = 0
    for number, line in enumerate(lines, 1):
        if header is None:
            header = _header(_object(line, number), number)
            yield header
            continue
        if place == _END:
            raise InputRefused(Reason("catalogue.row_after_end", {"row": number}))
        row = _row(line, number)
        if _place(row) < place:
            raise InputRefused(Reason("catalogue.row_misplaced", {"row": number}))
        place = _place(row)
        if isinstance(row, End):
            _check_rows(number - 2, row.rows)
            _check_rows(number - 2, header.rows)
            continue
        if number - 1 > header.rows:
            _check_rows(number - 1, header.rows)
        yield row
    if place != _END:
        raise InputRefused(Reason("catalogue.truncated", {"rows": number}))


_END = 10


def _place(row: Change | End) -> int:
    if isinstance(row, Put):
        return 3 + ORDER[type(row.value)]
    return {Drop: 0, Reprice: 1, Alter: 2, End: _END}[type(row)]


def _check_rows(found: int, expected: int) -> None:
    if found != expected:
        values: dict[str, str | int] = {"what": "rows", "found": found, "expected": expected}
        raise InputRefused(Reason("catalogue.wrong_count", values))


_HEADER: Mapping[str, Callable[[object], Any]] = {
    "from": whole(1, 2**53),
    "to": whole(1, 2**53),
    "published_at": instant,
    "checksum": matching("[0-9a-f]{32}", "catalogue.not_a_checksum"),
    "rows": whole(0, MOST_ROWS),
}


def _header(raw: Mapping[str, object], number: int) -> DeltaHeader:
    if raw.get("type") != "delta":
        raise InputRefused(Reason("catalogue.not_a_delta", {"found": shown(raw.get("type"))}))
    if raw.get("schema") not in READABLE_SCHEMAS:
        values: dict[str, str | int] = {"found": shown(raw.get("schema")), "known": SNAPSHOT_SCHEMA}
        raise InputRefused(Reason("catalogue.unknown_schema", values))
    _only(raw, number, {"schema", *_HEADER})
    found = {name: _checked(raw, name, check, number) for name, check in _HEADER.items()}
    if found["from"] >= found["to"]:
        wrong = WrongValue("catalogue.not_a_whole_number", found["to"], least=found["from"] + 1, most=2**53)
        raise refused(number, "to", wrong)
    return DeltaHeader(
        from_revision=found["from"],
        to_revision=found["to"],
        published_at=found["published_at"],
        checksum=found["checksum"],
        rows=found["rows"],
    )


def _row(line: bytes, number: int) -> Change | End:
    for kind, read in ((b"drop", _drop), (b"reprice", _reprice), (b"change", _alter)):
        if line.startswith(b'{"type":"' + kind + b'"'):
            return read(_object(line, number), number)
    row = decode_line(line, number)
    if isinstance(row, SnapshotHeader):
        raise InputRefused(Reason("catalogue.header_misplaced", {"row": number}))
    return row if isinstance(row, End) else Put(row)


def _drop(raw: Mapping[str, object], number: int) -> Drop:
    _only(raw, number, {"kind", "keys"})
    if raw.get("kind") not in KINDS:
        wrong = WrongValue("catalogue.not_one_of", raw.get("kind"), choices=", ".join(KINDS))
        raise refused(number, "kind", wrong)
    return Drop(str(raw["kind"]), tuple(_checked(raw, "keys", _column(text(1, 256)), number)))


def _reprice(raw: Mapping[str, object], number: int) -> Reprice:
    _only(raw, number, {"skus", "price_minor", "member_price_minor"})
    price = whole(0, MOST_MINOR)
    skus = _checked(raw, "skus", _column(text(1, 64)), number)
    prices = _checked(raw, "price_minor", _column(price), number)
    members = None
    if "member_price_minor" in raw:
        optional = _column(lambda value: None if value is None else price(value))
        members = _checked(raw, "member_price_minor", optional, number)
    for column, values in (("price_minor", prices), ("member_price_minor", members)):
        if values is not None and len(values) != len(skus):
            wrong = WrongValue("catalogue.column_length", len(values), expected=len(skus))
            raise refused(number, column, wrong)
    return Reprice(skus, prices, members)


def _alter(raw: Mapping[str, object], number: int) -> Alter:
    _only(raw, number, {"sku", "fields"})
    fields = raw.get("fields")
    if not isinstance(fields, dict) or not fields:
        raise refused(number, "fields", WrongValue("catalogue.not_a_record", fields, fields="sku, fields"))
    for name in fields:
        if name not in PRODUCT_CHECKS or name == "sku":
            raise refused(number, name, WrongValue("catalogue.unknown_field", name))
    return Alter(_checked(raw, "sku", text(1, 64), number), fields)


def _object(line: bytes, number: int) -> Mapping[str, object]:
    if len(line) > LONGEST_ROW:
        raise InputRefused(Reason("catalogue.row_too_long", {"row": number, "limit": LONGEST_ROW}))
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict):
        told = shown(line.decode("utf-8", "replace"))
        raise InputRefused(Reason("catalogue.not_json", {"row": number, "value": told}))
    return raw


def _only(raw: Mapping[str, object], number: int, known: set[str]) -> None:
    for name in raw.keys() - known - {"type"}:
        raise refused(number, name, WrongValue("catalogue.unknown_field", name))


def _checked(raw: Mapping[str, object], name: str, check: Callable[[object], T], number: int) -> T:
    if name not in raw:
        raise refused(number, name, WrongValue("catalogue.missing", ""))
    try:
        return check(raw[name])
    except WrongValue as wrong:
        raise refused(number, name, wrong) from None


def _column(check: Callable[[object], T]) -> Callable[[object], tuple[T, ...]]:
    def each(value: object) -> tuple[T, ...]:
        if not isinstance(value, list) or len(value) > COLUMN:
            raise WrongValue("catalogue.not_a_list", value, most=COLUMN)
        return tuple(check(one) for one in value)

    return each
