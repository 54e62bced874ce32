"""What a sale's record says counts however its JSON is written: with blanks, or with escaped names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cloud.assembly import Cloud
from kiosk.domain.events import Lane
from kiosk.domain.payment import AttemptState
from kiosk.remote.wire.codec import encode
from tests.cloud import couponing
from tests.cloud.couponing import of_another_sale, put, voucher
from tests.cloud.test_cloud_staff_discounts import alarms, allow, lowered, off
from tests.cloud.test_cloud_staff_discounts import asked as asked_lowered
from tests.cloud.town import BREAD, KIOSK, Chain, Town, trade

Writing = Callable[[str, str], str]


def spaced(body: str, name: str) -> str:
    return body.replace(f'"{name}":', f'"{name}" : ')


def escaped(body: str, name: str) -> str:
    return body.replace(f'"{name}":', f'"\\u{ord(name[0]):04x}{name[1:]}":')


@pytest.mark.parametrize("written", [spaced, escaped])
def test_who_took_something_off_is_in_the_audit(town: Town, written: Writing) -> None:
    async def story(cloud: Cloud) -> None:
        await allow(town, cloud)
        request = lowered(town, off("ghost"))
        assert await asked_lowered(cloud, request) == "presented"
        town.till.pay(trade(request))
        await cloud.machine.work("demo", request.attempt_id)
        sale = town.sale(request, (await town.row(cloud, request.attempt_id)).answer())
        body = written(encode(sale).decode(), "approved_by")
        await cloud.intake.take(KIOSK, Lane.MONEY, [Chain().add("sale_closed", body)])
        (row,) = await town.rows("select attendant, off_minor from staff_discounts")
        assert (row.attendant, row.off_minor) == ("ghost", 100)
        assert [code for code, _ in await alarms(town)] == ["staff.discount_by_unknown"]

    town.play(story)


@pytest.mark.parametrize("written", [spaced, escaped])
def test_a_coupon_that_another_sale_has_is_told(town: Town, written: Writing) -> None:
    async def story(cloud: Cloud) -> None:
        first = await couponing.asked(town, cloud, [await voucher(town, cloud)], lines=((BREAD, 1),))
        await put(cloud, first)
        town.till.pay(trade(first))
        await cloud.machine.work("demo", first.attempt_id)
        paid = (await town.row(cloud, first.attempt_id)).answer()
        second = of_another_sale(first)
        again = replace(paid, attempt_id=second.attempt_id, sale_id=second.sale_id)
        chain = Chain()
        chain.add("sale_closed", town.sale(first, paid))
        chain.add("sale_closed", written(encode(town.sale(second, again)).decode(), "single_use"))
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        told = await town.rows("select code from alarms where code like 'coupon.%'")
        assert [row.code for row in told] == ["coupon.used_twice"]

    town.play(story)


@pytest.mark.parametrize("written", [spaced, escaped])
def test_a_single_item_is_in_the_groups_list(town: Town, written: Writing) -> None:
    async def story(cloud: Cloud) -> None:
        request = town.request(lines=((BREAD, 1),), gtin14="09520000000011", serial="A1")
        paid = replace(await put(cloud, town.request(lines=((BREAD, 1),))), state=AttemptState.PAID)
        named = {"attempt_id": request.attempt_id, "sale_id": request.sale_id}
        claimed = {"paid_at": town.wall.now(), "provider_transaction_id": "4200000001"}
        sale = town.sale(request, replace(paid, **named, **claimed))
        body = written(encode(sale).decode(), "serial")
        await cloud.intake.take(KIOSK, Lane.MONEY, [Chain().add("sale_closed", body)])
        (row,) = await town.rows("select serial, sale_id from sold_serials")
        assert (row.serial, row.sale_id) == ("A1", sale.sale_id)

    town.play(story)
