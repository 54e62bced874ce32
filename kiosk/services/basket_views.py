"""The basket as shown: its lines, sums, coupons and what may be given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiosk.domain.priced import PricedBasket
from kiosk.domain.product import NO_NAMES, Names
from kiosk.domain.role import Role
from kiosk.errors import Reason
from kiosk.services.coupon_views import CouponView
from kiosk.services.extra_views import RoundUpView
from kiosk.services.near_views import NearView


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """A basket line as shown."""

    line_id: str
    names: Names
    size: Names
    category: str
    quantity: int
    weight_g: int | None
    unit_price_minor: int
    total_minor: int
    saved_minor: int
    """Positive when an offer or the member price made it cheaper."""
    quantity_fixed: bool
    """Weighed and priced labels: only taking it out is possible."""
    waits_for_staff: bool
    drawn_as: tuple[str, ...] = ()
    """The categories above its own, the nearest first: for the drawn tile."""
    picture_file: Path | None = None
    """Its picture where it is here."""
    deposit_minor: int = 0
    """The deposit on its containers, beside `total_minor`."""
    role: Role = Role.GOODS
    dated: date | None = None
    """The date on the good, as its code tells it."""
    short: Names = NO_NAMES
    """For narrow places, where the shop has one."""
    base_price: Names = NO_NAMES
    """What a litre or a kilogram of it costs at its list price, in the shop's words."""
    lowest_30_minor: int | None = None
    """What one cost least in the 30 days before its price was reduced, where the store shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketView:
    """The basket as shown. `may_pay` is False with the reason why."""

    lines: tuple[LineView, ...] = ()
    pieces: int = 0
    total_minor: int = 0
    saved_minor: int = 0
    member_greeting: str | None = None
    """Masked name, `""` for a member without one, None for no member."""
    may_pay: bool = False
    why_not_pay: Reason | None = None
    coupons: tuple[CouponView, ...] = ()
    """In the order of scanning."""
    vouchers_minor: int = 0
    """What return vouchers pay of the total."""
    due_minor: int = 0
    """What is left to pay."""
    added_tax_minor: int = 0
    """Tax on top of the lines, in the total."""
    rounding_minor: int = 0
    """What the total was moved by so that coins can pay it."""
    round_up: RoundUpView | None = None
    near: tuple[NearView, ...] = ()
    """At most two offers that are nearly reached, none of them for goods that are not sold to everybody."""
    priced: PricedBasket | None = None
    """As priced, for whoever wants to know why (`kiosk.domain.explaining`)."""
