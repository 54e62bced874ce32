"""A clock a test sets, and domain values with every field in use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from kiosk.domain.basket import Basket, BasketLine, Entry
from kiosk.domain.member import Member
from kiosk.domain.payment import Attempt, AttemptRequest, AttemptState
from kiosk.domain.pricing import PricedBasket, PricedLine, PriceKind, PricingContext, TaxTotal, TraceStep
from kiosk.domain.receipt import (
    Align,
    ColumnsLine,
    FeedLine,
    PrintJob,
    QrBlock,
    ReceiptDocument,
    RuleLine,
    TextLine,
)
from kiosk.domain.trip import Trip, TripState
from kiosk.store.ledger import SqliteLedger

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)

OpenLedger = Callable[[], SqliteLedger]


class SetClock:
    """Starts at noon in the shop; each reading is a millisecond later, as in life."""

    def __init__(self, now: datetime = NOON) -> None:
        self.at = now

    def now(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


CONTEXT = PricingContext(at=NOON, zone="Asia/Shanghai", currency="CNY", member_segments=("member",))

BASKET = Basket(
    (
        BasketLine(line_id="l1", sku="milk", quantity=2),
        BasketLine(line_id="l2", sku="apples", weight_g=732, entry=Entry.LABEL, approved_by="a7"),
    )
)

PRICED = PricedBasket(
    currency="CNY",
    lines=(
        PricedLine(
            line_id="l1",
            sku="milk",
            quantity=2,
            weight_g=None,
            unit_price_minor=5990,
            price_kind=PriceKind.MEMBER,
            list_total_minor=11980,
            discount_minor=-100,
            total_minor=11880,
            net_minor=10513,
            tax_minor=1367,
            tax_code="std",
            tax_bp=1300,
            trace=(TraceStep("price.list", 11980), TraceStep("offer.multi_buy", -100, "o-1")),
        ),
    ),
    list_total_minor=11980,
    discount_minor=-100,
    total_minor=11880,
    taxes=(TaxTotal(tax_code="std", tax_bp=1300, net_minor=10513, tax_minor=1367, gross_minor=11880),),
    pricing_version=1,
    catalogue_revision=7,
)


def trip(trip_id: str, state: TripState) -> Trip:
    """A member's visit with a priced basket."""
    return Trip(
        trip_id=trip_id,
        sale_id=f"sale-of-{trip_id}",
        state=state,
        language="zh-CN",
        opened_at=NOON,
        basket=BASKET,
        context=CONTEXT,
        catalogue_revision=7,
        member=Member("m-1", "v1.m-1.7.sig", "李**"),
        priced=PRICED,
        attempts=1,
    )


def request(attempt_id: str) -> AttemptRequest:
    """A payment attempt asked of the cloud."""
    return AttemptRequest(
        attempt_id=attempt_id,
        sale_id=f"sale-of-{attempt_id}",
        wallet="wechat",
        basket=BASKET,
        context=CONTEXT,
        priced=PRICED,
        member=None,
        expires_at=NOON + timedelta(minutes=3),
    )


def answer(attempt_id: str, state: AttemptState) -> Attempt:
    """What the cloud said of it."""
    return Attempt(
        attempt_id=attempt_id,
        sale_id=f"sale-of-{attempt_id}",
        wallet="wechat",
        state=state,
        version=3,
        amount_minor=11880,
        currency="CNY",
        qr_text="weixin://wxpay/bizpayurl?pr=x",
    )


def print_job(job_id: str) -> PrintJob:
    """A receipt with every kind of element."""
    document = ReceiptDocument(
        "K01-20261121-0007",
        (
            TextLine("触道超市", Align.CENTRE, bold=True, size=2),
            RuleLine(),
            ColumnsLine("有机纯牛奶 250 ml × 12", "59.90"),
            FeedLine(2),
            QrBlock("https://receipts.example/abc", "电子小票"),
        ),
    )
    return PrintJob(job_id=job_id, sale_id="sale-1", document=document)
