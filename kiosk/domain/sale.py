"""The sale: the closed, numbered record of a paid basket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.basket import Basket
from kiosk.domain.member import Member
from kiosk.domain.pricing import PricedBasket, PricingContext
from kiosk.domain.product import NO_NAMES, Names


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
    simulated: bool
    """A demo tenant's sale: said on every screen and paper."""
