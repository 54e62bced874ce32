"""What the shop says of its lowest prices: kept apart from what was published, over goods-only publications,
parcels signed elsewhere and the way back; and what offers and slips make of it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cloud.assembly import Cloud
from cloud.catalogue.contents import Contents
from cloud.catalogue.drafting import rollback
from cloud.catalogue.keeping import signer_here
from cloud.catalogue.publishing import sign_and_put
from cloud.cli import main
from kiosk.domain.offer import Offer, PieceOffer, Selector, UnknownOffer
from kiosk.domain.offer_terms import OfferTerms
from kiosk.domain.product import Names
from tests.cloud.goods_files import sheet
from tests.cloud.test_cloud_publish_lowest import COLUMNS, ZONE, asked, dated, day, milk_at, shown, shows
from tests.cloud.town import Town
from tests.cloud.visits import Operate

GOODS = "sku,name_zh,category,price,tax_code,tax_percent\n1001,牛奶,dairy,5.00,VAT13,13\n"
RENAMED = GOODS.replace("牛奶", "鲜牛奶")
MILK_OFFER = ("1001", "offer")


def offered(town: Town, told: str, first: int = 3) -> str:
    """A sheet with an offer on milk in some days, and what it says of before."""
    return COLUMNS + f"1001,offer,3.99,{day(town, first)},{day(town, first + 6)},{told}\n"


@pytest.fixture
def prices(operate: Operate, tmp_path: Path) -> Operate:
    def publish(text: str, *more: str) -> tuple[int, str]:
        return operate("prices", sheet(tmp_path, text, "prices.csv"), *more)

    return publish


@pytest.fixture
def goods(operate: Operate, tmp_path: Path) -> Operate:
    def publish(text: str, *more: str) -> tuple[int, str]:
        return operate("publish", sheet(tmp_path, text), *more)

    return publish


@pytest.fixture
def shop(town: Town, operate: Operate) -> Town:
    """It sold milk at 5.00 for three months, and shows lowest prices."""
    asked(town, (90, milk_at(500)))
    shows(operate)
    return town


def test_the_shops_lower_word_stays_when_the_goods_are_published_alone(
    shop: Town, goods: Operate, prices: Operate, operate: Operate, tmp_path: Path
) -> None:
    assert prices(offered(shop, "4.50"))[0] == 0
    assert shown(shop) == {MILK_OFFER: 450}
    assert goods(RENAMED)[0] == 0
    assert shown(shop) == {MILK_OFFER: 450}
    recalls = sheet(tmp_path, "recall_id,notice_zh\n", "recalls.csv")
    assert operate("recalls", recalls)[0] == 0
    assert goods(GOODS)[0] == 0
    assert shown(shop) == {MILK_OFFER: 450}
    assert prices(offered(shop, ""))[0] == 0, "a sheet of now is the shop's word of now"
    assert shown(shop) == {MILK_OFFER: 500}


def test_going_back_finds_the_word_of_then(
    shop: Town, goods: Operate, prices: Operate, operate: Operate
) -> None:
    assert prices(offered(shop, "4.50"))[0] == 0
    then = revision(shop)
    assert prices(offered(shop, "4.20"))[0] == 0
    assert operate("publish", "rollback", str(then))[0] == 0
    assert goods(RENAMED)[0] == 0
    assert shown(shop) == {MILK_OFFER: 450}


def test_the_word_goes_with_a_parcel(
    shop: Town, goods: Operate, prices: Operate, operate: Operate, tmp_path: Path
) -> None:
    parcel = str(tmp_path / "parcel")
    assert prices(offered(shop, "4.50"), "--unsigned", parcel)[0] == 0
    key = str(shop.data / "keys" / "demo-catalogue.key")
    assert main(["publish", "sign", "--key", key, parcel]) == 0
    assert operate("publish", "put", parcel)[0] == 0
    assert goods(RENAMED)[0] == 0
    assert shown(shop) == {MILK_OFFER: 450}


@pytest.mark.soak
def test_a_slip_that_was_corrected_is_not_the_lowest_price_for_who_says_so(
    shop: Town, goods: Operate, prices: Operate
) -> None:
    goods(GOODS.replace("5.00", "0.05"))
    goods(GOODS)
    assert prices(offered(shop, "5.00"))[0] == 0
    assert shown(shop) == {MILK_OFFER: 5}
    status, said = prices(offered(shop, "5.00"), "--lowest-as-told")
    assert status == 0
    assert "Row 2, lowest_30_days: ¥5.00 is shown as the lowest price of good 1001" in said
    assert "though what was published says ¥0.05. This is kept on record" in said
    assert shown(shop) == {MILK_OFFER: 500}
    assert goods(RENAMED)[0] == 0
    assert shown(shop) == {MILK_OFFER: 500}
    (kept,) = asyncio.run(
        shop.rows("select distinct told::text as told from catalogue_lowest_told where as_told")
    )
    ((price, word),) = json.loads(kept.told).items()
    assert (price.startswith("1001/offer/"), word["minor"], word["stands"]) == (True, 500, True)
    assert goods(RENAMED.replace("5.00", "4.70"))[0] == 0
    assert shown(shop) == {MILK_OFFER: 470}, "what is asked after the word counts"


def test_nothing_stands_as_told_without_a_sheet(shop: Town, goods: Operate) -> None:
    status, said = goods(GOODS, "--lowest-as-told")
    assert (status, "give it with --prices" in said) == (1, True)


def test_the_row_of_the_sheet_is_named_and_the_stores_clock(
    shop: Town, goods: Operate, prices: Operate, tmp_path: Path
) -> None:
    early = shop.wall.now().astimezone(ZONE) + timedelta(days=3)
    rows = f"1001,list,5.00,,,\n1001,offer,3.99,{early:%Y-%m-%d} 07:30,,8.00\n"
    told = (
        "Row 3, lowest_30_days: the sheet says ¥8.00 as the lowest price of good 1001 in the 30 days"
        f" before its reduction from {early:%Y-%m-%d} 07:30, what was published says ¥5.00"
    )
    assert told in prices(COLUMNS + rows)[1]
    report = tmp_path / "report.csv"
    given = ("--prices", sheet(tmp_path, COLUMNS + rows, "prices.csv"), "--report", str(report), "--check")
    assert told in goods(GOODS, *given)[1]
    assert "prices.csv,3,lowest_30_days,¥8.00," in report.read_text("utf-8-sig")


# What was published


def milk_offer(**fields: object) -> PieceOffer:
    given = {"offer_id": "p", "names": Names("特价", "Special"), "goods": Selector(skus=("1001",)), **fields}
    return PieceOffer(**given)  # type: ignore[arg-type]


def with_offers(price_minor: int, *offers: Offer) -> Contents:
    return replace(milk_at(price_minor), offers=offers)


def test_an_offer_to_everybody_is_a_price_that_was_asked(
    town: Town, operate: Operate, prices: Operate
) -> None:
    hours = milk_offer(price_minor=200, terms=OfferTerms(weekdays=(1, 2, 3)))
    asked(
        town,
        (90, with_offers(500, milk_offer(price_minor=100))),
        (50, milk_at(500)),
        (9, with_offers(500, milk_offer(price_minor=300), replace(hours, offer_id="q"))),
        (4, milk_at(500)),
    )
    shows(operate)
    assert prices(offered(town, ""))[0] == 0
    assert shown(town) == {MILK_OFFER: 300}
    assert prices(offered(town, "", first=28))[0] == 0
    assert shown(town) == {MILK_OFFER: 500}


@pytest.mark.soak
def test_an_offer_of_now_holds_on_until_the_reduction(
    shop: Town, goods: Operate, prices: Operate, tmp_path: Path
) -> None:
    offers = "offer_id,name_zh,name_en,kind,skus,price\np,特价,Special,piece,1001,3.00\n"
    assert goods(GOODS, "--offers", sheet(tmp_path, offers, "offers.csv"))[0] == 0
    assert prices(offered(shop, ""))[0] == 0
    assert shown(shop) == {MILK_OFFER: 300}
    assert goods(GOODS, "--drop", "offers")[0] == 0
    assert shown(shop) == {MILK_OFFER: 300}, "it was asked today"


@pytest.mark.soak
def test_nothing_is_shown_where_an_offer_cannot_be_judged_but_what_the_shop_says(
    town: Town, operate: Operate, prices: Operate
) -> None:
    strange = UnknownOffer(
        offer_id="x", kind="lottery", row='{"type":"offer","kind":"lottery","offer_id":"x"}'
    )
    asked(town, (90, milk_at(500)), (9, with_offers(500, strange)), (8, milk_at(500)))
    shows(operate)
    status, said = prices(offered(town, ""))
    assert (status, "Good 1001: an offer that this version cannot judge held in the 30 days" in said) == (
        0,
        True,
    )
    assert shown(town) == {MILK_OFFER: None}
    assert prices(offered(town, "4.80"))[0] == 0
    assert shown(town) == {MILK_OFFER: 480}


@pytest.mark.soak
def test_what_was_sold_after_going_back_is_what_was_asked(
    town: Town, operate: Operate, prices: Operate
) -> None:
    """4.00 long ago, 7.00 since, and 4.00 again for two days when the shop went back."""
    asked(town, (90, milk_at(400)))
    cheap = town.revision
    asked_now(town, 60, milk_at(700))
    goes_back(town, cheap, days_ago=5)
    asked_now(town, 3, milk_at(700))
    shows(operate)
    assert prices(offered(town, ""))[0] == 0
    assert shown(town) == {MILK_OFFER: 400}


def test_what_members_paid_is_the_lowest_of_a_price_for_members(
    town: Town, operate: Operate, prices: Operate
) -> None:
    milk, *rest = milk_at(500).products
    asked(town, (90, Contents(products=(replace(milk, member_price_minor=420), *rest))))
    shows(operate)
    rows = f"1001,offer,3.99,{day(town, 3)},,\n1001,member,3.49,{day(town, 3)},,\n"
    assert prices(COLUMNS + rows)[0] == 0
    assert shown(town) == {MILK_OFFER: 500, ("1001", "member"): 420}


def test_a_young_shop_goes_on_by_what_it_said_of_before(
    town: Town, operate: Operate, prices: Operate
) -> None:
    """Its first revision is ten days old: of the twenty before only the shop knows."""
    shows(operate)
    asyncio.run(dated(town, 1, 10))
    soon = offered(town, "2.80")
    assert prices(soon)[0] == 0
    assert shown(town) == {MILK_OFFER: 280}
    assert prices(offered(town, ""))[0] == 0
    assert shown(town) == {MILK_OFFER: 280}


# What it takes


def revision(town: Town) -> int:
    (row,) = asyncio.run(town.rows("select max(revision) as newest from catalogue_revisions"))
    newest: int = row.newest
    return newest


def asked_now(town: Town, days_ago: int, contents: Contents) -> None:
    """Beside `asked`, which dates the town's first revision as well."""

    async def story(cloud: Cloud) -> None:
        await town.sell(cloud, contents)
        await dated(town, town.revision, days_ago)

    town.play(story)


def goes_back(town: Town, to: int, days_ago: int) -> None:
    async def story(cloud: Cloud) -> None:
        at = town.wall.now() - timedelta(days=days_ago)
        async with cloud.database.as_tenant("demo") as connection:
            sign = await signer_here(connection, cloud.keys, "demo")
            await sign_and_put(connection, "demo", await rollback(connection, "demo", to, at), sign)

    town.play(story)
