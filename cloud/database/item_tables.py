"""The table of single items, beside `tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Table, UniqueConstraint

from cloud.database.columns import at, key, metadata, words

sold_serials = Table(
    "sold_serials",
    metadata,
    key("tenant"),
    key("gtin14"),
    key("serial"),
    words("store"),
    words("kiosk"),
    words("sale_id"),
    Column("sold", Boolean, nullable=False),
    Column("place", BigInteger, nullable=False),
    at("changed_at", default=True),
    UniqueConstraint("tenant", "place", name="uq_sold_serials_place"),
)
"""What became of an item last. `place` grows with every change in the order of commits, since writers hold a
lock of the tenant: a kiosk that has read up to a place has missed nothing before it."""
