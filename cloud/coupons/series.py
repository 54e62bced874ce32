"""The shop's list of coupons in the books, and what kiosks are told of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.coupon_tables import coupon_series
from cloud.keys import COUPON
from cloud.members.proof import public_keys
from kiosk.domain.coupon_code import CouponProgramme, CouponSeries, SeriesKind
from kiosk.remote.wire.codec import encode


async def programme_of(connection: AsyncConnection) -> CouponProgramme:
    """The tenant's list and keys; the version is a hash of both."""
    row = coupon_series.c
    fields = (row.starts_with, row.offer_id, row.kind, row.stock_id, row.valid_from, row.valid_until)
    found = await connection.execute(select(*fields).order_by(row.starts_with))
    series = tuple(
        CouponSeries(
            starts_with=each.starts_with,
            offer_id=each.offer_id,
            kind=SeriesKind(each.kind),
            stock_id=each.stock_id,
            valid_from=each.valid_from,
            valid_until=each.valid_until,
        )
        for each in found
    )
    keys = await public_keys(connection, COUPON)
    if not (keys or series):
        return CouponProgramme()
    version = hashlib.sha256(encode([keys, series])).hexdigest()[:16]
    return CouponProgramme(keys=keys, series=series, version=version)


async def news_for(connection: AsyncConnection, known_version: str) -> CouponProgramme | None:
    """The list for a kiosk that has another one; None where it has this."""
    programme = await programme_of(connection)
    return None if programme.version == known_version else programme


async def replace_series(connection: AsyncConnection, tenant: str, series: Iterable[CouponSeries]) -> None:
    """The whole list anew: what is not in it is no coupon any more."""
    await connection.execute(delete(coupon_series))
    rows = [
        {
            "tenant": tenant,
            "starts_with": row.starts_with,
            "offer_id": row.offer_id,
            "kind": row.kind.value,
            "stock_id": row.stock_id,
            "valid_from": row.valid_from,
            "valid_until": row.valid_until,
        }
        for row in series
    ]
    if rows:
        await connection.execute(insert(coupon_series), rows)
