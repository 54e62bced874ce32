"""The tables of coupons: the shop's list, the claims of payment attempts, and who has a coupon now."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Table, Text, text

from cloud.database.columns import at, key, metadata, store, words

ASKED, REDEEMED, RETURNING, RETURNED = "asked", "redeemed", "returning", "returned"
"""How a claim stands with the provider that must be told; empty: it was not. Whether it is redeemed is
unknown while `asked`, whether it is taken back while `returning`."""
BELIEVED_USED = (ASKED, REDEEMED, RETURNING)

OWES_RETURN = "state = 'released' and redemption in ('asked', 'redeemed', 'returning')"

coupon_series = Table(
    "coupon_series",
    metadata,
    key("tenant"),
    key("starts_with"),
    store(),
    words("offer_id"),
    words("kind"),
    words("stock_id"),
    at("valid_from", null=True),
    at("valid_until", null=True),
    at("imported_at", default=True),
    CheckConstraint("kind in ('printed', 'wechat')", name="kind"),
)
"""What numbers stand for: `kiosk.domain.coupon_code.CouponSeries`."""

claims = Table(
    "claims",
    metadata,
    key("tenant"),
    key("attempt_id"),
    key("claim_id"),
    words("store"),
    words("sale_id"),
    words("kind"),
    words("number"),
    words("offer_id"),
    words("stock_id"),
    words("member_ref", null=True),
    Column("amount_minor", BigInteger, nullable=False),
    Column("single_use", Boolean, nullable=False),
    words("state"),
    Column("redemption", Text, nullable=False, server_default=text("''")),
    at("changed_at"),
    CheckConstraint("state in ('held', 'consumed', 'released', 'refused', 'unknown')", name="state"),
    CheckConstraint("redemption in ('', 'asked', 'redeemed', 'returning', 'returned')", name="redemption"),
    Index("ix_claims_sale", "tenant", "sale_id"),
    Index("ix_claims_number", "tenant", "kind", "number"),
    Index(
        "ix_claims_member",
        "tenant",
        "offer_id",
        "member_ref",
        postgresql_where=text("member_ref is not null"),
    ),
    Index("ix_claims_return", "tenant", postgresql_where=text(OWES_RETURN)),
)
"""Each claim of each attempt, for ever: `kiosk.domain.claim_state`."""

claim_holders = Table(
    "claim_holders",
    metadata,
    key("tenant"),
    key("kind"),
    key("number"),
    words("store"),
    words("sale_id"),
    Column("consumed", Boolean, nullable=False, server_default=text("false")),
    at("held_at"),
)
"""Which sale has a single-use coupon: the primary key lets one have it. Gone when it is free again."""
