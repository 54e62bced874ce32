"""The shop's list of coupons from CSV text, one row for all that begin alike:

starts_with*   as scanned: `9912345`, or with its GS1 identifier `2559520000000509`
offer_id*      of an offer of the catalogue that asks for a coupon
kind           printed (default) or wechat: a merchant coupon of WeChat Pay
stock_id       WeChat Pay's number of the batch; needed by wechat
from, to       2026-12-01 or 2026-12-01 08:00, on the store's clock; `to` a day is with that day

The sheet is the whole list: what is not in it is a coupon no more.
"""

from __future__ import annotations

from collections.abc import Collection

from kiosk.domain import catalogue_cells as cells
from kiosk.domain.coupon_code import LONGEST_NUMBER, SHORTEST_START, CouponSeries, SeriesKind
from kiosk.domain.csv_sheet import Column, Sheet, read_named
from kiosk.domain.field_checks import instant, matching, one_of, text
from kiosk.domain.row_checks import Checks
from kiosk.errors import Reason

MOST_SERIES = 500
"""Rows: each kiosk has the list whole."""

_CHECKS: Checks = {
    "starts_with": matching(rf"[!-~]{{{SHORTEST_START},{LONGEST_NUMBER}}}", "coupon.not_a_beginning"),
    "offer_id": text(1, 64),
    "kind": one_of(SeriesKind),
    "stock_id": text(0, 20),
    "valid_from": instant,
    "valid_until": instant,
}


def read_coupons(csv_text: str, zone: str, offer_ids: Collection[str]) -> Sheet[CouponSeries]:
    """The rows of a CSV text for offers with these ids; raises InputRefused for other columns."""

    def objection(row: int, series: CouponSeries) -> Reason | None:
        if row > MOST_SERIES + 1:
            return Reason("coupon.too_many_rows", {"row": row, "limit": MOST_SERIES})
        if series.offer_id not in offer_ids:
            return Reason("coupon.row_without_offer", {"row": row, "offer": series.offer_id})
        if series.kind is SeriesKind.WECHAT and not series.stock_id:
            return Reason("coupon.row_without_stock", {"row": row})
        start, end = series.valid_from, series.valid_until
        if start is not None and end is not None and end <= start:
            values: dict[str, str | int] = {"row": row, "column": "to", "value": end.isoformat()}
            return Reason("catalogue.ends_before_it_starts", values)
        return None

    columns = {
        "starts_with": Column("starts_with", str, required=True),
        "offer_id": Column("offer_id", str, required=True),
        "kind": Column("kind", str),
        "stock_id": Column("stock_id", str),
        "from": Column("valid_from", cells.starts(zone)),
        "to": Column("valid_until", cells.ends(zone)),
    }
    return read_named(CouponSeries, _CHECKS, csv_text, columns, "starts_with", objection)
