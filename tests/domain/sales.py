"""A paid basket with every kind of line, and its sale."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from kiosk.domain.basket import Basket, BasketLine, Entry
from kiosk.domain.coupon import Claim, ClaimKind
from kiosk.domain.member import Member
from kiosk.domain.offer import PieceOffer, Selector
from kiosk.domain.offer_terms import OfferTerms
from kiosk.domain.override import Override
from kiosk.domain.payment import NO_WALLET, Attempt, AttemptRequest, AttemptState
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


def sale(
    request: AttemptRequest = REQUEST, attempt: Attempt = PAID, store: Store = STORE, **changes: object
) -> Sale:
    plain = {
        "products": GOODS,
        "sale_no": "K01-20261121-0007",
        "tenant": "t",
        "kiosk_id": "K01",
        "opened_at": OPENED,
        "closed_at": CLOSED,
        "language": "zh-CN",
        "receipt_token": "token",
        "receipt_url": "https://r.example/token",
        "simulated": False,
    }
    return close_sale(request=request, attempt=attempt, store=store, **{**plain, **changes})  # type: ignore[arg-type]


def with_claims() -> Sale:
    """A toast at half price by a coupon, a fen of it by staff, and two vouchers over the rest."""
    toast = good("toast", "吐司", "Toast", 1000)
    half = PieceOffer(
        offer_id="half",
        names=Names("半价券"),
        goods=Selector(skus=("toast",)),
        percent=50,
        terms=OfferTerms(coupon=True),
    )
    claims = (
        Claim(claim_id="c", kind=ClaimKind.COUPON, number="9912345000014", offer_id="half"),
        Claim(claim_id="v", kind=ClaimKind.VOUCHER, number="V1", amount_minor=400, single_use=True),
        Claim(claim_id="w", kind=ClaimKind.VOUCHER, number="V2", amount_minor=99, single_use=True),
    )
    off = Override(reason="damaged", approved_by="a-1", amount_minor=1)
    basket = Basket((BasketLine(line_id="1", sku="toast"),))
    context = replace(CONTEXT, claims=claims, overrides=(off,), member_segments=())
    book = compile_offers([half], 7)
    priced = price(basket, {"toast": toast}, book, context)
    nothing = {"wallet": NO_WALLET, "basket": basket, "context": context, "priced": priced, "member": None}
    request = replace(REQUEST, **nothing)
    paid = replace(PAID, wallet=NO_WALLET, amount_minor=0)
    told = {"sale_no": "K01-20261121-0008", "opened_at": CLOSED, "language": "en"}
    return sale(request, paid, products={"toast": toast}, receipt_token="t", receipt_url="", **told)
