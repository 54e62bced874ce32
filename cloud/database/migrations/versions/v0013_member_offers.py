"""Members' segments with who changed them; how often members use the offers that count it."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATEMENTS = """
create table member_segments (
    tenant text not null,
    member_ref text not null,
    segment text not null,
    store text default '' not null,
    constraint pk_member_segments primary key (tenant, member_ref, segment)
);

create index ix_member_segments_segment on member_segments (tenant, segment);

create table member_segment_changes (
    tenant text not null,
    change_id text not null,
    store text default '' not null,
    member_ref text not null,
    before text[] not null,
    after text[] not null,
    changed_by text not null,
    changed_at timestamptz not null,
    constraint pk_member_segment_changes primary key (tenant, change_id)
);

create index ix_member_segment_changes_member on member_segment_changes (tenant, member_ref);

create table member_uses (
    tenant text not null,
    attempt_id text not null,
    offer_id text not null,
    store text not null,
    sale_id text not null,
    member_ref text not null,
    uses bigint not null,
    state text not null,
    changed_at timestamptz not null,
    constraint pk_member_uses primary key (tenant, attempt_id, offer_id),
    constraint ck_member_uses_state check (state in ('held', 'consumed', 'released')),
    constraint ck_member_uses_positive check (uses > 0)
);

create index ix_member_uses_member on member_uses (tenant, member_ref, offer_id);

create index ix_member_uses_sale on member_uses (tenant, sale_id);

alter table member_segments enable row level security;

alter table member_segments force row level security;

create policy own_tenant on member_segments using (tenant = current_setting('app.tenant', true));

grant select, insert, delete on member_segments to touchlane_app;

alter table member_segment_changes enable row level security;

alter table member_segment_changes force row level security;

create policy own_tenant on member_segment_changes using (tenant = current_setting('app.tenant', true));

grant select, insert, delete on member_segment_changes to touchlane_app;

alter table member_uses enable row level security;

alter table member_uses force row level security;

create policy own_tenant on member_uses using (tenant = current_setting('app.tenant', true));

grant select, insert, update, delete on member_uses to touchlane_app;
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n\n"):
        op.execute(statement)
