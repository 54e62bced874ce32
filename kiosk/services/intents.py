"""What a person or a device wants: frozen values posted to core. In the imperative."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.barcode import Scan
from kiosk.domain.masking import masked
from kiosk.services.staff_intents import AskForStaff as AskForStaff
from kiosk.services.staff_intents import CloseKiosk as CloseKiosk
from kiosk.services.staff_intents import EnterStaff as EnterStaff
from kiosk.services.staff_intents import LeaveStaff as LeaveStaff
from kiosk.services.staff_intents import OpenKiosk as OpenKiosk
from kiosk.services.staff_intents import PrintDay as PrintDay
from kiosk.services.staff_intents import Reprint as Reprint
from kiosk.services.staff_intents import StaffAllow as StaffAllow
from kiosk.services.staff_intents import StaffCancelTrip as StaffCancelTrip
from kiosk.services.staff_intents import StaffDiscount as StaffDiscount
from kiosk.services.staff_intents import StaffIntent
from kiosk.services.staff_intents import StaffReleaseDoubt as StaffReleaseDoubt
from kiosk.services.staff_intents import StaffTaskDone as StaffTaskDone
from kiosk.services.staff_intents import StaffTurnDay as StaffTurnDay
from kiosk.services.staff_intents import StaffVoidLine as StaffVoidLine


@dataclass(frozen=True, slots=True)
class StartTrip:
    """The shopper touched the attract screen."""


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    language: str


@dataclass(frozen=True, slots=True)
class TakeScan:
    """A device read a code; `source` is the device's name."""

    scan: Scan
    source: str = ""


@dataclass(frozen=True, slots=True)
class RefuseTypedScan:
    """A scanner typed into the window like a keyboard: nothing of it was taken."""


@dataclass(frozen=True, slots=True)
class KeyInCode:
    """The shopper typed the digits under a barcode."""

    digits: str

    def __repr__(self) -> str:
        return f"KeyInCode({masked(self.digits)!r})"


@dataclass(frozen=True, slots=True)
class SearchGoods:
    """Goods by what was typed so far; an empty text is the first page of the search."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class OpenCategory:
    """A branch of the range in the search; the empty id is its first page."""

    category_id: str


@dataclass(frozen=True, slots=True)
class PickGood:
    """The shopper found the good: one of it, as if its number were keyed in."""

    sku: str


@dataclass(frozen=True, slots=True)
class CallStaffToFind:
    """The search does not help."""


@dataclass(frozen=True, slots=True)
class CloseSearch:
    """Back to the basket."""


@dataclass(frozen=True, slots=True)
class SetQuantity:
    line_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class VoidLine:
    line_id: str


@dataclass(frozen=True, slots=True)
class DismissNotice:
    serial: int


@dataclass(frozen=True, slots=True)
class CallStaff:
    """The shopper answers a notice by calling staff."""

    serial: int


@dataclass(frozen=True, slots=True)
class NoteWish:
    """The shopper answers a notice by having it noted that they want the good it is about."""

    serial: int


@dataclass(frozen=True, slots=True)
class AllowRestricted:
    """An attendant typed a PIN to allow the line that waits."""

    intervention_id: str
    pin: str

    def __repr__(self) -> str:
        return f"AllowRestricted({self.intervention_id!r}, pin=***)"


@dataclass(frozen=True, slots=True)
class Pay:
    """Go to payment, or ask for a new QR, with a wallet (None: the first one)."""

    wallet: str | None = None


@dataclass(frozen=True, slots=True)
class TakeBags:
    """The answer to `KioskView.bags`: so many bags, 0 for none. The way to payment goes on."""

    count: int


@dataclass(frozen=True, slots=True)
class RoundUp:
    """Give the rest to the next whole amount, or not."""

    give: bool


@dataclass(frozen=True, slots=True)
class GoBack:
    """From payment to the basket."""


@dataclass(frozen=True, slots=True)
class LeaveMembership:
    """Go on without membership: at the basket, or where the member's code was not taken."""


@dataclass(frozen=True, slots=True)
class TakeOutCoupon:
    """The shopper does not want a coupon used."""

    claim_id: str


@dataclass(frozen=True, slots=True)
class CancelTrip:
    """The shopper gives up the basket; asked twice by the screen."""


@dataclass(frozen=True, slots=True)
class StayHere:
    """An answer to `still there?`; any touch counts."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Leave the paid screen."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Take the basket to a staffed till: show its codes."""


@dataclass(frozen=True, slots=True)
class HandOverDone:
    """The till has the basket, or the shopper has gone."""


Intent = (
    StartTrip
    | ChooseLanguage
    | TakeScan
    | RefuseTypedScan
    | KeyInCode
    | SearchGoods
    | OpenCategory
    | PickGood
    | CallStaffToFind
    | CloseSearch
    | SetQuantity
    | VoidLine
    | DismissNotice
    | CallStaff
    | NoteWish
    | AllowRestricted
    | Pay
    | TakeBags
    | RoundUp
    | GoBack
    | LeaveMembership
    | TakeOutCoupon
    | CancelTrip
    | StayHere
    | Finish
    | HandOver
    | HandOverDone
    | StaffIntent
)
