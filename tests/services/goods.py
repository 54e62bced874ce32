"""A small catalogue: one good of each kind that a kiosk treats in its own way."""

from __future__ import annotations

from kiosk.domain.product import Names, Product, SelfService, SoldBy
from kiosk.domain.promotion import MultiBuy


def gtin14(gtin13: str) -> str:
    return "0" + gtin13


def with_check(body12: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body12))
    return body12 + str(-total % 10)


MILK, TOAST, BEER, TOBACCO = (with_check(f"95200000000{n}") for n in range(1, 5))
APPLE_LABEL = with_check("210002101240")

PRODUCTS = [
    Product(
        sku="milk",
        names=Names("纯牛奶", "Milk"),
        category="dairy",
        gtins=(gtin14(MILK),),
        price_minor=5980,
        member_price_minor=5500,
        tax_code="CN09",
        tax_bp=900,
    ),
    Product(
        sku="toast",
        names=Names("全麦吐司", "Wholewheat toast"),
        category="bakery",
        gtins=(gtin14(TOAST),),
        price_minor=1290,
        tax_code="CN13",
        tax_bp=1300,
    ),
    Product(
        sku="apples",
        names=Names("红富士苹果", "Fuji apples"),
        category="fruit",
        plu="00021",
        sold_by=SoldBy.WEIGHT,
        price_minor=1280,
        tax_code="CN09",
        tax_bp=900,
    ),
    Product(
        sku="tea_egg",
        names=Names("茶叶蛋", "Tea egg"),
        category="bakery",
        plu="00031",
        price_minor=180,
        tax_code="CN13",
        tax_bp=1300,
    ),
    Product(
        sku="beer",
        names=Names("啤酒", "Beer"),
        category="alcohol",
        gtins=(gtin14(BEER),),
        price_minor=600,
        tax_code="CN13",
        tax_bp=1300,
        minimum_age=18,
        self_service=SelfService.STAFF,
    ),
    Product(
        sku="cigarettes",
        names=Names("香烟", "Cigarettes"),
        category="tobacco",
        gtins=(gtin14(TOBACCO),),
        price_minor=2500,
        tax_code="CN13",
        tax_bp=1300,
        minimum_age=18,
        self_service=SelfService.NEVER,
    ),
]
OFFERS = [
    MultiBuy(
        offer_id="toast-2", names=Names("吐司两件", "2 toasts"), skus=("toast",), quantity=2, price_minor=2340
    )
]


def many_goods(number: int) -> list[Product]:
    """As many plain goods with a code each."""
    return [
        Product(
            sku=f"good-{one}",
            names=Names("货", f"Good {one}"),
            category="other",
            gtins=(gtin14(with_check(f"9520001{one:05d}")),),
            price_minor=100,
            tax_code="CN13",
            tax_bp=1300,
        )
        for one in range(number)
    ]
