"""Offers among the prices of before: what one piece alone cost everybody counts, what asks for something of
the shopper does not, and what cannot be known is said not to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.category import Category, compile_categories
from kiosk.domain.lowest_price import InForce, OffersHeld, for_everybody, lowest_asked, window
from kiosk.domain.offer import (
    EVERYTHING,
    BasketOffer,
    MultiBuy,
    NearDate,
    Offer,
    PieceOffer,
    Reward,
    Selector,
    SetDeal,
    Slot,
    StickerOffer,
    Tier,
    TierBy,
    TierStep,
    UnknownOffer,
)
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.priced import PricingContext
from kiosk.domain.product import Names, Product, SoldBy
from kiosk.domain.role import Role
from kiosk.domain.sale_hours import SaleHours
from kiosk.errors import InputRefused

ZONE = "Europe/Berlin"
DAY = timedelta(days=1)
SALE = datetime(2027, 1, 15, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
JAM = Product(
    sku="jam", names=Names("果酱", "Jam"), category="jam", price_minor=500, tax_code="a", tax_bp=700
)
BAG = replace(JAM, sku="bag", price_minor=50, role=Role.BAG)
JARS = Selector(skus=("jam",))
OF_ALL = {"offer_id": "o", "names": Names("特价", "Special")}


def piece(terms: OfferTerms | None = None, **fields: object) -> PieceOffer:
    given = {"goods": JARS, **OF_ALL, **fields}
    return PieceOffer(**given, terms=terms or OfferTerms())  # type: ignore[arg-type]


def lowest(*offers: Offer, good: Product = JAM, days: float = 10, for_member: bool = False) -> int | None:
    """Before a reduction on `SALE`, these offers having held from so many days before until five before."""
    tree = [Category(category_id="spreads", names=Names("酱", "Spreads"))]
    tree.append(Category(category_id="jam", names=Names("果酱", "Jam"), parent="spreads"))
    book = for_everybody(offers, compile_categories(tree, 1))
    none = for_everybody((), compile_categories((), 1))
    start, end = SALE - days * DAY, SALE - 5 * DAY
    held = [
        OffersHeld(SALE - 90 * DAY, start, none),
        OffersHeld(start, end, book),
        OffersHeld(end, SALE, none),
    ]
    buyer = PricingContext(
        at=SALE, zone=ZONE, currency="EUR", member_segments=("member",) if for_member else ()
    )
    spans = [InForce(SALE - 90 * DAY, SALE, good)]
    return lowest_asked(spans, window(SALE, ZONE), SALE, buyer, held)


@pytest.mark.parametrize(
    ("offer", "found"),
    [
        (piece(price_minor=300), 300),
        (piece(percent=10), 450),
        (piece(amount_minor=120, goods=EVERYTHING), 380),
        (piece(percent=10, goods=Selector(categories=("spreads",))), 450),
        (piece(OfferTerms(most_uses=2), price_minor=300), 300),
        (piece(OfferTerms(combination=Combination.EXCLUSIVE), price_minor=300), 300),
        (MultiBuy(**OF_ALL, skus=("jam",), quantity=1, price_minor=310), 310),  # type: ignore[arg-type]
        (SetDeal(**OF_ALL, slots=(Slot(goods=JARS),), reward=Reward(percent=20)), 400),  # type: ignore[arg-type]
        (
            Tier(**OF_ALL, goods=JARS, by=TierBy.QUANTITY, steps=(TierStep(at_least=1, percent=20),)),  # type: ignore[arg-type]
            400,
        ),
        (BasketOffer(**OF_ALL, percent=30), 350),  # type: ignore[arg-type]
    ],
)
def test_what_one_piece_alone_cost_everybody_counts(offer: Offer, found: int) -> None:
    assert lowest(offer) == found


HAPPY_HOUR = (SaleHours((1, 2, 3, 4, 5, 6, 7), 18 * 60, 20 * 60),)


@pytest.mark.parametrize(
    "offer",
    [
        piece(OfferTerms(coupon=True), price_minor=300),
        piece(OfferTerms(segments=("member",)), price_minor=300),
        piece(OfferTerms(most_uses_per_member=1), price_minor=300),
        piece(OfferTerms(weekdays=(1, 2)), price_minor=300),
        piece(OfferTerms(hours=HAPPY_HOUR), price_minor=300),
        piece(price_minor=300, goods=Selector(skus=("tea",))),
        piece(price_minor=300, goods=Selector(everything=True, except_skus=("jam",))),
        MultiBuy(**OF_ALL, skus=("jam",), quantity=2, price_minor=310),  # type: ignore[arg-type]
        Tier(**OF_ALL, goods=JARS, by=TierBy.QUANTITY, steps=(TierStep(at_least=2, percent=20),)),  # type: ignore[arg-type]
        Tier(**OF_ALL, goods=JARS, by=TierBy.SPEND, steps=(TierStep(at_least=1, percent=20),)),  # type: ignore[arg-type]
        BasketOffer(**OF_ALL, spend_minor=100, percent=30),  # type: ignore[arg-type]
        BasketOffer(**OF_ALL, amount_minor=30),  # type: ignore[arg-type]
        NearDate(**OF_ALL, skus=("jam",), days=3, percent=50),  # type: ignore[arg-type]
        StickerOffer(**OF_ALL, goods=JARS, most_percent=50),  # type: ignore[arg-type]
    ],
)
def test_what_asks_for_something_changes_nothing(offer: Offer) -> None:
    assert lowest(offer) == 500


def test_an_offer_counts_for_the_time_it_held() -> None:
    assert lowest(piece(price_minor=300), days=40) == 300
    hours = OfferTerms(starts_at=SALE - 8 * DAY, ends_at=SALE - 8 * DAY + timedelta(hours=1))
    assert lowest(piece(hours, price_minor=300)) == 300
    long_ago = OfferTerms(ends_at=SALE - 31 * DAY)
    assert lowest(piece(long_ago, price_minor=300), days=60) == 500
    not_yet = OfferTerms(starts_at=SALE - 4 * DAY)
    assert lowest(piece(not_yet, price_minor=300)) == 500


def test_offers_come_on_top_of_each_other_and_of_dated_prices() -> None:
    more = piece(OfferTerms(combination=Combination.STACKABLE), percent=10, offer_id="more")
    assert lowest(piece(price_minor=300), more) == 270
    dated = Price(
        sku="jam", kind=PriceFor.OFFER, amount_minor=400, starts_at=SALE - 9 * DAY, ends_at=SALE - 8 * DAY
    )
    assert lowest(piece(percent=10), good=replace(JAM, prices=(dated,))) == 360


def test_what_is_for_members_counts_for_a_price_of_members() -> None:
    theirs = piece(OfferTerms(segments=("member",)), price_minor=300)
    assert (lowest(theirs), lowest(theirs, for_member=True)) == (500, 300)
    some = piece(OfferTerms(segments=("gold",)), price_minor=300)
    assert lowest(some, for_member=True) == 500


def test_what_is_weighed_counts_by_the_kilogram_and_a_deposit_does_not() -> None:
    loose = replace(JAM, sold_by=SoldBy.WEIGHT)
    assert lowest(piece(price_minor=300), good=loose) == 300
    assert lowest(piece(price_minor=300), good=replace(JAM, deposit_sku="jar")) == 300
    assert lowest(piece(percent=50, goods=EVERYTHING), good=BAG) == 50, "no offer is for bags"


def test_an_offer_of_a_kind_that_is_not_known_may_have_been_any_price() -> None:
    strange = UnknownOffer(offer_id="o", kind="lottery", row="{}")
    with pytest.raises(InputRefused, match="lowest_not_known"):
        lowest(strange)
    assert lowest(strange, days=4) == 500, "it never held"
    assert lowest(strange, good=BAG) == 50
