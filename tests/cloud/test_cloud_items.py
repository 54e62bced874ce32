"""Single items, recalls and dates at the cloud: what it sells, remembers, tells kiosks and finds again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.assembly import Cloud
from cloud.catalogue.revisions import current_revision, offers_at, publish, publish_recalls, recalls_at
from cloud.items import sold
from cloud.items.sold import back_for_sale, serials_after, serials_upto
from cloud.keys import CATALOGUE
from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.days import day_of
from kiosk.domain.events import Lane
from kiosk.domain.payment import AttemptRequest, AttemptState
from kiosk.domain.pricing import price
from kiosk.domain.product import Names
from kiosk.domain.promotion import MultiBuy, NearDate, compile_offers
from kiosk.domain.recall import Recall
from kiosk.domain.sale import Sale
from kiosk.domain.serials import Serial, SerialMark
from kiosk.remote.wire.codec import encode
from kiosk.store.snapshot_file import read_rows
from tests.cloud.town import BREAD, KIOSK, MILK, OFFERS, Chain, Town, trade
from tests.cloud.visits import Floor, Operate, receipt

GTIN = "09520000000011"
NOTICE = Names("牛奶召回", "Milk recall")
TEN_OFF = NearDate(offer_id="near", names=Names("临期"), skus=("1001",), days=2, percent=10)


def line(sku: str = "1001", **fields: Any) -> BasketLine:
    told = {"line_id": f"l-{sku}-{sorted(fields)}", "sku": sku, "gtin14": GTIN if sku == "1001" else ""}
    return BasketLine(**{**told, **fields})


def request(
    town: Town, *lines: BasketLine, offers: Sequence[Any] = OFFERS, revision: int = 0
) -> AttemptRequest:
    """Of a basket with just these lines."""
    plain = town.request()
    basket = Basket(lines)
    book = compile_offers(offers, revision or town.revision)
    priced = price(basket, {"1001": MILK, "1002": BREAD}, book, plain.context)
    return replace(plain, basket=basket, priced=priced)


async def ask(cloud: Cloud, asked: AttemptRequest) -> str:
    """What becomes of asking for its money: the state, or the code of the no."""
    answer = await cloud.desk.put(KIOSK, asked)
    return answer.reason.code if answer.reason is not None else answer.state


async def sell(town: Town, cloud: Cloud, chain: Chain, *lines: BasketLine) -> Sale:
    """A whole sale, its record on its way."""
    asked = request(town, *lines)
    shown = await cloud.desk.put(KIOSK, asked)
    assert shown.state is AttemptState.PRESENTED, shown
    town.till.pay(trade(asked))
    await cloud.machine.work("demo", asked.attempt_id)
    paid = (await town.row(cloud, asked.attempt_id)).answer()
    sale = town.sale(asked, paid)
    chain.add("sale_closed", sale)
    return sale


async def alarms(town: Town) -> list[str]:
    return [row.code for row in await town.rows("select code from alarms order by alarm_id")]


async def republish(cloud: Cloud, *recalls: Recall, offers: Sequence[Any] | None = None) -> int:
    async with cloud.database.as_tenant("demo") as connection:
        key = await cloud.keys.announce(connection, "demo", CATALOGUE)
        how: dict[str, Any] = {"currency": "CNY", "at": cloud.now(), "sign": key.sign}
        if offers is not None:
            done = await publish(connection, "demo", [MILK, BREAD], offers, **how)
        else:
            done = await publish_recalls(connection, "demo", recalls, **how)
    return done.revision


def recall(*batches: str) -> Recall:
    return Recall(recall_id="r-1", notice=NOTICE, gtins=(GTIN,), batches=batches)


# Sold once


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


# Dates and recalls


def test_what_is_past_its_date_or_recalled_since_is_not_paid(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        today = day_of(town.wall.now(), "Asia/Shanghai")
        past = line(expiry=today - timedelta(days=1))
        assert await ask(cloud, request(town, past)) == "payment.item_not_for_sale"
        assert await ask(cloud, request(town, line(expiry=today))) == AttemptState.PRESENTED
        await republish(cloud, recall("L7"))
        assert await ask(cloud, request(town, line(batch="L7"))) == "payment.item_not_for_sale"
        assert await ask(cloud, request(town, line(batch="L8"))) == AttemptState.PRESENTED
        plain = request(town, line())
        assert await ask(cloud, plain) == AttemptState.PRESENTED, "that kiosk may not know of the recall yet"
        revision = await republish(cloud, recall("L7", "L9"))
        assert await ask(cloud, request(town, line(), revision=revision)) == "payment.approval_missing"
        allowed = request(town, line(approved_by="A01"), revision=revision)
        assert await ask(cloud, allowed) == AttemptState.PRESENTED

    town.play(story)


def test_recalls_outlive_the_goods_they_were_published_with(town: Town, tmp_path: Path) -> None:
    async def story(cloud: Cloud) -> None:
        revision = await republish(cloud, recall("L7"))
        assert await republish(cloud, recall("L7")) == revision, "the same list is no new revision"
        later = await republish(cloud, offers=[*OFFERS, TEN_OFF])
        assert later == revision + 1
        async with cloud.database.as_tenant("demo") as connection:
            book = await recalls_at(connection, later)
            offers = await offers_at(connection, later)
        assert book is not None
        assert book.recalls == (recall("L7"),)
        assert offers is not None
        assert {type(offer) for offer in offers.offers} == {MultiBuy, NearDate}
        assert offers.near_by_sku == {"1001": (TEN_OFF,)}
        (row,) = await town.rows(f"select snapshot from catalogue_revisions where revision = {later}")
        (tmp_path / "s").write_bytes(row.snapshot)
        rows = list(read_rows(tmp_path / "s"))
        assert recall("L7") in rows
        assert TEN_OFF in rows
        gone = await republish(cloud)
        async with cloud.database.as_tenant("demo") as connection:
            assert await current_revision(connection) == gone == later + 1
            nothing = await recalls_at(connection, gone)
        assert nothing is not None
        assert nothing.recalls == ()

    town.play(story)


def test_a_markdown_is_priced_again_to_the_minor_unit(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        revision = await republish(cloud, offers=[*OFFERS, TEN_OFF])
        today = day_of(town.wall.now(), "Asia/Shanghai")
        near = line(best_before=today)
        honest = request(town, near, offers=[*OFFERS, TEN_OFF], revision=revision)
        assert honest.priced.total_minor == 315
        assert await ask(cloud, honest) == AttemptState.PRESENTED
        more = request(town, near, offers=[*OFFERS, replace(TEN_OFF, percent=90)], revision=revision)
        assert await ask(cloud, more) == "payment.price_differs"
        forged = request(town, near, offers=[*OFFERS, TEN_OFF], revision=revision)
        fresh = Basket((replace(near, best_before=date(2099, 1, 1)),))
        assert await ask(cloud, replace(forged, basket=fresh)) == "payment.price_differs"

    town.play(story)


# People


def test_an_operator_publishes_recalls_and_finds_who_has_the_goods(
    floor: Floor, operate: Operate, tmp_path: Path
) -> None:
    town = floor.line.town
    known = floor.record(floor.pay(request(town, line(batch="L7", serial="A1"))))
    floor.record(floor.pay(request(town, line(batch="L8"))))
    unsure = floor.record(floor.pay(request(town, line())))
    floor.record(floor.pay(request(town, line("1002"))))
    sheet = tmp_path / "recalls.csv"
    sheet.write_text(f"recall_id,notice_zh,gtins,batches\nr-1,牛奶召回,{GTIN},L7;L9\n", "utf-8")
    status, told = operate("recalls", str(sheet))
    assert (status, json.loads(told)) == (0, {"revision": town.revision + 1, "recalls": 1})
    status, told = operate("recalled", "r-1")
    found = [json.loads(text) for text in told.splitlines()]
    assert status == 0
    assert [(one["sale_no"], one["certain"]) for one in found] == [
        (unsure.sale_no, False),
        (known.sale_no, True),
    ]
    assert (found[1]["batch"], found[1]["serial"]) == ("L7", "A1")
    assert operate("recalled", "r-9")[0] == 1
    assert "r-9" in operate("recalled", "r-9")[1]


def test_a_recall_sheet_with_a_slip_changes_nothing(town: Town, operate: Operate, tmp_path: Path) -> None:
    sheet = tmp_path / "recalls.csv"
    sheet.write_text("recall_id,notice_zh,gtins,batches\nr-1,牛奶召回,,L7\nr-2,x,123,\n", "utf-8")
    status, told = operate("recalls", str(sheet))
    assert status == 1
    assert "Row 2" in told
    assert "Row 3" in told

    async def story(cloud: Cloud) -> int:
        async with cloud.database.as_tenant("demo") as connection:
            return await current_revision(connection)

    assert town.play(story) == town.revision


def test_an_operator_puts_an_item_back_for_sale(floor: Floor, operate: Operate) -> None:
    floor.record(floor.pay(request(floor.line.town, line(serial="A1"))))
    status, told = operate("back-for-sale", GTIN.removeprefix("0"), "A1", "A2")
    assert (status, json.loads(told)) == (0, {"back_for_sale": 1, "never_sold": 1})
    marks = floor.line.client.fetch_serials(1).marks
    assert marks == (SerialMark(Serial(GTIN, "A1"), sold=False),)
    assert operate("back-for-sale", "123", "A1")[0] == 1
    assert encode(marks)
