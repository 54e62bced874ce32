"""Prices with dates and groups of stores from CSV text, one a row:

sku*           of a good of the catalogue
price*         with tax, in the currency's main unit: 59.90
kind           list (default), offer (beside the list price) or member
from, to       2026-12-01 or 2026-12-01 08:00, on the store's clock; `to` a day is with that day
price_list     a group of stores; empty for all
priority       of prices that hold at once the highest counts, then the one that started last
lowest_30_days the lowest price of the 30 days before an offer, where the law asks to show it
"""

from __future__ import annotations

from collections.abc import Collection

from kiosk.domain import catalogue_cells as cells
from kiosk.domain.csv_sheet import Column, Sheet, read_named, whole_number
from kiosk.domain.price_row import Price
from kiosk.domain.row_checks import PRICE_CHECKS
from kiosk.errors import Reason


def read_prices(csv_text: str, currency: str, zone: str, skus: Collection[str]) -> Sheet[Price]:
    """The prices of a CSV text on goods with these SKUs; raises InputRefused for other columns."""

    def objection(row: int, price: Price) -> Reason | None:
        if price.sku not in skus:
            return Reason("catalogue.price_row_without_good", {"row": row, "sku": price.sku})
        if price.starts_at is not None and price.ends_at is not None and price.ends_at <= price.starts_at:
            values: dict[str, str | int] = {"row": row, "column": "to", "value": price.ends_at.isoformat()}
            return Reason("catalogue.ends_before_it_starts", values)
        return None

    columns = {
        "sku": Column("sku", str, required=True),
        "price": Column("amount_minor", cells.amount(currency), required=True),
        "kind": Column("kind", str),
        "from": Column("starts_at", cells.starts(zone)),
        "to": Column("ends_at", cells.ends(zone)),
        "price_list": Column("price_list", str),
        "priority": Column("priority", whole_number),
        "lowest_30_days": Column("lowest_30_minor", cells.amount(currency)),
    }
    return read_named(Price, PRICE_CHECKS, csv_text, columns, "price_id", objection)
