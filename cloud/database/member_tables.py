"""The tables of members: who they are, how they come in, what they bought, their points."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from cloud.database.columns import at, key, metadata, store, words

BY_CODE = "code"
BY_CLAIM = "claim"

members = Table(
    "members",
    metadata,
    key("tenant"),
    key("member_ref"),
    store(),
    words("greeting"),
    at("joined_at", default=True),
    at("forgotten_at", null=True),
)

member_personal = Table(
    "member_personal",
    metadata,
    key("tenant"),
    key("member_ref"),
    store(),
    Column("name_sealed", LargeBinary, nullable=False),
    words("phone_hash", null=True),
    Column("phone_sealed", LargeBinary, nullable=True),
    words("consent"),
    at("consented_at"),
    UniqueConstraint("tenant", "phone_hash", name="uq_member_personal_phone"),
)
"""All that names a person, apart from what was bought: forgetting is deleting this row."""

member_logins = Table(
    "member_logins",
    metadata,
    key("tenant"),
    key("token_hash"),
    store(),
    words("member_ref"),
    words("purpose"),
    at("made_at"),
    at("expires_at", null=True),
    CheckConstraint("purpose in ('link', 'session')", name="purpose"),
    Index("ix_member_logins_member", "tenant", "member_ref"),
)
"""Hashes only: of the links to a phone page, and of the sessions those opened."""

member_code_uses = Table(
    "member_code_uses",
    metadata,
    key("tenant"),
    key("member_ref"),
    Column("step", BigInteger, primary_key=True, autoincrement=False),
    words("store"),
    words("sale_id"),
    at("used_at", default=True),
)
"""Which sale a member's code of a minute belongs to."""

member_bindings = Table(
    "member_bindings",
    metadata,
    key("tenant"),
    key("sale_id"),
    words("store"),
    words("member_ref"),
    at("bound_at", default=True),
    Column("bound_by", Text, nullable=False, server_default=BY_CODE),
    CheckConstraint("bound_by in ('code', 'claim')", name="bound_by"),
    Index("ix_member_bindings_member", "tenant", "member_ref"),
)
"""A sale is bound once, by the code shown at the kiosk or by a claim: the primary key says so."""

points_rules = Table(
    "points_rules",
    metadata,
    key("tenant"),
    store(),
    Column("points_minor", BigInteger, nullable=False),
    CheckConstraint("points_minor > 0", name="positive"),
)
"""Minor units that earn a point; a tenant without a row has no points programme."""

points_entries = Table(
    "points_entries",
    metadata,
    key("tenant"),
    key("sale_id"),
    key("cause"),
    Column("refund_no", Text, primary_key=True, server_default=text("''")),
    words("store"),
    words("member_ref"),
    Column("points", BigInteger, nullable=False),
    Column("told_points", BigInteger, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("points_minor", BigInteger, nullable=False),
    at("at", default=True),
    CheckConstraint("cause in ('earned', 'reversed', 'restored', 'returned')", name="cause"),
    Index("ix_points_entries_member", "tenant", "member_ref"),
)
"""Append-only. `points` is what the rule of `points_minor` gives, `told_points` what the kiosk showed.
Money that went back takes the points with it (`reversed`); when it came after all they come again.
Returned pieces take theirs (`returned`), each refund once."""

member_segments = Table(
    "member_segments",
    metadata,
    key("tenant"),
    key("member_ref"),
    key("segment"),
    store(),
    Index("ix_member_segments_segment", "tenant", "segment"),
)
"""Who is in which segment now; the retailer says so."""

member_segment_changes = Table(
    "member_segment_changes",
    metadata,
    key("tenant"),
    key("change_id"),
    store(),
    words("member_ref"),
    Column("before", ARRAY(Text), nullable=False),
    Column("after", ARRAY(Text), nullable=False),
    words("changed_by"),
    at("changed_at"),
    Index("ix_member_segment_changes_member", "tenant", "member_ref"),
)
"""Append-only: who changed a member's segments, and when."""

member_uses = Table(
    "member_uses",
    metadata,
    key("tenant"),
    key("attempt_id"),
    key("offer_id"),
    words("store"),
    words("sale_id"),
    words("member_ref"),
    Column("uses", BigInteger, nullable=False),
    words("state"),
    at("changed_at"),
    CheckConstraint("state in ('held', 'consumed', 'released')", name="state"),
    CheckConstraint("uses > 0", name="positive"),
    Index("ix_member_uses_member", "tenant", "member_ref", "offer_id"),
    Index("ix_member_uses_sale", "tenant", "sale_id"),
)
"""How often a payment attempt uses an offer that counts a member's uses: `kiosk.domain.claim_state`."""
