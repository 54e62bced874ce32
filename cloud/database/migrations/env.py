"""Alembic's entry: the connection is handed in by `cloud.database.migrate`, there is no alembic.ini."""

from __future__ import annotations

from alembic import context

from cloud.database.columns import metadata
from cloud.database.fleet_tables import kiosk_states
from cloud.database.item_tables import sold_serials
from cloud.database.member_tables import members
from cloud.database.tables import tenants

# Alembic compares against the metadata; importing one table of each module has filled it with all.
assert tenants.metadata is members.metadata is kiosk_states.metadata is sold_serials.metadata is metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
