"""A town that sells offers for segments and counted offers, and kiosks that read members' codes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cloud.assembly import Cloud
from cloud.catalogue.contents import Contents
from cloud.members.segments import Statement, set_segments
from cloud.payments.desk import Asker
from kiosk.domain.member import Member, parse_member_code
from kiosk.domain.offer import Offer, PieceOffer, Selector
from kiosk.domain.offer_members import as_told, for_member
from kiosk.domain.offer_terms import OfferTerms
from kiosk.domain.payment import Attempt, AttemptRequest, AttemptState
from kiosk.domain.pricing import price
from kiosk.domain.product import Names, Product
from kiosk.domain.promotion import compile_offers
from tests.cloud.couponing import put
from tests.cloud.town import BREAD, KIOSK, MILK, Town, trade

S = AttemptState
GOODS = {"1001": MILK, "1002": BREAD}


def off_bread(offer_id: str, amount_minor: int, **terms: object) -> PieceOffer:
    return PieceOffer(
        offer_id=offer_id,
        names=Names("面包", offer_id),
        goods=Selector(skus=("1002",)),
        amount_minor=amount_minor,
        terms=OfferTerms(**terms),  # type: ignore[arg-type]
    )


ONCE = off_bread("once", 300, most_uses_per_member=1)
TWICE = off_bread("twice", 300, most_uses_per_member=2)
STAFF = off_bread("staff", 500, segments=("staff",))


async def sell(town: Town, cloud: Cloud, *offers: Offer) -> Sequence[Offer]:
    await town.sell(cloud, Contents(products=(MILK, BREAD), offers=offers))
    return offers


async def give(town: Town, cloud: Cloud, *segments: str, member_ref: str = "m-1") -> None:
    async with cloud.database.as_tenant("demo") as connection:
        said = Statement(by="anna", at=town.wall.now())
        await set_segments(connection, "demo", member_ref, segments, said)


async def asked(
    town: Town,
    cloud: Cloud,
    offers: Sequence[Offer],
    lines: Sequence[tuple[Product, int]] = ((BREAD, 1),),
    member: Member | None = None,
) -> AttemptRequest:
    """A request as a kiosk makes it that has read the member's code; the phone shows the next one then."""
    member = member or await town.member(cloud)
    plain, book = town.request(lines=lines, member=member), compile_offers(offers, town.revision)
    context = for_member(plain.context, parse_member_code(member.proof)[0], book)
    town.wall.forward(60)
    context = replace(context, at=town.wall.now())
    return replace(plain, context=context, priced=price(plain.basket, GOODS, book, context))


def again(request: AttemptRequest, offers: Sequence[Offer], said: Attempt) -> AttemptRequest:
    """The next attempt of the sale, at the price by what the refusal tells."""
    assert said.reason is not None
    context = as_told(request.context, said.reason)
    priced = price(request.basket, GOODS, compile_offers(offers, request.priced.catalogue_revision), context)
    return replace(request, attempt_id=f"{request.sale_id}-02", context=context, priced=priced)


async def paid(town: Town, cloud: Cloud, request: AttemptRequest, asker: Asker = KIOSK) -> None:
    assert (await put(cloud, request, asker)).state is S.PRESENTED
    town.till.pay(trade(request))
    await cloud.machine.work("demo", request.attempt_id)
    assert (await town.row(cloud, request.attempt_id)).state is S.PAID


async def uses(town: Town) -> list[tuple[str, int, str]]:
    rows = await town.rows("select offer_id, uses, state from member_uses order by attempt_id, offer_id")
    return [(row.offer_id, row.uses, row.state) for row in rows]


async def waiting(town: Town, many: int, work: asyncio.Task[Any] | None = None) -> None:
    """Until so many transactions wait for a lock, or the work is done."""
    activity = (
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    )
    for _ in range(200):
        if len(await town.rows(activity)) >= many or (work is not None and work.done()):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{many} transactions do not wait")
