"""Alembic's entry: the connection is handed in by `cloud.database.migrate`, there is no alembic.ini."""

from __future__ import annotations

from alembic import context

from cloud.database.attendant_tables import attendants
from cloud.database.catalogue_tables import catalogue_files
from cloud.database.columns import metadata
from cloud.database.coupon_tables import claims
from cloud.database.fleet_tables import kiosk_states
from cloud.database.item_tables import sold_serials
from cloud.database.member_tables import members
from cloud.database.refund_tables import refunds
from cloud.database.staff_tables import staff_tasks
from cloud.database.tables import tenants

# Alembic compares against the metadata; importing one table of each module has filled it with all.
filled = (
    tenants,
    members,
    kiosk_states,
    sold_serials,
    staff_tasks,
    catalogue_files,
    claims,
    refunds,
    attendants,
)
assert all(table.metadata is metadata for table in filled)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
