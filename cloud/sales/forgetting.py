"""A member is forgotten wherever the cloud has them: as a person, in payments, in sales and in tasks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.members.people import forget_person
from cloud.payments.forgetting import unname_payments
from cloud.sales.claims import unname_sales
from cloud.sales.staff_tasks import unname_tasks


async def forget_member(connection: AsyncConnection, member_ref: str, now: datetime) -> None:
    """In the caller's transaction; amounts and points stay, of nobody. Raises CloudRefused(`member.unknown`).

    In this order: once the person is locked no payment of theirs begins, and payments are found by the member
    that their requests name, whom `unname_sales` takes out.
    """
    await forget_person(connection, member_ref, now)
    await unname_payments(connection, member_ref)
    await unname_sales(connection, member_ref)
    await unname_tasks(connection, member_ref)
