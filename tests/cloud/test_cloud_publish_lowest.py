"""The lowest price of 30 days: worked out of what the shop published, whatever a sheet says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from cloud.assembly import Cloud
from cloud.catalogue.contents import Contents
from cloud.catalogue.revisions import contents_now
from cloud.database.engine import ACT_AS
from kiosk.domain.price_row import Price, PriceFor
from tests.cloud.goods_files import sheet
from tests.cloud.town import BREAD, MILK, Town
from tests.cloud.visits import Operate

COLUMNS = "sku,kind,price,from,to,lowest_30_days\n"
ZONE = ZoneInfo("Asia/Shanghai")


def asked(town: Town, *days_ago: tuple[int, Contents]) -> None:
    """What the shop published, each so many days ago."""

    async def story(cloud: Cloud) -> None:
        await dated(town, town.revision, 400)
        for days, contents in days_ago:
            await town.sell(cloud, contents)
            await dated(town, town.revision, days)

    town.play(story)


async def dated(town: Town, revision: int, days_ago: int) -> None:
    """As if the revision had been published then."""
    engine, values = create_async_engine(town.urls.owner), {"revision": revision, "days": days_ago}
    async with engine.begin() as connection:
        await connection.execute(ACT_AS, {"tenant": "demo"})
        for table, column in (("catalogue_revisions", "published_at"), ("catalogue_manifests", "signed_at")):
            ago = text(
                f"update {table} set {column} = {column} - make_interval(days => :days)"
                " where revision = :revision"
            )
            assert (await connection.execute(ago, values)).rowcount == 1
    await engine.dispose()


def shown(town: Town) -> dict[tuple[str, str], int | None]:
    """The lowest price of before, by SKU and kind."""

    async def story(cloud: Cloud) -> dict[tuple[str, str], int | None]:
        async with cloud.database.as_tenant("demo") as connection:
            rows = (await contents_now(connection)).prices
        return {(row.sku, row.kind.value): row.lowest_30_minor for row in rows}

    return town.play(story)


def day(town: Town, ahead: int) -> str:
    return (town.wall.now().astimezone(ZONE) + timedelta(days=ahead)).strftime("%Y-%m-%d")


def milk_at(price_minor: int) -> Contents:
    return Contents(products=(replace(MILK, price_minor=price_minor, member_price_minor=None), BREAD))


def shows(operate: Operate) -> None:
    status, said = operate("store", "put", "S01", "--tenant", "demo", "--lowest-30-days")
    assert status == 0, said


def test_the_cloud_knows_what_was_asked_and_the_sheet_need_not_say(
    town: Town, operate: Operate, tmp_path: Path
) -> None:
    asked(town, (90, milk_at(500)), (20, milk_at(420)), (15, milk_at(700)))
    rows = f"1001,offer,3.99,{day(town, 1)},{day(town, 7)},\n1002,member,7.00,,,\n"
    assert operate("prices", sheet(tmp_path, COLUMNS + rows, "prices.csv"))[0] == 0
    assert shown(town) == {("1001", "offer"): None, ("1002", "member"): None}, "no store shows it"
    shows(operate)
    assert operate("prices", sheet(tmp_path, COLUMNS + rows, "prices.csv"))[0] == 0
    assert shown(town) == {("1001", "offer"): 420, ("1002", "member"): 800}
    status, said = operate("prices", sheet(tmp_path, COLUMNS + rows, "prices.csv"))
    assert (status, json.loads(said)["changed"]) == (0, 0), "the same file is no new revision"


def test_an_offer_to_come_counts_the_days_to_come_and_follows_the_goods(
    town: Town, operate: Operate, tmp_path: Path
) -> None:
    asked(town, (90, milk_at(420)), (15, milk_at(700)))
    shows(operate)
    rows = f"1001,offer,3.99,{day(town, 20)},{day(town, 30)},\n"
    assert operate("prices", sheet(tmp_path, COLUMNS + rows, "prices.csv"))[0] == 0
    assert shown(town) == {("1001", "offer"): 700}
    goods = "sku,name_zh,category,price,tax_code,tax_percent\n1001,牛奶,dairy,6.50,VAT13,13\n"
    assert operate("publish", sheet(tmp_path, goods))[0] == 0
    assert shown(town) == {("1001", "offer"): 650}


def test_a_sheet_that_says_more_than_was_asked_is_told_and_the_lower_counts(
    town: Town, operate: Operate, tmp_path: Path
) -> None:
    asked(town, (90, milk_at(500)))
    goods = "sku,name_zh,category,price,tax_code,tax_percent\n1001,牛奶,dairy,5.00,VAT13,13\n"
    told = COLUMNS + f"1001,offer,3.99,{day(town, 1)},,8.00\n1001,member,3.49,,,4.50\n"
    report = tmp_path / "report.csv"
    given = ("--prices", sheet(tmp_path, told, "prices.csv"), "--report", str(report))
    status, said = operate("publish", sheet(tmp_path, goods), *given)
    assert status == 0
    for words in (said, report.read_text("utf-8-sig")):
        assert "the sheet says ¥8.00" in words
        assert "what was published says ¥5.00" in words
    assert shown(town) == {("1001", "offer"): 500, ("1001", "member"): 450}


def test_what_began_long_ago_stays_as_it_was(town: Town, operate: Operate, tmp_path: Path) -> None:
    now: datetime = town.wall.now()
    week = Price(sku="1001", kind=PriceFor.OFFER, amount_minor=399, starts_at=now - timedelta(days=5))
    asked(
        town, (90, milk_at(500)), (40, milk_at(700)), (6, replace(milk_at(700), prices=(week,))),
        (1, replace(milk_at(650), prices=(week,))),
    )  # fmt: skip
    shows(operate)
    goods = "sku,name_zh,category,price,tax_code,tax_percent\n1001,牛奶,dairy,6.00,VAT13,13\n"
    assert operate("publish", sheet(tmp_path, goods))[0] == 0
    assert shown(town) == {("1001", "offer"): 700}
