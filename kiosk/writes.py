"""What is written to the ledger, and what it tells at a start: values, given and taken whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kiosk.domain.claim_state import ClaimState
from kiosk.domain.coupon import Claim
from kiosk.domain.events import Lane, RecordKind
from kiosk.domain.intervention import Intervention
from kiosk.domain.payment import Attempt, AttemptRequest
from kiosk.domain.receipt import PrintJob
from kiosk.domain.serials import SerialMark
from kiosk.domain.trip import Trip


@dataclass(frozen=True, slots=True)
class PutTrip:
    trip: Trip


@dataclass(frozen=True, slots=True)
class PutAttempt:
    """The attempt as the kiosk last knew it, and the request that made it. Its claims go with it in the same
    commit: held while it is open, consumed when it is paid, released when it ended without money."""

    request: AttemptRequest
    answer: Attempt | None


@dataclass(frozen=True, slots=True)
class PutPrintJob:
    job: PrintJob


@dataclass(frozen=True, slots=True)
class PutIntervention:
    intervention: Intervention
    resolved_by: str | None = None


@dataclass(frozen=True, slots=True)
class AppendRecord:
    """A record for the cloud. `body` is any JSON-able value or dataclass of the domain."""

    kind: RecordKind
    body: Any
    lane: Lane = Lane.MONEY
    schema: int = 1


@dataclass(frozen=True, slots=True)
class PutSetting:
    """A small value that must survive (`identity`, counters of sale numbers ...)."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PutSerials:
    """Single items that were sold, or are for sale again; the oldest of very many are forgotten."""

    marks: tuple[SerialMark, ...]


@dataclass(frozen=True, slots=True)
class EndTask:
    """A task for staff is done: the id of the record that raised it."""

    task_id: str


Write = (
    PutTrip | PutAttempt | PutPrintJob | PutIntervention | AppendRecord | PutSetting | PutSerials | EndTask
)


@dataclass(frozen=True, slots=True)
class KnownAttempt:
    """An attempt as the ledger has it."""

    request: AttemptRequest
    answer: Attempt | None


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A claim as the ledger has it, and the newest attempt that held it."""

    claim: Claim
    sale_id: str
    attempt_id: str
    state: ClaimState


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What was going on when the process ended: at boot all of it is resolved before attract."""

    trip: Trip | None
    attempts: tuple[KnownAttempt, ...]
    """Attempts not known to have ended, of any trip."""
    print_jobs: tuple[PrintJob, ...]
    """Every job not DONE."""
    interventions: tuple[Intervention, ...]
