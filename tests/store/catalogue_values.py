"""Goods and offers for catalogue tests, and hypothesis strategies of any of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import strategies as st

from kiosk.domain.product import Names, Product, SelfService, SoldBy
from kiosk.domain.promotion import MultiBuy

Installing = Callable[..., None]
"""Publishes goods as a revision and installs it."""

PUBLISHED = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)

MILK = Product(
    sku="1001",
    names=Names("有机纯牛奶", "Organic whole milk"),
    size=Names("250 ml × 12"),
    brand="禾谷",
    category="dairy",
    gtins=("09521001000017",),
    price_minor=5990,
    member_price_minor=5490,
    tax_code="std",
    tax_bp=1300,
)
APPLES = Product(
    sku="2001",
    names=Names("红富士苹果", "Fuji apples"),
    category="fruit",
    plu="20101",
    sold_by=SoldBy.WEIGHT,
    price_minor=1398,
    tax_code="reduced",
    tax_bp=900,
)
BEER = Product(
    sku="3001",
    names=Names("拉格啤酒", "Lager"),
    category="alcohol",
    gtins=("09521001000024", "09521001000031"),
    price_minor=590,
    tax_code="std",
    tax_bp=1300,
    minimum_age=18,
    self_service=SelfService.STAFF,
)
GOODS = (MILK, APPLES, BEER)
TWO_BEERS = MultiBuy(
    offer_id="beer-2",
    names=Names("啤酒 2 罐 9.90", "2 lagers 9.90"),
    skus=("3001",),
    quantity=2,
    price_minor=990,
)


def with_check_digit(digits13: str) -> str:
    """GTIN-14 of 13 digits (GS1 General Specifications 7.9)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits13))
    return digits13 + str(-total % 10)


_text = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=20)
_names = st.builds(Names, _text, st.one_of(st.just(""), _text))
_gtin = st.integers(1, 10**13 - 1).map(lambda number: with_check_digit(f"{number:013d}"))
_price = st.integers(0, 10**12)

products = st.builds(
    Product,
    sku=_text,
    names=_names,
    size=_names,
    brand=_text,
    category=st.sampled_from(("dairy", "personal_care")),
    gtins=st.lists(_gtin, max_size=3, unique=True).map(tuple),
    plu=st.one_of(st.none(), st.from_regex(r"[0-9]{4,6}", fullmatch=True).filter(str.isascii)),
    sold_by=st.sampled_from(SoldBy),
    price_minor=_price,
    member_price_minor=st.one_of(st.none(), _price),
    tax_code=_text,
    tax_bp=st.integers(0, 10_000),
    tare_g=st.integers(0, 5000),
    minimum_age=st.one_of(st.none(), st.integers(1, 99)),
    self_service=st.sampled_from(SelfService),
)
