"""What an attendant wants, at the PIN pad and in admin mode: frozen values posted to core."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskForStaff:
    """Somebody wants admin mode: show the PIN pad."""


@dataclass(frozen=True, slots=True)
class EnterStaff:
    """An attendant typed a PIN to enter admin mode (a badge comes as a scan)."""

    pin: str

    def __repr__(self) -> str:
        return "EnterStaff(pin=***)"


@dataclass(frozen=True, slots=True)
class LeaveStaff:
    """Leave admin mode or its PIN pad."""


@dataclass(frozen=True, slots=True)
class StaffAllow:
    """In admin mode: allow the restricted line that waits."""

    intervention_id: str


@dataclass(frozen=True, slots=True)
class StaffVoidLine:
    line_id: str


@dataclass(frozen=True, slots=True)
class StaffDiscount:
    reason: str
    line_id: str = ""
    """Empty: off all goods."""
    percent: int = 0
    amount_minor: int = 0


@dataclass(frozen=True, slots=True)
class StaffCancelTrip:
    """Release the shopper's unpaid basket."""


@dataclass(frozen=True, slots=True)
class StaffReleaseDoubt:
    """Let a trip go whose payment is in doubt; the payment is watched on."""


@dataclass(frozen=True, slots=True)
class StaffTaskDone:
    """A task for staff is done: its id."""

    task_id: str


@dataclass(frozen=True, slots=True)
class StaffTurnDay:
    """Show the sales and figures of the day before (-1) or after (1) the one shown."""

    by: int


@dataclass(frozen=True, slots=True)
class Reprint:
    """Print a sale's receipt again, marked as a copy; an owed one is printed as the first."""

    sale_id: str


@dataclass(frozen=True, slots=True)
class CloseKiosk:
    """Serve nobody until opened again, also across restarts."""


@dataclass(frozen=True, slots=True)
class OpenKiosk:
    pass


@dataclass(frozen=True, slots=True)
class PrintDay:
    """Print the X-report of the day shown."""


StaffIntent = (
    AskForStaff
    | EnterStaff
    | LeaveStaff
    | StaffAllow
    | StaffVoidLine
    | StaffDiscount
    | StaffCancelTrip
    | StaffReleaseDoubt
    | StaffTaskDone
    | StaffTurnDay
    | Reprint
    | CloseKiosk
    | OpenKiosk
    | PrintDay
)
