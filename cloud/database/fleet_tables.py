"""The tables of the fleet: what kiosks say of themselves, and which version each should run."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from cloud.database.columns import EVERY_STORE, at, key, metadata, words

EVERY_KIOSK = ""
"""The `kiosk` of what holds for all kiosks of a store, or of a tenant."""


def _said() -> list[Column[Any]]:
    """What a heartbeat says."""
    return [
        words("store"),
        words("version"),
        Column("catalogue_revision", BigInteger, nullable=False),
        Column("outbox_depth", BigInteger, nullable=False),
        Column("devices", JSONB, nullable=False),
        Column("is_open", Boolean, nullable=False),
    ]


kiosk_states = Table(
    "kiosk_states", metadata, key("tenant"), key("kiosk"), *_said(), at("said_at"), at("heard_at")
)
"""The last of each kiosk; `said_at` by its clock, `heard_at` by ours."""

kiosk_history = Table(
    "kiosk_history",
    metadata,
    key("tenant"),
    key("kiosk"),
    Column("minute", DateTime(timezone=True), primary_key=True),
    *_said(),
    Index("ix_kiosk_history_minute", "tenant", "minute"),
)
"""The first of each minute."""

desired_versions = Table(
    "desired_versions",
    metadata,
    key("tenant"),
    Column("store", Text, primary_key=True, server_default=EVERY_STORE),
    Column("kiosk", Text, primary_key=True, server_default=EVERY_KIOSK),
    words("version"),
    at("set_at"),
)
"""A kiosk's own row holds, else its store's (without a kiosk), else the tenant's (without a store)."""
