"""Makes a delta of two contents of a catalogue, in the form of `kiosk.domain.catalogue_delta`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain, groupby
from typing import TypeVar

from kiosk.domain.catalogue_checksum import Value, row_bytes, row_of
from kiosk.domain.catalogue_delta import COLUMN, key_of, read_delta
from kiosk.domain.catalogue_rows import LONGEST_ROW, ORDER, SNAPSHOT_SCHEMA
from kiosk.domain.price_row import Price
from kiosk.domain.product import Product

T = TypeVar("T")
PlainRow = dict[str, object]


@dataclass(frozen=True, slots=True)
class Difference:
    """What makes one revision of another."""

    dropped: Sequence[tuple[str, str]]
    """Kind and key each."""
    repriced: Sequence[Product]
    """As they are now; nothing but their own prices changed."""
    put: Sequence[Value]
    altered: Sequence[tuple[Product, Product]] = ()
    """As they were and as they are, where that is shorter than all of them."""


def difference(before: Iterable[Value], after: Iterable[Value]) -> Difference:
    """What to drop, reprice and put so that `before` becomes `after`."""
    left = {key_of(value): value for value in before}
    repriced: list[Product] = []
    put: list[Value] = []
    altered: list[tuple[Product, Product]] = []
    for value in after:
        old = left.pop(key_of(value), None)
        if old == value:
            continue
        if not (isinstance(value, Product) and isinstance(old, Product)):
            put.append(value)
        elif _at_prices_of(old, value) == value:
            repriced.append(value)
        else:
            altered.append((old, value))
    gone = {key for kind, key in left if kind == "product"}
    dropped = [
        key_of(value) for value in left.values() if not (isinstance(value, Price) and value.sku in gone)
    ]
    return Difference(dropped, repriced, put, altered)


def _at_prices_of(product: Product, other: Product) -> Product:
    return replace(product, price_minor=other.price_minor, member_price_minor=other.member_price_minor)


def delta_lines(
    change: Difference, *, from_revision: int, to_revision: int, published_at: datetime, checksum: str
) -> Iterator[bytes]:
    """The lines of a delta, newlines with them. Raises InputRefused for a value no reader would take."""
    rows = [
        *_drops(change.dropped),
        *_reprices(change.repriced),
        *(_alter(*each) for each in change.altered),
        *map(row_of, _in_order(change.put)),
    ]
    header = {
        "type": "delta",
        "schema": SNAPSHOT_SCHEMA,
        "from": from_revision,
        "to": to_revision,
        "published_at": published_at.isoformat(),
        "checksum": checksum,
        "rows": len(rows),
    }
    lines = [row_bytes(row) for row in chain([header], rows, [{"type": "end", "rows": len(rows)}])]
    for _ in read_delta(lines):
        pass  # a wrong value is told here, not at every kiosk
    return (line + b"\n" for line in lines)


def _drops(dropped: Sequence[tuple[str, str]]) -> Iterator[PlainRow]:
    for kind, keys in groupby(sorted(dropped), key=lambda each: each[0]):
        yield from _cut([key for _, key in keys], partial(_drop, kind))


def _drop(kind: str, keys: Sequence[str]) -> PlainRow:
    return {"type": "drop", "kind": kind, "keys": list(keys)}


def _cut(values: Sequence[T], row: Callable[[Sequence[T]], PlainRow]) -> Iterator[PlainRow]:
    """Rows of these values, none of more entries or bytes than a reader takes."""
    made = row(values) if len(values) <= COLUMN else None
    if made is not None and (len(values) == 1 or len(row_bytes(made)) <= LONGEST_ROW):
        yield made
        return
    part = min(COLUMN, (len(values) + 1) // 2)
    for start in range(0, len(values), part):
        yield from _cut(values[start : start + part], row)


def _reprices(products: Sequence[Product]) -> Iterator[PlainRow]:
    """In the order of their SKUs, where neighbours are alike and pack well; so do columns without a member
    price."""
    plain = [each for each in products if each.member_price_minor is None]
    with_member = [each for each in products if each.member_price_minor is not None]
    for goods in (plain, with_member):
        goods.sort(key=lambda each: (len(each.sku), each.sku))
        if goods:
            yield from _cut(goods, _reprice)


def _reprice(goods: Sequence[Product]) -> PlainRow:
    return {
        "type": "reprice",
        "skus": [each.sku for each in goods],
        "price_minor": [each.price_minor for each in goods],
        "member_price_minor": [each.member_price_minor for each in goods],
    }


def _alter(old: Product, new: Product) -> PlainRow:
    before, after = row_of(old), row_of(new)
    fields = {name: after.get(name) for name in {**before, **after} if before.get(name) != after.get(name)}
    return {"type": "change", "sku": new.sku, "fields": fields}


def _in_order(values: Iterable[Value]) -> list[Value]:
    return sorted(values, key=lambda value: ORDER[type(value)])
