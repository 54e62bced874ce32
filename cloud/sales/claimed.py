"""The claims of the sales that are booked: a single-use coupon that another sale has is people's matter."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.coupons.moving import consume_alone
from cloud.payments.attempts import raise_alarm
from cloud.payments.desk import Asker
from kiosk.domain.coupon import Claim
from kiosk.domain.sale import Sale
from kiosk.errors import Reason


async def note_claims(connection: AsyncConnection, asker: Asker, booked: Iterable[Sale]) -> None:
    """Mostly they are consumed since their attempt was paid. Where the books were restored, or money settled
    late, the sale takes what is free; money is money, so a sale whose coupon another one has used stands all
    the same, and people are told by how much the two differ."""
    used = [(sale, claim) for sale in booked for claim in sale.context.claims if claim.single_use]
    for sale, claim in sorted(used, key=lambda pair: (pair[1].kind, pair[1].number)):
        await _take(connection, asker, sale, claim)


async def _take(connection: AsyncConnection, asker: Asker, sale: Sale, claim: Claim) -> None:
    whose = {"tenant": asker.tenant, "store": asker.store, "sale_id": sale.sale_id}
    holder = await consume_alone(connection, whose, claim.kind.value, claim.number, sale.closed_at)
    if holder == sale.sale_id:
        return
    about: dict[str, str | int] = {
        "number": claim.number[:60],
        "sale": sale.sale_no[:60],
        "other": holder[:60],
        "difference_minor": worth(sale, claim),
    }
    await raise_alarm(connection, asker.tenant, asker.store, Reason("coupon.used_twice", about))


def worth(sale: Sale, claim: Claim) -> int:
    """What a claim paid, or what its offer took off."""
    if not claim.offer_id:
        return claim.amount_minor
    steps = (step for step in sale.priced.steps if step.source == claim.offer_id)
    return -sum(step.amount_minor for step in steps)
