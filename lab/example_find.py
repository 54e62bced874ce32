"""Example views of the search for goods without a barcode."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kiosk.domain.product import NO_NAMES, Names, StockHint
from kiosk.services.find_views import BranchView, FindView, GoodView, HowSold


def branch(category_id: str, zh: str, en: str, *drawn_as: str) -> BranchView:
    return BranchView(category_id=category_id, names=Names(zh, en), drawn_as=(category_id, *drawn_as))


def good(
    sku: str,
    names: Names,
    category: str,
    price_minor: int,
    *,
    size: Names = NO_NAMES,
    unit: Names = NO_NAMES,
    how_sold: HowSold = HowSold.PIECE,
) -> GoodView:
    """One to pick by a touch, unless said otherwise."""
    return GoodView(
        sku=sku,
        names=names,
        size=size,
        unit=unit,
        drawn_as=(category,),
        price_minor=price_minor,
        how_sold=how_sold,
    )


ROOTS = (
    branch("fresh", "生鲜", "Fresh", "fruit"),
    branch("bakery", "烘焙", "Bakery"),
    branch("cold", "冷藏冷冻", "Chilled and frozen", "dairy"),
    branch("food", "食品", "Food", "noodles"),
    branch("beverages", "饮料", "Beverages", "drinks"),
    branch("home", "家居个护", "Home and care", "household"),
    branch("alcohol", "酒水", "Alcohol"),
    branch("tobacco", "烟草", "Tobacco"),
    branch("other", "其他", "Other"),
)
FRESH = (
    branch("fruit", "水果", "Fruit"),
    branch("vegetables", "蔬菜", "Vegetables"),
    branch("meat", "肉禽", "Meat"),
    branch("seafood", "水产", "Seafood"),
)
KILO = Names("千克", "kg")
GOODS = (
    good("1", Names("红富士苹果", "Fuji apples"), "fruit", 1398, unit=KILO, how_sold=HowSold.LABEL),
    replace(
        good("2", Names("茶叶蛋", "Tea egg"), "bakery", 180, unit=Names("个", "each")), stock=StockHint.LOW
    ),
    replace(
        good("3", Names("原味牛角包", "Butter croissant"), "bakery", 690, unit=Names("个", "each")),
        stock=StockHint.OUT,
    ),
    good("4", Names("有机纯牛奶", "Organic whole milk"), "dairy", 5980, size=Names("250 ml × 12")),
    good(
        "5",
        Names("干红葡萄酒", "Dry red wine"),
        "alcohol",
        8800,
        size=Names("750 ml"),
        how_sold=HowSold.STAFF,
    ),
    good(
        "6",
        Names("香烟", "Cigarettes"),
        "tobacco",
        2500,
        size=Names("20 支", "20"),
        how_sold=HowSold.NOT_HERE,
    ),
    replace(
        good("7", Names("番茄牛肉面", "Tomato and beef noodles"), "noodles", 2380, size=Names("420 g")),
        base_price=Names("5.67 元/100 克", "¥5.67 / 100 g"),
        lowest_30_minor=2580,
    ),
    good("8", Names("整箱矿泉水", "Water, whole case"), "drinks", 4800, how_sold=HowSold.FOR_HOME),
)


def finds() -> Iterator[tuple[str, FindView]]:
    """Each state of the search that looks different."""
    yield "find", FindView(branches=ROOTS)
    yield "find-branch", FindView(path=ROOTS[:1], branches=FRESH, goods=GOODS[:1])
    yield "find-goods", FindView(text="n", goods=GOODS, more=True)
    yield "find-nothing", FindView(text="xylofon")
