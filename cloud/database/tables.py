"""The tables, beside the other `*_tables`. Tenant and store in each; PostgreSQL's row-level security shows a
tenant its own rows only.

The migrations make these tables; a test compares what they made with these files.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from cloud.database.columns import at, key, metadata, store, words

tenants = Table(
    "tenants",
    metadata,
    key("tenant"),
    words("kind"),
    at("made_at", default=True),
    CheckConstraint("kind in ('demo', 'live')", name="kind"),
)
"""Readable whatever the tenant, so that the sweeper finds them all; `kind` never changes (a trigger)."""

stores = Table(
    "stores",
    metadata,
    key("tenant"),
    key("store"),
    Column("shop", JSONB, nullable=False),
    Column("most_discounts", Integer, nullable=False, server_default=text("10")),
)
"""`shop` is `kiosk.domain.sale.Store` as JSON. `most_discounts`: how many sales attendants may lower within
an hour, at a kiosk or by one of them, before people are told; 0: any number."""

store_versions = Table(
    "store_versions",
    metadata,
    key("tenant"),
    key("store"),
    Column("replaced_at", DateTime(timezone=True), primary_key=True),
    Column("shop", JSONB, nullable=False),
)
"""What stores were until then."""

kiosks = Table(
    "kiosks",
    metadata,
    key("tenant"),
    key("kiosk"),
    words("store"),
    words("name"),
    words("public_key"),
    at("enrolled_at", default=True),
    at("revoked_at", null=True),
)

enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    key("tenant"),
    key("code_hash"),
    words("store"),
    at("expires_at"),
    at("used_at", null=True),
)

used_nonces = Table(
    "used_nonces",
    metadata,
    key("tenant"),
    key("kiosk"),
    key("nonce"),
    store(),
    at("seen_at", default=True),
    Index(None, "seen_at"),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    key("tenant"),
    key("purpose"),
    key("public_key"),
    store(),
    at("made_at", default=True),
    CheckConstraint("purpose in ('catalogue', 'member', 'coupon')", name="purpose"),
)
"""Public halves; the private ones are files of the signer."""

catalogue_revisions = Table(
    "catalogue_revisions",
    metadata,
    key("tenant"),
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    store(),
    Column("offers", JSONB, nullable=False),
    Column("recalls", JSONB, nullable=False, server_default=text("'[]'")),
    Column("categories", JSONB, nullable=False, server_default=text("'[]'")),
    Column("products", Integer, nullable=False),
    at("published_at"),
)

catalogue_products = Table(
    "catalogue_products",
    metadata,
    key("tenant"),
    key("sku"),
    Column("from_revision", BigInteger, primary_key=True, autoincrement=False),
    Column("until_revision", BigInteger, nullable=True),
    store(),
    Column("product", JSONB, nullable=False),
    Index(
        "uq_catalogue_products_current",
        "tenant",
        "sku",
        unique=True,
        postgresql_where=text("until_revision is null"),
    ),
)
"""A row holds from its revision until before `until_revision`: any revision's price is one index read."""

payment_providers = Table(
    "payment_providers",
    metadata,
    key("tenant"),
    key("wallet"),
    store(),
    words("merchant_file"),
)
"""`merchant_file` names a file of 0600 with the merchant's keys, in the cloud's data folder."""

HOLDING = "holds_sale"
MONEY_STATES = "state = 'paid'"
RETURNED_STATES = "state in ('refund_pending', 'refunded', 'refund_failed')"

pay_attempts = Table(
    "pay_attempts",
    metadata,
    key("tenant"),
    key("attempt_id"),
    words("store"),
    words("kiosk"),
    words("sale_id"),
    words("wallet"),
    words("out_trade_no"),
    Column("amount_minor", BigInteger, nullable=False),
    words("currency"),
    words("state"),
    Column("version", Integer, nullable=False),
    Column("holds_sale", Boolean, nullable=False),
    Column("was_closed", Boolean, nullable=False, server_default=text("false")),
    Column("opened", Boolean, nullable=False, server_default=text("false")),
    Column("abandoned", Boolean, nullable=False, server_default=text("false")),
    Column("request", LargeBinary, nullable=False),
    words("request_hash"),
    words("qr_text", null=True),
    at("expires_at"),
    at("paid_at", null=True),
    words("transaction_id", null=True),
    Column("paid_minor", BigInteger, nullable=True),
    Column("reason", JSONB, nullable=True),
    words("refund_no", null=True),
    at("created_at"),
    at("changed_at"),
    at("due_at", null=True),
    Column("checks", Integer, nullable=False, server_default=text("0")),
    Column("unanswered", Integer, nullable=False, server_default=text("0")),
    UniqueConstraint("tenant", "wallet", "transaction_id", name="uq_pay_attempts_transaction"),
    UniqueConstraint("tenant", "wallet", "out_trade_no", name="uq_pay_attempts_out_trade_no"),
    Index("uq_pay_attempts_holding", "tenant", "sale_id", unique=True, postgresql_where=text(HOLDING)),
    Index("uq_pay_attempts_money", "tenant", "sale_id", unique=True, postgresql_where=text(MONEY_STATES)),
    Index("ix_pay_attempts_due", "tenant", "due_at", postgresql_where=text("due_at is not null")),
    Index("ix_pay_attempts_sale", "tenant", "sale_id"),
    Index("ix_pay_attempts_paid", "tenant", "changed_at", postgresql_where=text(MONEY_STATES)),
    Index("ix_pay_attempts_returned", "tenant", "changed_at", postgresql_where=text(RETURNED_STATES)),
)
"""`holds_sale`: the shopper may see or be paying this one, so no other attempt of the sale may show a QR.
`opened`: the shopper was seen paying. `abandoned`: the shopper has left, so its money goes back."""

attempt_events = Table(
    "attempt_events",
    metadata,
    key("tenant"),
    key("attempt_id"),
    Column("version", Integer, primary_key=True, autoincrement=False),
    words("store"),
    words("event"),
    words("state"),
    Column("why", JSONB, nullable=True),
    at("at"),
)

alarms = Table(
    "alarms",
    metadata,
    key("tenant"),
    Column("alarm_id", BigInteger, primary_key=True, autoincrement=True),
    store(),
    words("code"),
    Column("about", JSONB, nullable=False),
    at("raised_at", default=True),
    at("settled_at", null=True),
)

records = Table(
    "records",
    metadata,
    key("tenant"),
    key("kiosk"),
    key("lane"),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    words("store"),
    words("record_id"),
    at("at"),
    words("kind"),
    Column("schema", Integer, nullable=False),
    words("body"),
    words("prev_hash"),
    words("hash"),
    at("received_at", default=True),
)

lane_heads = Table(
    "lane_heads",
    metadata,
    key("tenant"),
    key("kiosk"),
    key("lane"),
    words("store"),
    Column("seq", BigInteger, nullable=False),
    words("hash"),
)

quarantine = Table(
    "quarantine",
    metadata,
    key("tenant"),
    key("kiosk"),
    key("lane"),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    words("store"),
    words("kind"),
    Column("reason", JSONB, nullable=False),
    at("at", default=True),
    at("released_at", null=True),
)

UNPAID_SALES = "doubt->>'code' in ('sale.not_paid', 'sale.attempt_unknown')"

sales = Table(
    "sales",
    metadata,
    key("tenant"),
    key("sale_id"),
    words("store"),
    words("kiosk"),
    words("sale_no"),
    words("receipt_token"),
    Column("total_minor", BigInteger, nullable=False),
    words("currency"),
    words("attempt_id"),
    at("closed_at"),
    words("member_ref", null=True),
    Column("doubt", JSONB, nullable=True),
    Column("simulated", Boolean, nullable=False),
    Column("sale", JSONB, nullable=False),
    UniqueConstraint("tenant", "receipt_token", name="uq_sales_receipt_token"),
    Index("ix_sales_closed_at", "tenant", "store", "closed_at"),
    Index("ix_sales_sale_no", "tenant", "store", "sale_no"),
    Index("ix_sales_unpaid", "tenant", "attempt_id", postgresql_where=text(UNPAID_SALES)),
)

SHARED = frozenset({"tenants", "master_goods"})
"""Tables without row-level security."""
