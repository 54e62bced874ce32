"""Whose a sale is: bound to the member whose code it carries, once for a code, and the points for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.member_tables import BY_CODE, member_bindings
from cloud.members.code_uses import use_codes
from cloud.members.points import BoundSale, grant, points_rule
from cloud.payments.attempts import raise_alarm
from cloud.payments.desk import Asker
from cloud.payments.member_price import proven_code
from kiosk.domain.member import Member, points_earned
from kiosk.domain.sale import Sale
from kiosk.errors import Reason


@dataclass(frozen=True, slots=True)
class Asked:
    """What the cloud's attempt says of a sale: when money was asked for it, and with whose code. None: there
    was no code, or its member was forgotten since."""

    at: datetime
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """The member of a sale; `doubt` is why a sale with a member's code has none."""

    member_ref: str | None = None
    doubt: Reason | None = None


async def bindings_of(
    connection: AsyncConnection, asker: Asker, batch: Sequence[Sale], asked: Mapping[str, Asked]
) -> dict[str, Binding]:
    """By sale id, of sales whose money is certain.

    A code that another sale used binds nothing: it was shown twice, or somebody copied it.
    """
    codes = {}
    for sale in batch:
        if sale.member is not None:
            shown = asked[sale.sale_id]
            code = await proven_code(connection, _with_code(sale.member, shown.member), shown.at)
            if code is not None:
                codes[sale.sale_id] = code
    holders = await use_codes(connection, asker.tenant, asker.store, codes)
    bindings = {}
    for sale in batch:
        if sale.sale_id not in codes:
            unproven = Reason("member.not_proven", {"sale": sale.sale_no[:60]})
            bindings[sale.sale_id] = Binding(doubt=unproven if sale.member is not None else None)
        elif holders[sale.sale_id] != sale.sale_id:
            doubt = Reason("member.proof_replayed", {"sale": sale.sale_no[:60]})
            bindings[sale.sale_id] = Binding(doubt=doubt)
        else:
            bindings[sale.sale_id] = Binding(codes[sale.sale_id].member_ref)
    return bindings


def _with_code(sold: Member, asked: Member | None) -> Member:
    """A sale names its member's code by the hash; the attempt has the code. A kiosk of before that put the
    code itself into the sale."""
    return asked if asked is not None and asked.kept() == sold else sold


async def bind(
    connection: AsyncConnection, asker: Asker, booked: Sequence[Sale], bindings: Mapping[str, Binding]
) -> None:
    """Binds what was booked just now, with certain money, and grants the points."""
    bound = []
    for sale in booked:
        member_ref = bindings[sale.sale_id].member_ref
        if member_ref is not None:
            bound.append(_bound(asker, sale, member_ref))
    if not bound and not any(sale.points for sale in booked):
        return
    points_minor = await points_rule(connection)
    if bound:
        rows = [
            {
                "tenant": asker.tenant,
                "store": each.store,
                "sale_id": each.sale_id,
                "member_ref": each.member_ref,
            }
            for each in bound
        ]
        await connection.execute(insert(member_bindings).values(bound_by=BY_CODE), rows)
        await grant(connection, asker.tenant, bound, points_minor)
    ours = {each.sale_id: points_earned(each.total_minor, points_minor) for each in bound}
    if any(sale.points != ours.get(sale.sale_id, 0) for sale in booked):
        about: dict[str, str | int] = {"kiosk": asker.kiosk, "points_minor": points_minor}
        await raise_alarm(connection, asker.tenant, asker.store, Reason("member.points_differ", about))


def _bound(asker: Asker, sale: Sale, member_ref: str) -> BoundSale:
    return BoundSale(
        sale_id=sale.sale_id,
        store=asker.store,
        member_ref=member_ref,
        total_minor=sale.priced.earning_minor,
        told_points=sale.points,
    )
