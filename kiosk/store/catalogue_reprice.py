"""New prices in the rows of goods: nearly all that ever changes, so a row is not told anew for them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from kiosk.domain.catalogue_checksum import StateChecksum, row_bytes
from kiosk.domain.catalogue_delta import Reprice
from kiosk.domain.product import Product
from kiosk.domain.row_telling import product_row
from kiosk.errors import InputRefused, Reason

_product = msgspec.json.Decoder(Product).decode

TOGETHER: Final = 250
"""Goods read and written by one statement."""

_PRICES: Final = re.compile(rb'(?<=,)"price_minor":\d+(,"member_price_minor":\d+)?(?=,"tax_code":)')
"""As a row tells them. No text has it: a quotation mark in one has a backslash in front."""

_READ: Final = """
    SELECT named.key, goods.id, goods.body FROM json_each(?) AS named CROSS JOIN goods
    ON goods.sku = named.value ORDER BY goods.id
"""
_WRITE: Final = "UPDATE goods SET body = ? WHERE id = ?"


def repriced(body: bytes, place: int, change: Reprice) -> bytes:
    """The row of a good at its new prices, those at a place of the change."""
    told = _PRICES.search(body)
    if told is None:
        return row_bytes(product_row(change.on(place, _product(body))))
    member = told[1] or b""
    if change.member_price_minor is not None:
        price = change.member_price_minor[place]
        member = b"" if price is None else b',"member_price_minor":%d' % price
    new = b'"price_minor":%d%b' % (change.price_minor[place], member)
    return body[: told.start()] + new + body[told.end() :]


def reprice(
    connection: sqlite3.Connection,
    change: Reprice,
    checksum: StateChecksum,
    missing: Callable[[str], Reason],
) -> Iterator[int]:
    """Writes new prices, some goods at a time, and tells how many each time.

    Raises InputRefused with what `missing` says of a SKU that is not there.
    """
    for start in range(0, len(change.skus), TOGETHER):
        skus = change.skus[start : start + TOGETHER]
        rows = connection.execute(_READ, (msgspec.json.encode(skus).decode(),)).fetchall()
        if len(rows) != len(skus):
            found = {key for key, _, _ in rows}
            raise InputRefused(missing(next(sku for key, sku in enumerate(skus) if key not in found)))
        lines = [(repriced(body, start + key, change), number) for key, number, body in rows]
        for (line, _), (_, _, body) in zip(lines, rows, strict=True):
            checksum.take_out(body)
            checksum.add(line)
        connection.executemany(_WRITE, lines)
        yield len(lines)
