"""Snapshots of schema 2: all that a good may say goes down and comes back; what does not hold is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from kiosk.domain.catalogue_rows import SnapshotHeader, product_row, read_snapshot, snapshot_lines
from kiosk.domain.category import Category
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.product import (
    BundlePart,
    CodeUnit,
    Names,
    PackCode,
    Product,
    SelfService,
    SoldBy,
    StockHint,
    TripLimit,
)
from kiosk.domain.role import Role
from kiosk.domain.sale_hours import SaleHours
from kiosk.errors import InputRefused

AT = datetime(2026, 12, 1, tzinfo=UTC)
EVENING = SaleHours((5, 6), 1080, 120)
ALCOHOL = Category(
    category_id="alcohol",
    names=Names("酒水", "Alcohol"),
    order=3,
    picture="ab" * 32,
    self_service=SelfService.STAFF,
    minimum_age=18,
    hours=(EVENING,),
    limits=(TripLimit("", 12),),
)
BEER = Category(category_id="beer", parent="alcohol", names=Names("啤酒"))
BOTTLE = Product(
    sku="bottle",
    names=Names("瓶押金"),
    category="other",
    role=Role.DEPOSIT,
    price_minor=50,
    tax_code="n",
    tax_bp=0,
)
LAGER = Product(
    sku="lager",
    names=Names("拉格啤酒", "Lager"),
    short=Names("拉格", "Lager"),
    size=Names("330 ml"),
    brand="酌川",
    category="beer",
    picture="0f" * 32,
    gtins=("09521250013127",),
    packs=(PackCode("09521250023492", 6),),
    plu="501",
    price_minor=450,
    member_price_minor=420,
    tax_code="std",
    tax_bp=1300,
    tax_class="1030306010000000000",
    unit=Names("瓶", "bottle"),
    base_price=Names("¥1.36 / 100 ml"),
    minimum_age=18,
    self_service=SelfService.STAFF,
    identity_required=True,
    hours=(EVENING, SaleHours((1, 2, 3), 600, 1440)),
    limits=(TripLimit("beer", 12), TripLimit("", 6)),
    sale_stop=True,
    message=Names("请勿饮酒后驾车。", "Do not drink and drive."),
    deposit_sku="bottle",
    bundle=(BundlePart("bottle", 6),),
    extended_range=True,
    stock=StockHint.LOW,
    spellings=("la ge pi jiu",),
)
WEEK = Price(
    sku="lager",
    kind=PriceFor.OFFER,
    amount_minor=399,
    starts_at=AT,
    ends_at=AT + timedelta(days=7),
    price_list="north",
    priority=2,
    lowest_30_minor=440,
)


def lines(products: list[Product], prices: list[Price] | None = None, **more: Any) -> list[bytes]:
    return list(
        snapshot_lines(products, [], revision=7, published_at=AT, currency="CNY", prices=prices or [], **more)
    )


def test_everything_a_good_may_say_comes_back_as_it_went() -> None:
    written = lines([BOTTLE, LAGER], [WEEK], categories=[ALCOHOL, BEER])
    header, *rows = read_snapshot(written)
    assert isinstance(header, SnapshotHeader)
    assert (header.schema, header.categories, header.products, header.prices) == (2, 2, 2, 1)
    assert rows == [ALCOHOL, BEER, BOTTLE, LAGER, WEEK]


def test_a_row_decodes_straight_into_the_good_it_tells() -> None:
    row = product_row(LAGER)
    del row["type"]
    assert msgspec.json.decode(msgspec.json.encode(row), type=Product) == LAGER


def test_the_prices_of_a_good_that_was_looked_up_are_not_in_its_row() -> None:
    assert product_row(replace(LAGER, prices=(WEEK,))) == product_row(LAGER)
    with pytest.raises(InputRefused, match=r"unknown_field.*prices"):
        tampered(lines([LAGER, BOTTLE]), 1, prices=[])


def test_a_snapshot_of_schema_1_is_read_as_ever() -> None:
    plain = [replace(BOTTLE, gtins=("09521250013127",))]
    old = [json.loads(line) for line in lines(plain)]
    old[0]["schema"] = 1
    assert list(read_snapshot(json.dumps(row).encode() for row in old))[1:] == plain


def tampered(written: list[bytes], place: int, **fields: object) -> None:
    rows = [json.loads(line) for line in written]
    rows[place].update(fields)
    list(read_snapshot(json.dumps(row).encode() for row in rows))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"packs": [{"gtin": "9521250023492", "quantity": 0}]}, "not_a_whole_number"),
        ({"packs": [{"gtin": "9521250023492", "quantity": 100}]}, "not_a_pack"),
        ({"packs": [{"gtin": "9521250023492", "quantity": 500, "unit": "g"}]}, "not_a_pack"),
        ({"packs": [{"gtin": "9521250023493", "quantity": 6}]}, "wrong_check_digit"),
        ({"packs": [{"gtin": "9521250013127", "quantity": 6}]}, "code_twice"),
        ({"packs": [{"quantity": 6}]}, "not_a_record"),
        ({"packs": {"gtin": "9521250023492"}}, "not_entries"),
        ({"picture": "milk.png"}, "not_a_picture"),
        ({"tax_class": "１０３"}, "not_a_tax_class"),
        ({"hours": [{"days": [8], "opens_min": 0, "closes_min": 60}]}, "not_a_whole_number"),
        ({"hours": [{"days": [], "opens_min": 0, "closes_min": 60}]}, "not_weekdays"),
        ({"hours": [{"days": [1], "opens_min": 1440, "closes_min": 60}]}, "not_a_whole_number"),
        ({"limits": [{"group": "beer", "most": 0}]}, "not_a_whole_number"),
        ({"sale_stop": "yes"}, "not_yes_or_no"),
        ({"message": {"zh": "\x1b@cut"}}, "unprintable"),
        ({"deposit_sku": "lager"}, "link_to_itself"),
        ({"bundle": [{"sku": "lager"}]}, "link_to_itself"),
        ({"stock": "many"}, "not_one_of"),
        ({"spellings": ["Lager'); --"]}, "not_a_spelling"),
    ],
)
def test_a_field_that_does_not_hold_is_refused(fields: dict[str, object], code: str) -> None:
    with pytest.raises(InputRefused, match=code):
        tampered(lines([LAGER, BOTTLE]), 1, **fields)


def test_a_weighed_good_has_codes_of_so_many_grams() -> None:
    rice = replace(BOTTLE, sold_by=SoldBy.WEIGHT, packs=(PackCode("09521250023492", 500, CodeUnit.G),))
    assert list(read_snapshot(lines([rice])))[1:] == [rice]
    with pytest.raises(InputRefused, match="not_a_pack"):
        lines([replace(rice, packs=(PackCode("09521250023492", 6),))])


def test_links_and_prices_lead_to_goods() -> None:
    with pytest.raises(InputRefused, match=r"link_without_good.*bottle"):
        lines([LAGER])
    with pytest.raises(InputRefused, match=r"price_without_good.*lager"):
        lines([BOTTLE], [WEEK])
    with pytest.raises(InputRefused, match=r"price_twice.*lager/offer/north"):
        lines([LAGER, BOTTLE], [WEEK, replace(WEEK, amount_minor=1)])


def test_a_price_that_ends_before_it_starts_or_starts_nowhere_is_refused() -> None:
    with pytest.raises(InputRefused, match="ends_before_it_starts"):
        lines([LAGER, BOTTLE], [replace(WEEK, ends_at=AT)])
    written = lines([LAGER, BOTTLE], [WEEK])
    for wrong in ("2026-12-01T00:00:00", "0001-01-01T00:00:00+10:00", 5):
        with pytest.raises(InputRefused, match="not_an_instant"):
            tampered(written, 3, starts_at=wrong)


def test_kinds_out_of_order_are_refused() -> None:
    written = lines([BOTTLE, LAGER], [WEEK])
    with pytest.raises(InputRefused, match="row_misplaced"):
        list(read_snapshot([written[0], written[1], written[3], written[2], written[4]]))


def test_fewer_prices_than_the_header_counts_are_refused() -> None:
    written = lines([BOTTLE, LAGER], [WEEK])
    with pytest.raises(InputRefused, match=r"wrong_count.*prices"):
        list(read_snapshot([*written[:3], written[4]]))
