"""Alembic's entry: the connection is handed in by `cloud.database.migrate`, there is no alembic.ini."""

from __future__ import annotations

from alembic import context

from cloud.database.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
