"""The sale: the closed, numbered record of a paid basket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain.basket import Basket
from kiosk.domain.member import Member
from kiosk.domain.payment import Attempt, AttemptState
from kiosk.domain.pricing import PricedBasket, PricingContext
from kiosk.domain.product import NO_NAMES, Names, Product
from kiosk.domain.trip import Trip
from kiosk.errors import BugError


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The shop as the receipt names it."""

    store_id: str
    names: Names
    address: Names = NO_NAMES
    tax_number: str = ""
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """The payment that holds the sale's money."""

    wallet: str
    attempt_id: str
    amount_minor: int
    provider_transaction_id: str
    paid_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldLine:
    """What the receipt and the books need of a product, as it was when sold."""

    line_id: str
    sku: str
    names: Names
    size: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """Everything that was sold, why it cost that, and how it was paid. `tender.amount == priced.total`."""

    sale_id: str
    sale_no: str
    """What people read out: kiosk, business day and a number (`K01-20261121-0007`)."""
    tenant: str
    store: Store
    kiosk_id: str
    opened_at: datetime
    closed_at: datetime
    language: str
    basket: Basket
    context: PricingContext
    priced: PricedBasket
    goods: tuple[SoldLine, ...]
    tender: Tender
    member: Member | None
    receipt_token: str
    """128 random bits: whoever has the receipt's QR can see the e-receipt."""
    receipt_url: str = ""
    """The whole address of the e-receipt, ending in the token; empty where the cloud shows none."""
    simulated: bool
    """A demo tenant's sale: said on every screen and paper."""

    def __post_init__(self) -> None:
        ids = [line.line_id for line in self.priced.lines]
        agree = (
            self.tender.amount_minor == self.priced.total_minor
            and self.priced.currency == self.store.currency == self.context.currency
            and ids == [line.line_id for line in self.basket.lines] == [line.line_id for line in self.goods]
        )
        if not agree:
            raise BugError(f"sale {self.sale_no}: basket, price, goods and tender do not agree")


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What a sale gets at its closing, beside its trip and its payment."""

    sale_no: str
    tenant: str
    store: Store
    kiosk_id: str
    closed_at: datetime
    receipt_token: str
    receipt_url: str
    simulated: bool


def close_sale(trip: Trip, attempt: Attempt, products: Mapping[str, Product], closing: Closing) -> Sale:
    """The sale of a trip that `attempt` has paid; `products` by SKU, as they were priced.

    Raises BugError when the attempt is not a verified payment of exactly this trip: nothing is ever sold
    on an amount that is not the frozen one.
    """
    priced = trip.priced
    if priced is None or attempt.state is not AttemptState.PAID or attempt.sale_id != trip.sale_id:
        raise BugError(f"attempt {attempt.attempt_id} ({attempt.state}) does not pay trip {trip.trip_id}")
    if (attempt.amount_minor, attempt.currency) != (priced.total_minor, priced.currency):
        raise BugError(f"attempt {attempt.attempt_id} paid another amount than trip {trip.trip_id} froze")
    if attempt.provider_transaction_id is None or attempt.paid_at is None:
        raise BugError(f"attempt {attempt.attempt_id} is paid without a transaction or a time")
    return Sale(
        sale_id=trip.sale_id,
        sale_no=closing.sale_no,
        tenant=closing.tenant,
        store=closing.store,
        kiosk_id=closing.kiosk_id,
        opened_at=trip.opened_at,
        closed_at=closing.closed_at,
        language=trip.language,
        basket=trip.basket,
        context=trip.context,
        priced=priced,
        goods=tuple(
            SoldLine(
                line_id=line.line_id,
                sku=line.sku,
                names=products[line.sku].names,
                size=products[line.sku].size,
            )
            for line in trip.basket.lines
        ),
        tender=Tender(
            wallet=attempt.wallet,
            attempt_id=attempt.attempt_id,
            amount_minor=attempt.amount_minor,
            provider_transaction_id=attempt.provider_transaction_id,
            paid_at=attempt.paid_at,
        ),
        member=trip.member,
        receipt_token=closing.receipt_token,
        receipt_url=closing.receipt_url,
        simulated=closing.simulated,
    )


def business_day(at: datetime, zone: str) -> str:
    """The shop's calendar day of an instant, as `20261121`."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y%m%d")


def sale_number(kiosk_no: str, day: str, number: int) -> str:
    """`K01-20261121-0007`: unique in a store for the `number` that grows through the kiosk's day."""
    if not 1 <= number <= 999_999:
        raise BugError(f"sale number {number} of {kiosk_no} on {day}")
    return f"{kiosk_no}-{day}-{number:04}"
