"""A sale's number stands on paper and in books: two sales with one are told to people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloud.assembly import Cloud
from kiosk.domain.events import Lane
from kiosk.domain.payment import AttemptState
from kiosk.domain.sale import Sale
from tests.cloud.town import KIOSK, Chain, Town, trade


async def sold(town: Town, cloud: Cloud, number: str) -> Sale:
    request = town.request()
    await cloud.desk.put(KIOSK, request)
    town.till.pay(trade(request))
    await town.sweep_for(cloud, 3)
    paid = (await town.row(cloud, request.attempt_id)).answer()
    assert paid.state is AttemptState.PAID
    return replace(town.sale(request, paid), sale_no=number)


@pytest.mark.parametrize("together", [True, False])
def test_two_sales_with_one_number_are_booked_and_the_second_is_in_doubt(town: Town, together: bool) -> None:
    async def story(cloud: Cloud) -> None:
        chain = Chain()
        for number in ("K01-20261123-0001", "K01-20261123-0001", "K01-20261123-0002"):
            chain.add("sale_closed", await sold(town, cloud, number))
        batches = [chain.records] if together else [[record] for record in chain.records]
        for batch in batches:
            await cloud.intake.take(KIOSK, Lane.MONEY, batch)
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        rows = await town.rows(
            "select sale_no, doubt->>'code' as doubt from sales order by sale_no, closed_at"
        )
        assert [(row.sale_no[-4:], row.doubt) for row in rows] == [
            ("0001", None),
            ("0001", "sale.number_twice"),
            ("0002", None),
        ]
        alarms = await town.rows("select code from alarms")
        assert [row.code for row in alarms] == ["sale.number_twice"]

    town.play(story)
