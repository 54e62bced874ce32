"""Members' personal data, logins, points and used codes; the fleet's states and the versions wished for."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = """
alter table members add column forgotten_at timestamptz;

alter table member_bindings add column bound_by text default 'code' not null;

alter table member_bindings add constraint ck_member_bindings_bound_by check (bound_by in ('code', 'claim'));

create table member_personal (
    tenant text not null,
    member_ref text not null,
    store text default '' not null,
    name_sealed bytea not null,
    phone_hash text,
    phone_sealed bytea,
    consent text not null,
    consented_at timestamptz not null,
    constraint pk_member_personal primary key (tenant, member_ref),
    constraint uq_member_personal_phone unique (tenant, phone_hash)
);

create table member_logins (
    tenant text not null,
    token_hash text not null,
    store text default '' not null,
    member_ref text not null,
    purpose text not null,
    made_at timestamptz not null,
    expires_at timestamptz,
    constraint pk_member_logins primary key (tenant, token_hash),
    constraint ck_member_logins_purpose check (purpose in ('link', 'session'))
);

create index ix_member_logins_member on member_logins (tenant, member_ref);

create table member_code_uses (
    tenant text not null,
    member_ref text not null,
    step bigint not null,
    store text not null,
    sale_id text not null,
    used_at timestamptz default now() not null,
    constraint pk_member_code_uses primary key (tenant, member_ref, step)
);

create table points_rules (
    tenant text not null,
    store text default '' not null,
    points_minor bigint not null,
    constraint pk_points_rules primary key (tenant),
    constraint ck_points_rules_positive check (points_minor > 0)
);

create table points_entries (
    tenant text not null,
    sale_id text not null,
    cause text not null,
    store text not null,
    member_ref text not null,
    points bigint not null,
    told_points bigint not null,
    total_minor bigint not null,
    points_minor bigint not null,
    at timestamptz default now() not null,
    constraint pk_points_entries primary key (tenant, sale_id, cause),
    constraint ck_points_entries_cause check (cause in ('earned'))
);

create index ix_points_entries_member on points_entries (tenant, member_ref);

create table kiosk_states (
    tenant text not null,
    kiosk text not null,
    store text not null,
    version text not null,
    catalogue_revision bigint not null,
    outbox_depth bigint not null,
    devices jsonb not null,
    is_open boolean not null,
    said_at timestamptz not null,
    heard_at timestamptz not null,
    constraint pk_kiosk_states primary key (tenant, kiosk)
);

create table kiosk_history (
    tenant text not null,
    kiosk text not null,
    minute timestamptz not null,
    store text not null,
    version text not null,
    catalogue_revision bigint not null,
    outbox_depth bigint not null,
    devices jsonb not null,
    is_open boolean not null,
    constraint pk_kiosk_history primary key (tenant, kiosk, minute)
);

create index ix_kiosk_history_minute on kiosk_history (tenant, minute);

create table desired_versions (
    tenant text not null,
    store text default '' not null,
    kiosk text default '' not null,
    version text not null,
    set_at timestamptz not null,
    constraint pk_desired_versions primary key (tenant, store, kiosk)
);
"""

MAY = {
    "member_personal": "select, insert, update, delete",
    "member_logins": "select, insert, delete",
    "member_code_uses": "select, insert, update, delete",
    "points_rules": "select, insert, update, delete",
    "points_entries": "select, insert",
    "kiosk_states": "select, insert, update",
    "kiosk_history": "select, insert, delete",
    "desired_versions": "select, insert, update, delete",
}
"""Points are only ever added to; what expires or is forgotten can be deleted."""


def upgrade() -> None:
    for statement in TABLES.split(";\n\n"):
        op.execute(statement)
    for name, may in MAY.items():
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"alter table {name} force row level security")
        op.execute(f"create policy own_tenant on {name} using (tenant = current_setting('app.tenant', true))")
        op.execute(f"grant {may} on {name} to touchlane_app")
