"""The table of what returned pieces of sales gave back, beside `tables`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from cloud.database.columns import at, key, metadata, words

refunds = Table(
    "refunds",
    metadata,
    key("tenant"),
    key("refund_no"),
    words("store"),
    words("sale_id"),
    words("attempt_id"),
    words("asked_as"),
    Column("lines", JSONB, nullable=False),
    Column("pieces", Integer, nullable=False),
    words("currency"),
    Column("money_minor", BigInteger, nullable=False),
    Column("voucher_minor", BigInteger, nullable=False),
    words("voucher"),
    Column("earning_minor", BigInteger, nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("frees_coupons", Boolean, nullable=False),
    words("why"),
    words("asked_by"),
    words("provider_no"),
    words("state"),
    Column("refusal", JSONB, nullable=True),
    Column("version", Integer, nullable=False),
    at("asked_at"),
    at("changed_at"),
    at("due_at", null=True),
    Column("checks", Integer, nullable=False),
    CheckConstraint("state in ('requested', 'unknown', 'pending', 'given', 'refused')", name="state"),
    CheckConstraint("money_minor >= 0 and voucher_minor >= 0 and pieces > 0", name="amounts"),
    UniqueConstraint("tenant", "sale_id", "asked_as", name="uq_refunds_asked_as"),
    Index("ix_refunds_due", "tenant", "due_at", postgresql_where=text("due_at is not null")),
)
"""A return that stands. `lines` are `kiosk.domain.refunding.RefundedLine` as JSON; `money_minor` goes to the
wallet, `voucher_minor` is given as the signed code `voucher`; `earning_minor` is what of it had earned
points. `asked_as` is the asker's own word for it: the same again is the same refund. `provider_no` is the
number the provider is asked with."""
