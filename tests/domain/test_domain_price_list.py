"""Prices with dates and store groups: which one holds, when it changes, what the trace says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.label import plausible
from kiosk.domain.price_list import prices_now
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.pricing import PricedBasket, PriceKind, PricingContext, price
from kiosk.domain.product import Names, Product, SoldBy
from kiosk.domain.promotion import OfferBook
from kiosk.errors import InputRefused

MIDNIGHT = datetime(2026, 12, 1, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MILK = Product(
    sku="milk",
    names=Names("牛奶", "Milk"),
    category="dairy",
    price_minor=1000,
    member_price_minor=950,
    tax_code="std",
    tax_bp=1300,
)


def row(amount_minor: int, kind: PriceFor = PriceFor.LIST, **fields: object) -> Price:
    return Price(sku="milk", kind=kind, amount_minor=amount_minor, **fields)  # type: ignore[arg-type]


def with_rows(*rows: Price) -> Product:
    return replace(MILK, prices=rows)


def listed(product: Product, at: datetime = MIDNIGHT, *price_lists: str) -> int:
    return prices_now(product, at, price_lists).listed.minor


def priced(
    product: Product, at: datetime = MIDNIGHT, member: bool = False, *price_lists: str
) -> PricedBasket:
    context = PricingContext(
        at=at,
        zone="Asia/Shanghai",
        currency="CNY",
        member_segments=("member",) if member else (),
        price_lists=price_lists,
    )
    basket = Basket((BasketLine(line_id="l1", sku="milk", quantity=2),))
    return price(basket, {"milk": product}, OfferBook(), context)


def test_a_future_price_switches_at_its_instant_by_itself() -> None:
    dearer = with_rows(row(1200, starts_at=MIDNIGHT))
    assert listed(dearer, MIDNIGHT - timedelta(microseconds=1)) == 1000
    assert listed(dearer, MIDNIGHT) == 1200
    assert priced(dearer, MIDNIGHT - MINUTE).total_minor == 2000
    assert priced(dearer, MIDNIGHT).total_minor == 2400


def test_an_offer_of_a_week_gives_the_list_price_back_when_it_is_over() -> None:
    week = with_rows(row(800, PriceFor.OFFER, starts_at=MIDNIGHT, ends_at=MIDNIGHT + 7 * DAY))
    totals = [priced(week, MIDNIGHT + days * DAY).total_minor for days in (-1, 0, 6, 7)]
    assert totals == [2000, 1600, 1600, 2000]


def test_a_price_of_another_group_of_stores_is_not_ours() -> None:
    north = with_rows(row(900, price_list="north"))
    assert listed(north) == listed(north, MIDNIGHT, "south") == 1000
    assert listed(north, MIDNIGHT, "south", "north") == 900


def test_the_higher_priority_counts_and_of_equal_ones_the_later_start() -> None:
    rows = [
        row(1100, starts_at=MIDNIGHT - 9 * DAY),
        row(1200, starts_at=MIDNIGHT - 2 * DAY),
        row(1300, price_list="north", priority=1, starts_at=MIDNIGHT - 30 * DAY),
    ]
    assert listed(with_rows(*rows)) == 1200
    assert listed(with_rows(*rows), MIDNIGHT, "north") == 1300
    assert listed(with_rows(*rows), MIDNIGHT - 5 * DAY) == 1100


@given(
    st.permutations(
        [
            row(1100, starts_at=MIDNIGHT - DAY),
            row(1200, starts_at=MIDNIGHT - DAY, price_list="north"),
            row(1300, starts_at=MIDNIGHT - DAY, price_list="south"),
            row(900, PriceFor.OFFER, ends_at=MIDNIGHT + DAY),
            row(850, PriceFor.MEMBER),
        ]
    )
)
def test_the_order_of_rows_changes_nothing(rows: list[Price]) -> None:
    now = prices_now(with_rows(*rows), MIDNIGHT, ("south", "north"))
    assert (now.listed.minor, now.offer and now.offer.minor, now.member and now.member.minor) == (
        1100,
        900,
        850,
    )


def test_the_shopper_pays_the_lowest_of_list_offer_and_member_price_and_the_trace_names_its_row() -> None:
    offer = with_rows(row(900, PriceFor.OFFER), row(850, PriceFor.MEMBER, starts_at=MIDNIGHT - DAY))
    (line,) = priced(offer).lines
    assert (line.price_kind, line.list_total_minor, line.total_minor) == (PriceKind.OFFER, 2000, 1800)
    assert [(step.code, step.amount_minor, step.source) for step in line.trace] == [
        ("pricing.list_price", 2000, "milk"),
        ("pricing.offer_price", -200, "milk/offer//"),
    ]
    (line,) = priced(offer, member=True).lines
    assert (line.price_kind, line.total_minor) == (PriceKind.MEMBER, 1700)
    assert line.trace[1].source == f"milk/member//{(MIDNIGHT - DAY).isoformat()}"


def test_an_offer_that_is_no_lower_is_none() -> None:
    (line,) = priced(with_rows(row(1000, PriceFor.OFFER))).lines
    assert (line.price_kind, len(line.trace)) == (PriceKind.LIST, 1)


def test_the_lowest_price_of_thirty_days_travels_with_the_offer() -> None:
    now = prices_now(with_rows(row(800, PriceFor.OFFER, lowest_30_minor=950)), MIDNIGHT, ())
    assert now.offer is not None
    assert now.offer.lowest_30_minor == 950
    assert now.least(for_member=False) == now.of(PriceKind.OFFER) == now.offer
    assert now.of(PriceKind.LABEL) is None


def test_a_row_without_a_zone_or_below_nothing_is_refused_by_the_engine() -> None:
    for bad in (row(-1), row(5, starts_at=MIDNIGHT.replace(tzinfo=None))):
        with pytest.raises(InputRefused, match="bad_product"):
            priced(with_rows(bad))


def test_a_scale_label_may_carry_the_price_of_a_price_list() -> None:
    apples = replace(MILK, plu="21", sold_by=SoldBy.WEIGHT, member_price_minor=None)
    label = BasketLine(line_id="l1", sku="milk", weight_g=500, label_price_minor=300)
    assert not plausible(apples, label)
    assert plausible(replace(apples, prices=(row(600, PriceFor.OFFER),)), label)
