"""Coupons: the shop's list, claims of payment attempts, who has a single-use one; keys that sign them."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATEMENTS = """
alter table signing_keys drop constraint ck_signing_keys_purpose;

alter table signing_keys add constraint ck_signing_keys_purpose
    check (purpose in ('catalogue', 'member', 'coupon'));

create table coupon_series (
    tenant text not null,
    starts_with text not null,
    store text default '' not null,
    offer_id text not null,
    kind text not null,
    stock_id text not null,
    valid_from timestamptz,
    valid_until timestamptz,
    imported_at timestamptz default now() not null,
    constraint pk_coupon_series primary key (tenant, starts_with),
    constraint ck_coupon_series_kind check (kind in ('printed', 'wechat'))
);

create table claims (
    tenant text not null,
    attempt_id text not null,
    claim_id text not null,
    store text not null,
    sale_id text not null,
    kind text not null,
    number text not null,
    offer_id text not null,
    stock_id text not null,
    member_ref text,
    amount_minor bigint not null,
    single_use boolean not null,
    state text not null,
    redemption text default '' not null,
    changed_at timestamptz not null,
    constraint pk_claims primary key (tenant, attempt_id, claim_id),
    constraint ck_claims_state check (state in ('held', 'consumed', 'released', 'refused', 'unknown')),
    constraint ck_claims_redemption check
        (redemption in ('', 'asked', 'redeemed', 'returning', 'returned'))
);

create index ix_claims_sale on claims (tenant, sale_id);

create index ix_claims_number on claims (tenant, kind, number);

create index ix_claims_member on claims (tenant, offer_id, member_ref) where member_ref is not null;

create index ix_claims_return on claims (tenant)
    where state = 'released' and redemption in ('asked', 'redeemed', 'returning');

create table claim_holders (
    tenant text not null,
    kind text not null,
    number text not null,
    store text not null,
    sale_id text not null,
    consumed boolean default false not null,
    held_at timestamptz not null,
    constraint pk_claim_holders primary key (tenant, kind, number)
);
"""

GRANTS = {
    "coupon_series": "select, insert, update, delete",
    "claims": "select, insert, update",
    "claim_holders": "select, insert, update, delete",
}


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n\n"):
        op.execute(statement)
    for table, rights in GRANTS.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy own_tenant on {table} using (tenant = current_setting('app.tenant', true))"
        )
        op.execute(f"grant {rights} on {table} to touchlane_app")
