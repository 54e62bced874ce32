"""Reads all rows of a catalogue file: what they are together, and whether each code leads to its good."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import msgspec

from kiosk.domain.catalogue_checksum import StateChecksum
from kiosk.domain.product import Product
from kiosk.store.catalogue_prices import split

_product = msgspec.json.Decoder(Product).decode


@dataclass(frozen=True, slots=True)
class ReadThrough:
    """What the rows say, whatever the file says of itself."""

    checksum: str
    lost: int
    """Barcodes and PLUs that do not lead to the good they are of."""
    beyond: int
    """Barcodes and PLUs that no good has, where none is lost."""


def read_through(connection: sqlite3.Connection) -> ReadThrough:
    """Raises sqlite3.Error, MsgspecError or TypeError for what is no row of a catalogue."""
    checksum, lost, told = StateChecksum(), 0, 0
    for number, body, prices in connection.execute("SELECT id, body, prices FROM goods"):
        for row in (body, *split(prices)):
            checksum.add(row)
        product = _product(body)
        leads = [("SELECT good FROM codes WHERE gtin = ?", str(int(code))) for code in product.codes]
        if product.plu is not None:
            leads.append(("SELECT good FROM plus WHERE plu = ?", product.plu))
        lost += sum(connection.execute(sql, (key,)).fetchone() != (number,) for sql, key in leads)
        told += len(leads)
    for (body,) in connection.execute("SELECT body FROM others"):
        checksum.add(body)
    count = "SELECT (SELECT count(*) FROM codes) + (SELECT count(*) FROM plus)"
    (there,) = connection.execute(count).fetchone()
    return ReadThrough(checksum.hex(), lost, there - told)
