"""What a person may see: frozen states that core gives out and screens show. No sentences, no formatting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.domain.intervention import InterventionKind
from kiosk.domain.product import Names
from kiosk.domain.receipt import PrintState
from kiosk.errors import Reason
from kiosk.ports import DeviceState
from kiosk.services.basket_views import BasketView as BasketView
from kiosk.services.basket_views import LineView as LineView
from kiosk.services.coupon_views import CouponState as CouponState
from kiosk.services.coupon_views import CouponView as CouponView
from kiosk.services.extra_views import BagsView as BagsView
from kiosk.services.extra_views import RoundUpView as RoundUpView
from kiosk.services.find_views import FindView as FindView
from kiosk.services.near_views import NearGoodView as NearGoodView
from kiosk.services.near_views import NearView as NearView
from kiosk.services.notices import Notice as Notice
from kiosk.services.notices import NoticeKind as NoticeKind
from kiosk.services.notices import WayOn as WayOn


class Screen(StrEnum):
    """The screens of the shopper's way. Every one has a way on."""

    STARTING = "starting"
    ATTRACT = "attract"
    BASKET = "basket"
    FIND = "find"
    """A good without a barcode is looked for by its name or picture."""
    PAY = "pay"
    CHECKING = "checking"
    """Do not pay again, we are checking."""
    PAID = "paid"
    NEEDS_STAFF = "needs_staff"
    """A payment in doubt: the sale's code and what happens next."""
    OUT_OF_SERVICE = "out_of_service"
    HANDOVER = "handover"
    """The basket goes on at a staffed till: codes that a till reads."""
    STAFF = "staff"
    """Admin mode: an attendant works at the kiosk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeCheckView:
    """An attendant's word is awaited for a line."""

    intervention_id: str
    line_id: str
    kind: InterventionKind
    names: Names
    minimum_age: int | None
    quantity: int = 1
    """How many pieces the word is for."""
    refusal: Reason | None = None
    """Why the last PIN was not accepted."""
    about: Reason | None = None
    """What there is to look at, where it is neither an age nor the good as such."""
    notice: Names | None = None
    """What the recall says that casts the doubt."""


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
    member_refused: bool = False
    """It was the member's code: another one may be held up, or the shopper goes on without."""
    before_minor: int | None = None
    """A coupon was refused (`reason` says why): this was asked for before, `amount_minor` is to be agreed to
    by paying again."""
    new_amount: Reason | None = None
    """Says so, while it is."""
    vouchers_minor: int = 0
    """What return vouchers pay beside `amount_minor`."""
    nothing_owed: bool = False
    """Coupons and vouchers pay for it all: no wallet, no code."""
    to_agree: bool = False
    """Nothing is owed and nothing was asked yet: the shopper says so by `Pay(NO_WALLET)`."""


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
    points: int | None = None
    """Points this sale earned the member; None for none."""
    member_late: bool = False
    """A member's code was held up after paying: the receipt's code adds the purchase to the membership."""
    leaves_at: datetime | None = None
    """When the screen goes back to attract by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsStaffView:
    """A payment whose end is not known yet."""

    sale_code: str
    amount_minor: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverView:
    """The basket as QR codes for a staffed till, to be scanned in this order."""

    codes: tuple[str, ...]
    amount_minor: int
    """As the kiosk priced it; the till prices again."""
    pieces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceView:
    """A device as staff see it; `reason` says what to do when it is not ready."""

    name: str
    state: DeviceState
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A task for staff that waits."""

    task_id: str
    at: datetime
    told: Reason
    """What happened and what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleView:
    """A sale of the day shown in the staff's list, newest first."""

    sale_id: str
    sale_no: str
    closed_at: datetime
    total_minor: int
    paper: PrintState | None
    """None: no print job was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """The X-report: what this kiosk has sold on a business day of the store, of the present one so far."""

    day: str
    """`20261121`."""
    sales: int
    pieces: int
    total_minor: int
    discount_minor: int
    by_wallet: tuple[tuple[str, int, int], ...]
    """(wallet, sales, total_minor)."""
    by_tax: tuple[tuple[int, int, int, int], ...]
    """(rate in basis points, net_minor, tax_minor, gross_minor)."""
    vouchers: tuple[int, int] = (0, 0)
    """(how many, total_minor): what return vouchers paid, beside `by_wallet`."""
    coupons: tuple[int, int] = (0, 0)
    """(how many, what they took off: a part of `discount_minor`)."""
    staff_minor: int = 0
    """What attendants took off: a part of `discount_minor`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffView:
    """Admin mode. Actions are intents; every one is in the audit."""

    attendant: str
    kiosk_id: str
    is_open: bool
    """False: the shopper's screens say that this kiosk is closed."""
    trip_lines: bool
    """A shopper's basket is there (`KioskView.basket`): lines may be voided, the trip cancelled."""
    most_discount_percent: int = 0
    """What the store lets attendants take off the goods in all; 0: nothing."""
    in_doubt: bool = False
    """A shopper's payment is in doubt (`KioskView.needs_staff`): the trip may be released."""
    interventions: tuple[AgeCheckView, ...]
    devices: tuple[DeviceView, ...]
    catalogue_revision: int
    catalogue_published_at: datetime | None
    catalogue_is_old: bool
    outbox_depth: int
    tasks: tuple[TaskView, ...] = ()
    """The newest that wait, newest first."""
    open_tasks: int = 0
    """How many wait in all."""
    sales: tuple[SaleView, ...]
    day: DayView
    has_day_before: bool = False
    """An earlier day can be shown."""
    has_day_after: bool = False
    version: str
    desired_version: str | None
    """What the cloud wants this kiosk to run; None while it has not said."""
    message: Reason | None = None
    """How the last action went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEntryView:
    """The PIN pad before admin mode; `refusal` says why the last PIN was not accepted."""

    refusal: Reason | None = None


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
    unanswered: Notice | None = None
    """At the basket: a miss that waits for its answer, to be shown again after what has come meanwhile."""
    bags: BagsView | None = None
    """Bags are asked for before paying."""
    age_check: AgeCheckView | None = None
    pay: PayView | None = None
    paid: PaidView | None = None
    needs_staff: NeedsStaffView | None = None
    out_of_service: Reason | None = None
    handover: HandoverView | None = None
    find: FindView | None = None
    staff: StaffView | None = None
    staff_entry: StaffEntryView | None = None
    """Set while somebody types a PIN to enter admin mode."""
    may_pay_here: bool = True
    """False: no network, no wallet or payments that are refused, so attract says before the first scan that
    payment is at the staffed till."""
    camera_ready: bool = True
    zone: str = "Asia/Shanghai"
    """The store's, by its IANA name: times are shown in it, whatever the machine's is."""
    leave_warning_at: datetime | None = None
    """When set, the shopper is asked `still there?`; at this time the trip is released."""
