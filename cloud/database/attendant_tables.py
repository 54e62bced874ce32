"""The tables of who may take something off a price, and of what they took off."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table

from cloud.database.columns import at, key, metadata, words

attendants = Table(
    "attendants",
    metadata,
    key("tenant"),
    key("kiosk"),
    key("attendant"),
    words("store"),
    Column("is_gone", Boolean, nullable=False),
    at("changed_at"),
)
"""Who has or had a PIN or badge at a kiosk, by its own records of access; never the PIN. `is_gone`: both were
taken away since."""

staff_discounts = Table(
    "staff_discounts",
    metadata,
    key("tenant"),
    key("sale_id"),
    key("attendant"),
    words("store"),
    words("kiosk"),
    words("sale_no"),
    words("reasons"),
    Column("discounts", Integer, nullable=False),
    Column("off_minor", BigInteger, nullable=False),
    words("currency"),
    Column("is_known", Boolean, nullable=False),
    at("at"),
    Index("ix_staff_discounts_kiosk", "tenant", "kiosk", "at"),
    Index("ix_staff_discounts_attendant", "tenant", "store", "attendant", "at"),
)
"""Append-only: what an attendant took off the goods of a sale, in all, and why in the shop's own words.
`at`: when its money was asked for, by the cloud's clock. `is_known`: the kiosk's records had told of the
attendant before."""
