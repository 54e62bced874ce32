"""What shops said of the lowest prices before reductions, beside what was worked out of it."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATEMENTS = """
create table catalogue_lowest_told (
    tenant text not null,
    checksum text not null,
    store text default '' not null,
    told jsonb not null,
    as_told boolean not null,
    made_at timestamptz not null,
    constraint pk_catalogue_lowest_told primary key (tenant, checksum)
);

alter table catalogue_lowest_told enable row level security;

alter table catalogue_lowest_told force row level security;

create policy own_tenant on catalogue_lowest_told using (tenant = current_setting('app.tenant', true));

grant select, insert, update, delete on catalogue_lowest_told to touchlane_app;
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n\n"):
        op.execute(statement)
