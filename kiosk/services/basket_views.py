"""The basket as shown: its lines, sums, coupons and what may be given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.product import Names
from kiosk.domain.role import Role
from kiosk.errors import Reason
from kiosk.services.coupon_views import CouponView
from kiosk.services.extra_views import RoundUpView


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
