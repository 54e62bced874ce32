"""The catalogue as files under a signed manifest: snapshots, deltas; categories; the barcode master.

Snapshots of before are not kept: the next publication makes a revision in the new form.
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATEMENTS = """
alter table catalogue_revisions drop column snapshot, drop column sha256, drop column size,
    drop column signature, add column categories jsonb default '[]' not null;

create table catalogue_files (
    tenant text not null,
    name text not null,
    store text default '' not null,
    from_revision bigint,
    revision bigint not null,
    size bigint not null,
    sha256 text not null,
    raw_size bigint not null,
    checksum text not null,
    rows bigint not null,
    content bytea not null,
    constraint pk_catalogue_files primary key (tenant, name)
);

alter table catalogue_files alter column content set storage external;

create index ix_catalogue_files_revision on catalogue_files (tenant, revision);

create table catalogue_manifests (
    tenant text not null,
    number bigint not null,
    store text default '' not null,
    revision bigint not null,
    document bytea not null,
    sha256 text not null,
    signed_at timestamptz not null,
    expires_at timestamptz not null,
    constraint pk_catalogue_manifests primary key (tenant, number)
);

alter table catalogue_files enable row level security;

alter table catalogue_files force row level security;

create policy own_tenant on catalogue_files using (tenant = current_setting('app.tenant', true));

grant select, insert, delete on catalogue_files to touchlane_app;

alter table catalogue_manifests enable row level security;

alter table catalogue_manifests force row level security;

create policy own_tenant on catalogue_manifests using (tenant = current_setting('app.tenant', true));

grant select, insert, delete on catalogue_manifests to touchlane_app;

create table master_goods (
    gtin14 text not null,
    name_zh text not null,
    name_en text not null,
    brand text not null,
    size text not null,
    category text not null,
    picture_url text not null,
    imported_at timestamptz default now() not null,
    constraint pk_master_goods primary key (gtin14)
);

grant select on master_goods to touchlane_app;
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n\n"):
        op.execute(statement)
