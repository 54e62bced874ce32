"""Single items at the cloud: sold once, remembered, told to kiosks, put back on the shelf."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.assembly import Cloud
from cloud.items import sold
from cloud.items.sold import back_for_sale, serials_after, serials_upto
from kiosk.domain.events import Lane
from kiosk.domain.payment import AttemptState
from kiosk.domain.serials import Serial, SerialMark
from kiosk.remote.wire.codec import encode
from tests.cloud.asking import GTIN, alarms, ask, line, request, sell
from tests.cloud.town import KIOSK, Chain, Town
from tests.cloud.visits import Floor, Operate, receipt


def test_an_item_is_sold_once_in_all_shops_of_the_group(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        chain = Chain()
        first = await sell(town, cloud, chain, line(serial="A1", batch="L7"))
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        assert await ask(cloud, request(town, line(serial="A1"))) == "payment.item_not_for_sale"
        assert await ask(cloud, request(town, line(serial="A2"))) == AttemptState.PRESENTED
        async with cloud.database.as_tenant("demo") as connection:
            page = await serials_after(connection, 0)
        assert (page.marks, page.upto) == ((SerialMark(Serial(GTIN, "A1")),), 1)
        assert first.basket.lines[0].batch == "L7"
        assert await alarms(town) == []

    town.play(story)


def test_two_kiosks_without_a_line_sold_the_same_item(town: Town) -> None:
    """Both had their money: both are sales, and people are told once."""

    async def story(cloud: Cloud) -> None:
        chain = Chain()
        sales = [await sell(town, cloud, chain, line(serial="A1")) for _ in range(2)]
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        booked = await town.rows("select sale_id, doubt from sales")
        assert {row.sale_id for row in booked} == {sale.sale_id for sale in sales}
        assert [row.doubt for row in booked] == [None, None]
        assert await alarms(town) == ["serial.sold_twice"]
        (about,) = await town.rows("select about from alarms")
        assert (about.about["gtin"], about.about["serial"]) == (GTIN, "A1")
        assert (about.about["sale"], about.about["other"]) == (sales[1].sale_no, sales[0].sale_id)

    town.play(story)


def test_the_same_item_twice_in_a_basket_is_not_paid(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        twice = request(town, line(serial="A1"), line(serial="A1", line_id="other"))
        assert await ask(cloud, twice) == "payment.item_not_for_sale"

    town.play(story)


def test_an_item_that_came_back_may_be_sold_again(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        chain = Chain()
        await sell(town, cloud, chain, line(serial="A1"))
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        async with cloud.database.as_tenant("demo") as connection:
            items = [Serial(GTIN, "A1"), Serial(GTIN, "never")]
            assert await back_for_sale(connection, "demo", items) == 1
            page = await serials_after(connection, 1)
        assert (page.marks, page.upto) == ((SerialMark(Serial(GTIN, "A1"), sold=False),), 2)
        again = await sell(town, cloud, chain, line(serial="A1"))
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        assert await alarms(town) == []
        (row,) = await town.rows("select sale_id, sold, place from sold_serials")
        assert (row.sale_id, row.sold, row.place) == (again.sale_id, True, 3)

    town.play(story)


def test_the_list_is_told_in_pages_and_a_new_kiosk_hears_only_what_it_can_keep(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sold, "PAGE", 2)

    async def heard(connection: AsyncConnection, after: int) -> list[str]:
        page = await serials_after(connection, after)
        rest = await heard(connection, page.upto) if page.marks else []
        return [mark.item.serial for mark in page.marks] + rest

    async def story(cloud: Cloud) -> None:
        chain = Chain()
        items = [line(serial=f"A{n}", line_id=str(n)) for n in range(5)]
        await sell(town, cloud, chain, *items)
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        async with cloud.database.as_tenant("demo") as connection:
            assert await heard(connection, 0) == ["A0", "A1", "A2", "A3", "A4"]
            assert await heard(connection, 3) == ["A3", "A4"]
            assert await serials_upto(connection) == 5
            monkeypatch.setattr(sold, "MOST_TOLD", 3)
            assert await heard(connection, 0) == ["A2", "A3", "A4"]
            assert (await serials_after(connection, 9)).upto >= 5

    town.play(story)


def test_no_tenant_sees_the_items_of_another(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        chain = Chain()
        await sell(town, cloud, chain, line(serial="A1"))
        await cloud.intake.take(KIOSK, Lane.MONEY, chain.records)
        assert await town.rows("select * from sold_serials", "other") == []
        assert len(await town.rows("select * from sold_serials")) == 1

    town.play(story)


def test_the_list_on_the_line(floor: Floor) -> None:
    client, chain = floor.line.client, floor.chain
    assert client.fetch_serials(0).marks == ()
    sale = floor.pay(request(floor.line.town, line(serial="A1", batch="L7")))
    floor.record(sale)
    page = client.fetch_serials(0)
    assert page.marks == (SerialMark(Serial(GTIN, "A1")),)
    assert client.fetch_serials(page.upto).marks == ()
    assert len(chain.records) == 1
    text = floor.get(f"{receipt(sale)}?lang=en").text
    assert "batch" in text
    assert "L7" in text
    assert "A1" in text


def test_an_operator_puts_an_item_back_for_sale(floor: Floor, operate: Operate) -> None:
    floor.record(floor.pay(request(floor.line.town, line(serial="A1"))))
    status, told = operate("back-for-sale", GTIN.removeprefix("0"), "A1", "A2")
    assert (status, json.loads(told)) == (0, {"back_for_sale": 1, "never_sold": 1})
    marks = floor.line.client.fetch_serials(1).marks
    assert marks == (SerialMark(Serial(GTIN, "A1"), sold=False),)
    assert operate("back-for-sale", "123", "A1")[0] == 1
    assert encode(marks)
