"""Dates, recalls and markdowns at the cloud: what it sells by them, publishes and finds again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from cloud.assembly import Cloud
from cloud.catalogue.revisions import current_revision, offers_at, recalls_at
from kiosk.domain.basket import Basket
from kiosk.domain.days import day_of
from kiosk.domain.payment import AttemptState
from kiosk.domain.promotion import MultiBuy, NearDate
from kiosk.store.snapshot_file import read_rows
from tests.cloud.asking import GTIN, TEN_OFF, ask, line, recall, republish, request
from tests.cloud.town import OFFERS, Town
from tests.cloud.visits import Floor, Operate


def test_what_is_past_its_date_or_recalled_since_is_not_paid(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        today = day_of(town.wall.now(), "Asia/Shanghai")
        past = line(expiry=today - timedelta(days=1))
        assert await ask(cloud, request(town, past)) == "payment.item_not_for_sale"
        assert await ask(cloud, request(town, line(expiry=today))) == AttemptState.PRESENTED
        await republish(town, cloud, recall("L7"))
        assert await ask(cloud, request(town, line(batch="L7"))) == "payment.item_not_for_sale"
        assert await ask(cloud, request(town, line(batch="L8"))) == AttemptState.PRESENTED
        plain = request(town, line())
        assert await ask(cloud, plain) == AttemptState.PRESENTED, "that kiosk may not know of the recall yet"
        revision = await republish(town, cloud, recall("L7", "L9"))
        assert await ask(cloud, request(town, line(), revision=revision)) == "payment.approval_missing"
        allowed = request(town, line(approved_by="A01"), revision=revision)
        assert await ask(cloud, allowed) == AttemptState.PRESENTED

    town.play(story)


def test_recalls_outlive_the_goods_they_were_published_with(town: Town, tmp_path: Path) -> None:
    async def story(cloud: Cloud) -> None:
        revision = await republish(town, cloud, recall("L7"))
        assert await republish(town, cloud, recall("L7")) == revision, "the same list is no new revision"
        later = await republish(town, cloud, offers=[*OFFERS, TEN_OFF])
        assert later == revision + 1
        async with cloud.database.as_tenant("demo") as connection:
            book = await recalls_at(connection, later)
            offers = await offers_at(connection, later)
        assert book is not None
        assert book.recalls == (recall("L7"),)
        assert offers is not None
        assert {type(offer) for offer in offers.offers} == {MultiBuy, NearDate}
        assert (TEN_OFF, 0) in offers.by_sku["1001"]
        published = f"select content from catalogue_files where revision = {later} and from_revision is null"
        (row,) = await town.rows(published)
        (tmp_path / "s").write_bytes(row.content)
        rows = list(read_rows(tmp_path / "s"))
        assert recall("L7") in rows
        assert TEN_OFF in rows
        gone = await republish(town, cloud)
        async with cloud.database.as_tenant("demo") as connection:
            assert await current_revision(connection) == gone == later + 1
            nothing = await recalls_at(connection, gone)
        assert nothing is not None
        assert nothing.recalls == ()

    town.play(story)


def test_a_markdown_is_priced_again_to_the_minor_unit(town: Town) -> None:
    async def story(cloud: Cloud) -> None:
        revision = await republish(town, cloud, offers=[*OFFERS, TEN_OFF])
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
    published = json.loads(told)
    assert (status, published["revision"], published["recalls"]) == (0, town.revision + 1, 1)
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
