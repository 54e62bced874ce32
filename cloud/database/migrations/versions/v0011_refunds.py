"""What returned pieces give back; points that go back with them, several times a sale."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATEMENTS = """
create table refunds (
    tenant text not null,
    refund_no text not null,
    store text not null,
    sale_id text not null,
    attempt_id text not null,
    asked_as text not null,
    lines jsonb not null,
    pieces integer not null,
    currency text not null,
    money_minor bigint not null,
    voucher_minor bigint not null,
    voucher text not null,
    earning_minor bigint not null,
    points bigint not null,
    frees_coupons boolean not null,
    why text not null,
    asked_by text not null,
    provider_no text not null,
    state text not null,
    refusal jsonb,
    version integer not null,
    asked_at timestamptz not null,
    changed_at timestamptz not null,
    due_at timestamptz,
    checks integer not null,
    constraint pk_refunds primary key (tenant, refund_no),
    constraint uq_refunds_asked_as unique (tenant, sale_id, asked_as),
    constraint ck_refunds_state check (state in ('requested', 'unknown', 'pending', 'given', 'refused')),
    constraint ck_refunds_amounts check (money_minor >= 0 and voucher_minor >= 0 and pieces > 0)
);

create index ix_refunds_due on refunds (tenant, due_at) where due_at is not null;

alter table refunds enable row level security;

alter table refunds force row level security;

create policy own_tenant on refunds using (tenant = current_setting('app.tenant', true));

grant select, insert, update on refunds to touchlane_app;

alter table points_entries add column refund_no text default '' not null;

alter table points_entries drop constraint pk_points_entries;

alter table points_entries add constraint pk_points_entries primary key (tenant, sale_id, cause, refund_no);

alter table points_entries drop constraint ck_points_entries_cause;

alter table points_entries add constraint ck_points_entries_cause
    check (cause in ('earned', 'reversed', 'restored', 'returned'));
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n\n"):
        op.execute(statement)
