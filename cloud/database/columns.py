"""The columns all tables are made of."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, MetaData, Text, text

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

EVERY_STORE = ""
"""The `store` of what belongs to all stores of a tenant."""


def key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def words(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def store() -> Column[str]:
    return Column("store", Text, nullable=False, server_default=EVERY_STORE)


def at(name: str, *, null: bool = False, default: bool = False) -> Column[object]:
    return Column(
        name, DateTime(timezone=True), nullable=null, server_default=text("now()") if default else None
    )
