"""What a person or a device wants: frozen values posted to core. In the imperative."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.barcode import Scan


@dataclass(frozen=True, slots=True)
class StartTrip:
    """The shopper touched the attract screen."""


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    language: str


@dataclass(frozen=True, slots=True)
class TakeScan:
    """A device read a code."""

    scan: Scan


@dataclass(frozen=True, slots=True)
class KeyInCode:
    """The shopper typed the digits under a barcode."""

    digits: str


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
class GoBack:
    """From payment to the basket."""


@dataclass(frozen=True, slots=True)
class CancelTrip:
    """The shopper gives up the basket; asked twice by the screen."""


@dataclass(frozen=True, slots=True)
class StayHere:
    """An answer to `still there?`; any touch counts."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Leave the paid screen."""


Intent = (
    StartTrip
    | ChooseLanguage
    | TakeScan
    | KeyInCode
    | SetQuantity
    | VoidLine
    | DismissNotice
    | AllowRestricted
    | Pay
    | GoBack
    | CancelTrip
    | StayHere
    | Finish
)
