"""What a person may see: frozen states that core gives out and screens show. No sentences, no formatting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.domain.intervention import InterventionKind
from kiosk.domain.product import Names
from kiosk.errors import Reason


class Screen(StrEnum):
    """The screens of the shopper's way. Every one has a way on."""

    STARTING = "starting"
    ATTRACT = "attract"
    BASKET = "basket"
    PAY = "pay"
    CHECKING = "checking"
    """Do not pay again, we are checking."""
    PAID = "paid"
    NEEDS_STAFF = "needs_staff"
    """A payment in doubt: the sale's code and what happens next."""
    OUT_OF_SERVICE = "out_of_service"


class NoticeKind(StrEnum):
    """How the last scan or tap went; each kind has its own colour, icon and sound."""

    FOUND = "found"
    AGAIN = "again"
    MEMBER = "member"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Shown until the next one or for some seconds; `serial` tells two equal ones apart."""

    serial: int
    kind: NoticeKind
    reason: Reason
    names: Names | None = None
    """The product it is about."""
    amount_minor: int | None = None
    stays: bool = False
    """An answer is awaited: it does not fade."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeCheckView:
    """An attendant's word is awaited for a line."""

    intervention_id: str
    line_id: str
    kind: InterventionKind
    names: Names
    minimum_age: int | None
    refusal: Reason | None = None
    """Why the last PIN was not accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayView:
    """A payment under way; `qr_text` is None until the cloud has one."""

    amount_minor: int
    pieces: int
    saved_minor: int
    wallet: str
    wallets: tuple[str, ...]
    qr_text: str | None
    expires_at: datetime | None
    lifetime_s: int
    opened: bool = False
    """The shopper's wallet shows the payment."""
    reason: Reason | None = None
    """Why the last attempt did not succeed, in words beside a way on."""


class PaperView(StrEnum):
    """What is true of the paper receipt."""

    PRINTING = "printing"
    PRINTED = "printed"
    ASK_STAFF = "ask_staff"
    NO_PAPER = "no_paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidView:
    """After PAID is committed."""

    sale_no: str
    amount_minor: int
    paper: PaperView
    receipt_qr: str
    member_bound: bool
    leaves_at: datetime | None = None
    """When the screen goes back to attract by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsStaffView:
    """A payment whose end is not known yet."""

    sale_code: str
    amount_minor: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskView:
    """Everything on the screen at one moment; parts not of `screen` are None."""

    screen: Screen
    language: str
    currency: str
    store_names: Names
    simulated: bool
    online: bool
    now: datetime
    basket: BasketView
    notice: Notice | None = None
    age_check: AgeCheckView | None = None
    pay: PayView | None = None
    paid: PaidView | None = None
    needs_staff: NeedsStaffView | None = None
    out_of_service: Reason | None = None
    camera_ready: bool = True
    leave_warning_at: datetime | None = None
    """When set, the shopper is asked `still there?`; at this time the trip is released."""
