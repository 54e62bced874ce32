"""The tables of what a shop's people are asked to do and what they said, beside `tables`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Identity,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from cloud.database.columns import at, key, metadata, words

OPEN_TASKS = "done_at is null"

staff_tasks = Table(
    "staff_tasks",
    metadata,
    key("tenant"),
    Column("task_id", BigInteger, Identity(), primary_key=True),
    words("store"),
    words("kiosk"),
    words("record_id"),
    words("task"),
    words("sale_id", null=True),
    Column("about", JSONB, nullable=False),
    at("raised_at"),
    at("done_at", null=True),
    UniqueConstraint("tenant", "kiosk", "record_id", name="uq_staff_tasks_record"),
    Index("ix_staff_tasks_open", "tenant", "store", "raised_at", postgresql_where=text(OPEN_TASKS)),
)
"""What a kiosk asked its shop's people to do. `about` is the record's body; `settlements` has who did it."""

settlements = Table(
    "settlements",
    metadata,
    key("tenant"),
    Column("settlement_id", BigInteger, Identity(), primary_key=True),
    words("store"),
    words("sale_id", null=True),
    Column("alarm_id", BigInteger, nullable=True),
    words("attempt_id", null=True),
    Column("attempt_version", Integer, nullable=True),
    Column("task_id", BigInteger, nullable=True),
    Column("doubt", JSONB, nullable=False),
    words("money", null=True),
    words("settled_by"),
    words("why"),
    at("at"),
    CheckConstraint("num_nonnulls(sale_id, alarm_id, attempt_id, task_id) = 1", name="about"),
    CheckConstraint("money in ('received', 'returned', 'none')", name="money"),
    Index("ix_settlements_sale", "tenant", "sale_id"),
    Index("ix_settlements_attempt", "tenant", "attempt_id"),
)
"""Append-only: who ended which doubt or task, why, and what they say became of the money. One of an attempt
is about the `attempt_version` they looked at: what happens to it afterwards is a doubt again."""
