"""The sale: the closed, numbered record of a paid basket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from kiosk.domain.basket import Basket
from kiosk.domain.days import day_of
from kiosk.domain.member import Member, points_earned
from kiosk.domain.owed import due_minor
from kiosk.domain.payment import Attempt, AttemptRequest, AttemptState
from kiosk.domain.pricing import PricedBasket, PricingContext
from kiosk.domain.product import NO_NAMES, Names, Product
from kiosk.domain.round_up import RoundUp
from kiosk.domain.sold import SoldLine as SoldLine
from kiosk.domain.sold import sold_lines
from kiosk.domain.tax_rule import TAX_INSIDE, TaxRule
from kiosk.errors import BugError

NO_PRODUCTS: Mapping[str, Product] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The shop as the receipt names it."""

    store_id: str
    names: Names
    address: Names = NO_NAMES
    tax_number: str = ""
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"
    price_lists: tuple[str, ...] = ()
    """The groups of stores whose prices it sells at."""
    tax: TaxRule = TAX_INSIDE
    round_up: RoundUp | None = None
    """Where shoppers may give the rest to the next whole amount; None: nobody is asked."""
    bag_sku: str = ""
    """The bag that is asked for before paying; empty: none is."""
    most_staff_percent: int = 0
    """What attendants may take off the goods of a basket; 0: nothing."""
    lowest_30_days: bool = False
    """A reduced price is shown beside the lowest one of the 30 days before, where the law asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """The payment that holds the sale's money."""

    wallet: str
    attempt_id: str
    amount_minor: int
    provider_transaction_id: str
    paid_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """Everything that was sold, why it cost that, and how it was paid: `tender.amount` and the context's
    vouchers make up `priced.total`."""

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
    points: int = 0
    """What the member earned; 0 without a member or a points programme."""

    def __post_init__(self) -> None:
        ids = [line.line_id for line in self.priced.lines]
        of_basket = [line.line_id for line in self.priced.lines if not line.is_derived]
        agree = (
            self.tender.amount_minor == due_minor(self.priced, self.context)
            and self.priced.currency == self.store.currency == self.context.currency
            and of_basket == [line.line_id for line in self.basket.lines]
            and ids == [line.line_id for line in self.goods]
        )
        if not agree:
            raise BugError(f"sale {self.sale_no}: basket, price, goods and tender do not agree")
        if self.points < 0 or (self.points and self.member is None):
            raise BugError(f"sale {self.sale_no}: {self.points} points for nobody")


def close_sale(
    *,
    request: AttemptRequest,
    attempt: Attempt,
    products: Mapping[str, Product] = NO_PRODUCTS,
    sale_no: str,
    tenant: str,
    store: Store,
    kiosk_id: str,
    opened_at: datetime,
    closed_at: datetime,
    language: str,
    receipt_token: str,
    receipt_url: str,
    simulated: bool,
    points_minor: int = 0,
) -> Sale:
    """The sale of a frozen basket (`request`) that `attempt` has paid; `points_minor` is what earns a
    member a point; `products` by SKU name the goods of a request of before it named them itself.

    Raises BugError when the attempt is not a verified payment of exactly this request: nothing is ever
    sold on an amount that is not the frozen one.
    """
    priced = request.priced
    if (attempt.attempt_id, attempt.sale_id) != (request.attempt_id, request.sale_id):
        raise BugError(f"attempt {attempt.attempt_id} does not pay request {request.attempt_id}")
    if attempt.state is not AttemptState.PAID:
        raise BugError(f"attempt {attempt.attempt_id} is {attempt.state}, not paid")
    if (attempt.amount_minor, attempt.currency) != (request.due_minor, priced.currency):
        raise BugError(f"attempt {attempt.attempt_id} paid another amount than was frozen")
    if attempt.provider_transaction_id is None or attempt.paid_at is None:
        raise BugError(f"attempt {attempt.attempt_id} is paid without a transaction or a time")
    return Sale(
        sale_id=request.sale_id,
        sale_no=sale_no,
        tenant=tenant,
        store=store,
        kiosk_id=kiosk_id,
        opened_at=opened_at,
        closed_at=closed_at,
        language=language,
        basket=request.basket,
        context=request.context,
        priced=priced,
        goods=sold_lines(priced.lines, products, request.goods),
        tender=Tender(
            wallet=attempt.wallet,
            attempt_id=attempt.attempt_id,
            amount_minor=attempt.amount_minor,
            provider_transaction_id=attempt.provider_transaction_id,
            paid_at=attempt.paid_at,
        ),
        member=request.member,
        receipt_token=receipt_token,
        receipt_url=receipt_url,
        simulated=simulated,
        points=points_earned(priced.earning_minor, points_minor) if request.member is not None else 0,
    )


def business_day(at: datetime, zone: str) -> str:
    """The shop's calendar day of an instant, as `20261121`."""
    return day_of(at, zone).strftime("%Y%m%d")


def sale_number(kiosk_no: str, day: str, number: int) -> str:
    """`K01-20261121-0007`: unique in a store for the `number` that grows through the kiosk's day."""
    if not 1 <= number <= 999_999:
        raise BugError(f"sale number {number} of {kiosk_no} on {day}")
    return f"{kiosk_no}-{day}-{number:04}"
