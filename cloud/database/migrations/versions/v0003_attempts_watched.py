"""Attempts whose shopper was seen paying or has left; a transaction is one tenant's; paid ones by time."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = """
alter table pay_attempts add column opened boolean default false not null;

alter table pay_attempts add column abandoned boolean default false not null;

alter table pay_attempts drop constraint uq_pay_attempts_transaction;

alter table pay_attempts add constraint uq_pay_attempts_transaction unique (tenant, wallet, transaction_id);

create index ix_pay_attempts_paid on pay_attempts (tenant, changed_at) where state = 'paid';
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n\n"):
        op.execute(statement)
