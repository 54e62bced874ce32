"""A catalogue revision as lines of JSON, each row typed: what the cloud publishes and a kiosk installs.

    {"type":"header","schema":2,"revision":7,"published_at":"...","products":2,"offers":1,"currency":"CNY",
     "categories":1,"prices":1}
    {"type":"category","category_id":"dairy","names":{"zh":"乳品"},...}
    {"type":"product","sku":"1001","names":{"zh":"...","en":"..."},"category":"dairy",...}
    {"type":"price","sku":"1001","kind":"offer","amount_minor":990,"starts_at":"...","ends_at":"..."}
    {"type":"offer","kind":"multi_buy","offer_id":"...","names":{...},"skus":[...],"quantity":2,...}
    {"type":"recall","recall_id":"...","notice":{...},"gtins":[...],"batches":["L1",...]}
    {"type":"end","rows":6}

Kinds stand in this order. `rows` counts all between header and end; the header counts each kind and leaves
out what there is none of, but for products and offers. Fields at their default are left out; an unknown
field or row is refused, since a reader that skips one may sell at a wrong price or sell what must not be
sold. An offer alone may say what only a newer version knows (`kiosk.domain.offer_rows`): it is kept, ignored
and told, since without it goods cost what the shelf says. Schema 1 had no categories, no price rows and fewer
fields of a product: its rows are rows of schema 2.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from kiosk.domain.catalogue_checksum import row_bytes
from kiosk.domain.catalogue_links import check_links
from kiosk.domain.category import Category, compile_categories
from kiosk.domain.field_checks import WrongValue, instant, shown, whole
from kiosk.domain.money import currency
from kiosk.domain.offer import Offer
from kiosk.domain.offer_rows import OFFERS, read_offer
from kiosk.domain.price_row import Price
from kiosk.domain.product import Product
from kiosk.domain.recall import Recall
from kiosk.domain.row_checks import (
    RECALL_CHECKS,
    Checks,
    checked,
    checked_category,
    checked_price,
    checked_product,
    refused,
)
from kiosk.domain.row_telling import category_row as category_row
from kiosk.domain.row_telling import offer_row as offer_row
from kiosk.domain.row_telling import price_row as price_row
from kiosk.domain.row_telling import product_row as product_row
from kiosk.domain.row_telling import recall_row as recall_row
from kiosk.errors import InputRefused, Reason

SNAPSHOT_SCHEMA = 2
READABLE_SCHEMAS = (1, 2)

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
    categories: int = 0
    prices: int = 0


@dataclass(frozen=True, slots=True)
class End:
    """The last row."""

    rows: int


Row = SnapshotHeader | Category | Product | Price | Offer | Recall


# Header and end


def _currency(value: object) -> str:
    try:
        return currency(value if isinstance(value, str) else "").code
    except InputRefused:
        raise WrongValue("catalogue.not_a_currency", value) from None


_COUNT = whole(0, MOST_ROWS)
_HEADER_CHECKS: Checks = {
    "schema": whole(1, 10_000),
    "revision": whole(1, 2**53),
    "published_at": instant,
    "products": _COUNT,
    "offers": _COUNT,
    "currency": _currency,
    "recalls": _COUNT,
    "categories": _COUNT,
    "prices": _COUNT,
}

_END_CHECKS: Checks = {"rows": whole(0, 5 * MOST_ROWS)}


# Lines


def snapshot_lines(
    products: Iterable[Product],
    offers: Iterable[Offer],
    recalls: Iterable[Recall] = (),
    *,
    revision: int,
    published_at: datetime,
    currency: str,
    categories: Iterable[Category] = (),
    prices: Iterable[Price] = (),
) -> Iterator[bytes]:
    """The lines of a snapshot, newlines with them. Raises InputRefused for a value no reader would take and
    for rows that do not hold together (`kiosk.domain.catalogue_links`)."""
    tree, goods, amounts = list(categories), list(products), list(prices)
    deals, dangers = list(offers), list(recalls)
    compile_categories(tree, revision)
    check_links(goods, amounts)
    header = {
        "type": "header",
        "schema": SNAPSHOT_SCHEMA,
        "revision": revision,
        "published_at": published_at.isoformat(),
        "products": len(goods),
        "offers": len(deals),
        "currency": currency,
    }
    others = {"recalls": len(dangers), "categories": len(tree), "prices": len(amounts)}
    rows = chain(
        [header | {name: count for name, count in others.items() if count}],
        map(category_row, tree),
        map(product_row, goods),
        map(price_row, amounts),
        map(offer_row, deals),
        map(recall_row, dangers),
        [{"type": "end", "rows": len(tree) + len(goods) + len(amounts) + len(deals) + len(dangers)}],
    )
    for number, row in enumerate(rows, 1):
        _decode(row, number)
        line = row_bytes(row)
        if len(line) > LONGEST_ROW:
            raise InputRefused(_too_long(row, number, len(line)))
        yield line + b"\n"


def _too_long(row: Mapping[str, object], number: int, found: int) -> Reason:
    """Only lists of very many goods or batches get there: which one, so that it can be split."""
    values: dict[str, str | int] = {"bytes": found, "limit": LONGEST_ROW}
    match row.get("type"):
        case "offer":
            return Reason("catalogue.offer_too_long", {"offer": str(row["offer_id"]), **values})
        case "recall":
            return Reason("catalogue.recall_too_long", {"recall": str(row["recall_id"]), **values})
        case _:
            return Reason("catalogue.row_too_long", {"row": number, "limit": LONGEST_ROW})


ORDER: Mapping[type, int] = {
    SnapshotHeader: 0, Category: 1, Product: 2, Price: 3, **dict.fromkeys(OFFERS, 4), Recall: 5, End: 6
}  # fmt: skip


def read_snapshot(lines: Iterable[bytes]) -> Iterator[Row]:
    """The header, then each row; complete when it ends without an exception.

    Raises InputRefused at the first row that is malformed, out of place or missing.
    """
    header: SnapshotHeader | None = None
    counts: Counter[type] = Counter()
    number = place = 0
    for number, line in enumerate(lines, 1):
        if place == ORDER[End]:
            raise InputRefused(Reason("catalogue.row_after_end", {"row": number}))
        row = decode_line(line, number)
        if (header is None) != isinstance(row, SnapshotHeader):
            raise InputRefused(Reason("catalogue.header_misplaced", {"row": number}))
        if ORDER[type(row)] < place:
            raise InputRefused(Reason("catalogue.row_misplaced", {"row": number}))
        place = ORDER[type(row)]
        if isinstance(row, End):
            assert header is not None
            check_counts(header, counts, row.rows)
            continue
        if isinstance(row, SnapshotHeader):
            header = row
        else:
            counts[type(row)] += 1
        yield row
    if place != ORDER[End]:
        raise InputRefused(Reason("catalogue.truncated", {"rows": number}))


def check_counts(header: SnapshotHeader, counts: Mapping[type, int], rows: int) -> None:
    """Raises InputRefused for the first kind of which there are not as many rows as the header says."""
    for what, found, expected in (
        ("categories", counts[Category], header.categories),
        ("products", counts[Product], header.products),
        ("prices", counts[Price], header.prices),
        ("offers", sum(counts[kind] for kind in OFFERS), header.offers),
        ("recalls", counts[Recall], header.recalls),
        ("rows", sum(counts.values()), rows),
    ):
        if found != expected:
            values: dict[str, str | int] = {"what": what, "found": found, "expected": expected}
            raise InputRefused(Reason("catalogue.wrong_count", values))


def decode_line(line: bytes, number: int) -> Row | End:
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


def _decode(raw: Mapping[str, object], number: int) -> Row | End:
    rest = dict(raw)
    match rest.pop("type", None):
        case "product":
            return checked_product(rest, number)
        case "price":
            return checked_price(rest, number)
        case "category":
            return checked_category(rest, number)
        case "offer":
            return read_offer(raw, number)
        case "recall":
            return checked(Recall, RECALL_CHECKS, rest, number)
        case "header":
            if rest.get("schema") not in READABLE_SCHEMAS:
                known = Reason(
                    "catalogue.unknown_schema", {"found": shown(rest.get("schema")), "known": SNAPSHOT_SCHEMA}
                )
                raise InputRefused(known)
            return checked(SnapshotHeader, _HEADER_CHECKS, rest, number)
        case "end":
            return checked(End, _END_CHECKS, rest, number)
        case other:
            wrong = WrongValue("catalogue.not_one_of", other, choices=_KINDS)
            raise refused(number, "type", wrong)


_KINDS = "header, category, product, price, offer, recall, end"
