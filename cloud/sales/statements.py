"""What people say when they end a doubt or a task: kept for ever, with their name and their cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.staff_tables import settlements
from kiosk.errors import InputRefused, Reason

RECEIVED, RETURNED, NONE = "received", "returned", "none"
WITHOUT = frozenset({RETURNED, NONE})
"""The shop does not have the money."""
LONGEST_NAME = 60
LONGEST_CAUSE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a person says; `money` (`received`, `returned`, `none`) where money is in doubt."""

    by: str
    why: str
    money: str | None = None


def check(said: Statement) -> None:
    """Raises InputRefused(`doubt.statement_wrong`)."""
    for text, longest in ((said.by, LONGEST_NAME), (said.why, LONGEST_CAUSE)):
        if not 1 <= len(text.strip()) <= longest or "\0" in text:
            raise InputRefused(
                Reason("doubt.statement_wrong", {"name": LONGEST_NAME, "cause": LONGEST_CAUSE})
            )


async def keep(connection: AsyncConnection, about: dict[str, Any], said: Statement, now: datetime) -> None:
    """`about`: tenant, store, the doubt, and the sale, alarm, attempt or task that it was about."""
    statement = {"settled_by": said.by.strip(), "why": said.why.strip(), "money": said.money, "at": now}
    await connection.execute(insert(settlements).values(**about, **statement))
