"""What Alembic runs; `versions` has one file a step, in SQL."""
