"""What stores were before they were changed: baskets that began by it are still taken for a time."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATEMENTS = """
create table store_versions (
    tenant text not null,
    store text not null,
    replaced_at timestamptz not null,
    shop jsonb not null,
    constraint pk_store_versions primary key (tenant, store, replaced_at)
);

alter table store_versions enable row level security;

alter table store_versions force row level security;

create policy own_tenant on store_versions using (tenant = current_setting('app.tenant', true));

grant select, insert on store_versions to touchlane_app;
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n\n"):
        op.execute(statement)
