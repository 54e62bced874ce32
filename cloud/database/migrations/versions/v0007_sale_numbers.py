"""Sales found by their numbers: one that comes twice is told."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create index ix_sales_sale_no on sales (tenant, store, sale_no)")
