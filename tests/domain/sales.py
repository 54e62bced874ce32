"""A paid basket with every kind of line, and its sale."""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk.domain.basket import Basket, BasketLine, Entry
from kiosk.domain.member import Member
from kiosk.domain.payment import Attempt, AttemptRequest, AttemptState
from kiosk.domain.pricing import PricingContext, price
from kiosk.domain.product import Names, Product, SoldBy
from kiosk.domain.promotion import MultiBuy, compile_offers
from kiosk.domain.sale import Sale, Store, close_sale

OPENED = datetime(2026, 11, 21, 9, 59, tzinfo=UTC)
PAID_AT = datetime(2026, 11, 21, 10, 2, 3, tzinfo=UTC)
CLOSED = datetime(2026, 11, 21, 10, 2, 5, tzinfo=UTC)
STORE = Store(
    store_id="s1",
    names=Names("湖边小店", "Lakeside"),
    address=Names("湖滨路 1 号", "1 Lake Road"),
    tax_number="91330000X",
)


def good(sku: str, zh: str, en: str, price_minor: int, **changes: object) -> Product:
    plain = {"sku": sku, "names": Names(zh, en), "category": "dry", "price_minor": price_minor}
    return Product(**{**plain, "tax_code": "A", "tax_bp": 1300, **changes})  # type: ignore[arg-type]


GOODS = {
    product.sku: product
    for product in (
        good("milk", "鲜牛奶", "Fresh milk", 350, size=Names("950 ml"), member_price_minor=320),
        good("tea", "绿茶", "Green tea", 500, tax_code="B", tax_bp=650),
        good("apples", "苹果", "Apples", 1280, sold_by=SoldBy.WEIGHT),
        good("ham", "火腿", "Ham", 3980),
    )
}
BASKET = Basket(
    (
        BasketLine(line_id="1", sku="milk", quantity=2),
        BasketLine(line_id="2", sku="tea", quantity=3),
        BasketLine(line_id="3", sku="apples", weight_g=452, entry=Entry.LABEL),
        BasketLine(line_id="4", sku="ham", label_price_minor=1990, entry=Entry.LABEL),
    )
)
BOOK = compile_offers(
    [MultiBuy(offer_id="o", names=Names("三件"), skus=("tea",), quantity=3, price_minor=1200)], 7
)
CONTEXT = PricingContext(at=OPENED, zone="Asia/Shanghai", currency="CNY", member_segments=("member",))
REQUEST = AttemptRequest(
    attempt_id="a1",
    sale_id="sale",
    wallet="wechat",
    basket=BASKET,
    context=CONTEXT,
    priced=price(BASKET, GOODS, BOOK, CONTEXT),
    member=Member("m", "TLM1.x.y", "李**"),
    expires_at=CLOSED,
)
PAID = Attempt(
    attempt_id="a1",
    sale_id="sale",
    wallet="wechat",
    state=AttemptState.PAID,
    version=4,
    amount_minor=REQUEST.priced.total_minor,
    currency="CNY",
    paid_at=PAID_AT,
    provider_transaction_id="4200001234202611210123456789",
)


def sale(request: AttemptRequest = REQUEST, attempt: Attempt = PAID, store: Store = STORE) -> Sale:
    return close_sale(
        request=request,
        attempt=attempt,
        products=GOODS,
        sale_no="K01-20261121-0007",
        tenant="t",
        store=store,
        kiosk_id="K01",
        opened_at=OPENED,
        closed_at=CLOSED,
        language="zh-CN",
        receipt_token="token",
        receipt_url="https://r.example/token",
        simulated=False,
    )
