"""The lowest price of the 30 days before a reduction, where the law asks to show it beside the reduced one.

European Union, Directive 98/6/EC Article 6a (as amended by Directive (EU) 2019/2161): the lowest price the
trader applied in a period not shorter than 30 days before the reduction. It is worked out of what was in
force: each revision for its time, and within it each price row for its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.price_list import prices_now
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.product import Product

DAYS_BEFORE = timedelta(days=30)

REDUCTIONS = (PriceFor.OFFER, PriceFor.MEMBER)
"""Rows that lie beside a higher price; a list price is in nobody's place."""


@dataclass(frozen=True, slots=True)
class InForce:
    """What a revision said of a good, from `since` until before `until`; None: it was not sold."""

    since: datetime
    until: datetime
    product: Product | None


def window(begins: datetime, zone: str) -> datetime:
    """From when on prices count: 30 days before, at the same time of the store's clock."""
    return (begins.astimezone(ZoneInfo(zone)) - DAYS_BEFORE).astimezone(UTC)


def begins_at(row: Price, history: Sequence[InForce], at: datetime) -> datetime:
    """When a reduction of a publication at `at` begins: at its own start, and not before it was first
    published without a break at this price. `history` is in order and ends at `at`."""
    published = at
    for span in reversed(history):
        rows = span.product.prices if span.product is not None else ()
        if not any(each.key == row.key and each.amount_minor == row.amount_minor for each in rows):
            break
        published = span.since
    return published if row.starts_at is None else max(row.starts_at, published)


def lowest_asked(
    history: Iterable[InForce],
    since: datetime,
    until: datetime,
    price_lists: Collection[str],
    *,
    for_member: bool = False,
) -> int | None:
    """The least that one piece or kilogram cost in stores of these price lists, from `since` until before
    `until`; None where it was not sold. What members paid counts for a price of members alone."""
    least: int | None = None
    for span in history:
        start, end = max(span.since, since), min(span.until, until)
        if span.product is None or start >= end:
            continue
        edges = {edge for row in span.product.prices for edge in (row.starts_at, row.ends_at) if edge}
        for instant in (start, *(edge for edge in edges if start < edge < end)):
            asked = prices_now(span.product, instant, price_lists).least(for_member=for_member).minor
            least = asked if least is None else min(least, asked)
    return least
