"""Asking for money with claims: codes signed by the town's key, requests that carry them."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from cloud.assembly import Cloud
from cloud.coupons.issuing import Issue, issue
from cloud.coupons.series import programme_of, replace_series
from cloud.keys import COUPON
from cloud.payments.desk import Asker
from kiosk.domain.coupon_code import CouponSeries, read_coupon
from kiosk.domain.offer import Offer
from kiosk.domain.payment import Attempt, AttemptRequest, AttemptState
from kiosk.domain.pricing import price
from kiosk.domain.promotion import compile_offers
from kiosk.domain.trip_coupon import ClaimAsked, coupon_of
from tests.cloud.town import BREAD, KIOSK, MILK, OFFERS, Town

NUMBERS = itertools.count(1)


async def voucher(town: Town, cloud: Cloud, amount_minor: int = 100, **more: Any) -> str:
    """A return voucher that is good for a day, or another signed code."""
    async with cloud.database.as_tenant("demo") as connection:
        key = await cloud.keys.announce(connection, "demo", COUPON)
    told: dict[str, Any] = {"valid_until": town.wall.now() + timedelta(days=1)}
    if "offer_id" not in more:
        told |= {"amount_minor": amount_minor, "currency": "CNY"}
    return issue(key, Issue(**{**told, **more}), 1)[0]


async def listed(cloud: Cloud, *series: CouponSeries) -> None:
    async with cloud.database.as_tenant("demo") as connection:
        await replace_series(connection, "demo", series)


async def asked(
    town: Town, cloud: Cloud, texts: Sequence[str], offers: Sequence[Offer] = OFFERS, **of_request: Any
) -> AttemptRequest:
    """A request as a kiosk makes it that has read these codes at the scan."""
    async with cloud.database.as_tenant("demo") as connection:
        programme = await programme_of(connection)
    plain = town.request(**of_request)
    claims = []
    for text in texts:
        read = read_coupon(text, programme, lambda *_: True, plain.context.at, "CNY")
        coupon = coupon_of(read, f"c-{next(NUMBERS)}")
        claims.append(ClaimAsked(claim=coupon.claim, text=text))
    context = replace(plain.context, claims=tuple(one.claim for one in claims))
    book = compile_offers(offers, town.revision)
    priced = price(plain.basket, {"1001": MILK, "1002": BREAD}, book, context)
    return replace(plain, context=context, priced=priced, claims=tuple(claims))


async def states(town: Town) -> list[str]:
    """Of all claims, in the order of their attempts."""
    rows = await town.rows("select state from claims order by attempt_id, claim_id")
    return [row.state for row in rows]


async def holders(town: Town) -> list[tuple[str, bool]]:
    rows = await town.rows("select sale_id, consumed from claim_holders order by number")
    return [(row.sale_id, row.consumed) for row in rows]


async def put(cloud: Cloud, request: AttemptRequest, asker: Asker = KIOSK) -> Attempt:
    return await cloud.desk.put(asker, request)


def why(answer: Attempt) -> str:
    assert answer.state is AttemptState.REFUSED
    assert answer.reason is not None
    return answer.reason.code


async def later(town: Town, cloud: Cloud, seconds: float, rounds: int = 6) -> None:
    """The sweeper's rounds of a longer time, a few."""
    for _ in range(rounds):
        town.wall.forward(seconds / rounds)
        await cloud.sweeper.sweep()


def of_another_sale(request: AttemptRequest) -> AttemptRequest:
    """The same basket with the same claims at another kiosk."""
    sale_id = str(uuid.uuid4())
    return replace(request, sale_id=sale_id, attempt_id=f"{sale_id}-01")
