"""Recalls of a catalogue revision; single items sold, as a list that kiosks follow."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STATEMENTS = """
alter table catalogue_revisions add column recalls jsonb default '[]' not null;

create table sold_serials (
    tenant text not null,
    gtin14 text not null,
    serial text not null,
    store text not null,
    kiosk text not null,
    sale_id text not null,
    sold boolean not null,
    place bigint not null,
    changed_at timestamptz default now() not null,
    constraint pk_sold_serials primary key (tenant, gtin14, serial),
    constraint uq_sold_serials_place unique (tenant, place)
);

alter table sold_serials enable row level security;

alter table sold_serials force row level security;

create policy own_tenant on sold_serials using (tenant = current_setting('app.tenant', true));

grant select, insert, update on sold_serials to touchlane_app;
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n\n"):
        op.execute(statement)
