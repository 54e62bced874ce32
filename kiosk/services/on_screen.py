"""What single screens show of a visit, beyond its trip and its basket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.basket import Basket
from kiosk.domain.category import Category
from kiosk.domain.product import Product
from kiosk.errors import Reason
from kiosk.ports import CatalogueStats
from kiosk.services.find_views import GoodView
from kiosk.services.views import DayView, PaperView, SaleView


@dataclass(slots=True)
class PaymentOnScreen:
    """What the pay screen needs beyond the trip."""

    wallet: str
    attempt_id: str
    qr_text: str | None = None
    expires_at: datetime | None = None
    """By this machine's clock."""
    opened: bool = False
    checking: bool = False
    """Its end is not known: the shopper must not pay again."""
    reason: Reason | None = None
    before_minor: int | None = None
    """What was asked for before a coupon was refused: the new amount is to be agreed to."""


@dataclass(slots=True)
class PaidOnScreen:
    """What the paid screen needs."""

    sale_id: str
    sale_no: str
    amount_minor: int
    receipt_qr: str
    member_bound: bool
    points: int = 0
    member_late: bool = False
    """A member's code was held up after paying."""
    paper: PaperView = PaperView.PRINTING
    leaves_at: datetime | None = None


@dataclass(slots=True)
class StaffOnScreen:
    """What admin mode needs: who is in it, and what was read when it was entered."""

    attendant: str
    day_shown: str = ""
    """The business day of `sales` and `day`; empty: not read yet."""
    sales: tuple[SaleView, ...] = ()
    day: DayView | None = None
    catalogue: CatalogueStats | None = None
    message: Reason | None = None


@dataclass(slots=True)
class FindOnScreen:
    """What the search needs: the newest wish, a text or a category, and the goods of the last answer."""

    text: str = ""
    category: str = ""
    goods: tuple[GoodView, ...] = ()
    more: bool = False
    looking: bool = False
    """The goods are not those of the wish yet."""


@dataclass(frozen=True, slots=True)
class BagsOnScreen:
    """Bags are asked for, on the way to pay this basket with this wallet."""

    bag: Product
    wallet: str | None
    basket: Basket


@dataclass(frozen=True, slots=True)
class NearGoods:
    """What counts for an offer that is nearly reached, as the catalogue has it."""

    products: tuple[Product, ...]
    branches: tuple[Category, ...]
    everything: bool
