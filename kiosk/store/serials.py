"""Single items sold, by GTIN and serial number: what a scan asks without a network."""

from __future__ import annotations

from collections.abc import Iterable

import apsw

from kiosk.domain.serials import Serial, SerialMark

MOST_SERIALS = 200_000
"""Some 20 MB; the oldest beyond it are forgotten, the cloud remembers them all."""


def mark(connection: apsw.Connection, marks: Iterable[SerialMark], most: int = MOST_SERIALS) -> None:
    """In order, inside the caller's transaction; a mark again changes nothing."""
    for one in marks:
        key = (one.item.gtin14, one.item.serial)
        if one.sold:
            connection.execute(
                "INSERT INTO sold_serials (gtin14, serial) VALUES (?, ?) ON CONFLICT DO NOTHING", key
            )
        else:
            connection.execute("DELETE FROM sold_serials WHERE gtin14 = ? AND serial = ?", key)
    connection.execute("DELETE FROM sold_serials WHERE n <= (SELECT max(n) FROM sold_serials) - ?", (most,))


def is_sold(connection: apsw.Connection, item: Serial) -> bool:
    """One look into an index."""
    return bool(
        connection.execute(
            "SELECT EXISTS (SELECT 1 FROM sold_serials WHERE gtin14 = ? AND serial = ?)",
            (item.gtin14, item.serial),
        ).get
    )
