"""What the services need of the world: small Protocols, each with a real and a virtual side.

Unless a method says otherwise it may block and is called as a job, never from core or the GUI. All are
imported from here; those of the catalogue, the cloud and the devices are written in files of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from kiosk.catalogue_ports import Catalogue as Catalogue
from kiosk.catalogue_ports import CatalogueStats as CatalogueStats
from kiosk.catalogue_ports import CatalogueStore as CatalogueStore
from kiosk.catalogue_ports import FellBack as FellBack
from kiosk.catalogue_ports import PictureStore as PictureStore
from kiosk.cloud_ports import CatalogueApi as CatalogueApi
from kiosk.cloud_ports import CatalogueNews as CatalogueNews
from kiosk.cloud_ports import CatalogueUpdate as CatalogueUpdate
from kiosk.cloud_ports import CloudApi as CloudApi
from kiosk.cloud_ports import HeartbeatApi as HeartbeatApi
from kiosk.cloud_ports import Identity as Identity
from kiosk.cloud_ports import IntakeApi as IntakeApi
from kiosk.cloud_ports import PaymentsApi as PaymentsApi
from kiosk.cloud_ports import PicturesApi as PicturesApi
from kiosk.cloud_ports import SerialsApi as SerialsApi
from kiosk.device_ports import BarcodeScanner as BarcodeScanner
from kiosk.device_ports import CameraPreview as CameraPreview
from kiosk.device_ports import DeviceChange as DeviceChange
from kiosk.device_ports import DeviceState as DeviceState
from kiosk.device_ports import PaperState as PaperState
from kiosk.device_ports import PreviewFrame as PreviewFrame
from kiosk.device_ports import PrinterStatus as PrinterStatus
from kiosk.device_ports import ReceiptPrinter as ReceiptPrinter
from kiosk.domain.events import Lane, Record
from kiosk.domain.intervention import Intervention
from kiosk.domain.receipt import PrintJob, PrintState
from kiosk.domain.sale import Sale
from kiosk.domain.serials import Serial
from kiosk.domain.staff_task import OpenTasks
from kiosk.errors import Reason
from kiosk.writes import AppendRecord as AppendRecord
from kiosk.writes import EndTask as EndTask
from kiosk.writes import KnownAttempt as KnownAttempt
from kiosk.writes import KnownClaim as KnownClaim
from kiosk.writes import PutAttempt as PutAttempt
from kiosk.writes import PutIntervention as PutIntervention
from kiosk.writes import PutPrintJob as PutPrintJob
from kiosk.writes import PutSerials as PutSerials
from kiosk.writes import PutSetting as PutSetting
from kiosk.writes import PutTrip as PutTrip
from kiosk.writes import Unfinished as Unfinished
from kiosk.writes import Write as Write

T = TypeVar("T")

# --- time, chance, work, words ------------------------------------------------------------------


class Clock(Protocol):
    """Time. Never blocks."""

    def now(self) -> datetime:
        """Aware UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump."""
        ...


class Timer(Protocol):
    """A running timer."""

    def cancel(self) -> None:
        """Idempotent; once it returns, called from core, the call never comes."""
        ...


class Timers(Protocol):
    """Calls back into core later. Never blocks."""

    def after(self, seconds: float, call: Callable[[], None]) -> Timer: ...


class Jobs(Protocol):
    """Runs a blocking port call on the named worker; its outcome comes back into core. Never blocks.

    Jobs of one worker run in order. `failed` gets every exception of `call`.
    """

    def submit(
        self,
        worker: str,
        call: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None: ...


class Ids(Protocol):
    """Identifiers. Never blocks."""

    def new(self) -> str:
        """A UUIDv7 (RFC 9562) in its 36-character form."""
        ...

    def token(self) -> str:
        """128 random bits, URL-safe."""
        ...


class Sentences(Protocol):
    """Turns a reason into words; shared by receipts, staff screens and the command line."""

    def say(self, reason: Reason, language: str) -> str: ...


# --- what the kiosk remembers of its own --------------------------------------------------------


class Claims(Protocol):
    """Coupons, vouchers and the like, held for payments. They are written with their attempt (`PutAttempt`):
    held in the commit that makes it, consumed in the one that sets PAID, released in the one that proves that
    it ended without money."""

    def claims_of(self, sale_id: str) -> list[KnownClaim]:
        """Those of a sale's attempts, in the order in which they were held first."""
        ...


class Ledger(Claims, Protocol):
    """`ledger.db`: one connection, owned by core, exclusive; the one port on which core may block."""

    def commit(self, writes: Sequence[Write]) -> None:
        """All of it or nothing, durable when it returns; raises StoreUnusable (disk full, closed)."""
        ...

    def unfinished(self) -> Unfinished: ...
    def setting(self, name: str) -> str | None: ...
    def is_sold(self, item: Serial) -> bool:
        """Whether a single item was sold, here or as the cloud tells; quick enough for each scan."""
        ...

    def sales_of_day(self, day: str) -> list[Sale]:
        """Closed on a business day of the store (`20261121`), oldest first."""
        ...

    def allowed(self, line_ids: Iterable[str]) -> dict[str, Intervention]:
        """What was last asked of an attendant and answered about each of the basket lines, by line id."""
        ...

    def paid_by(self, sale_id: str) -> str | None:
        """The attempt by which a sale was closed; None where it is not."""
        ...

    def print_jobs_of(self, sale_id: str) -> list[PrintJob]: ...
    def print_states(self, sale_ids: Iterable[str]) -> dict[str, PrintState]:
        """How the first print job of each sale stands, of those that have one."""
        ...

    def open_tasks(self, most: int) -> OpenTasks:
        """The newest `most` of the tasks for staff that wait, and how many wait."""
        ...


class Outbox(Protocol):
    """The records the cloud has not acknowledged; same connection as the ledger, used from core only."""

    def pending(self, lane: Lane, limit: int, most_bytes: int) -> list[Record]:
        """Oldest first, seq without gaps; at least one where any waits, no more than fit `most_bytes`."""
        ...

    def acknowledge(self, lane: Lane, seq: int) -> None:
        """Everything up to and with `seq` is in the cloud."""
        ...

    def rewind(self, lane: Lane, seq: int) -> None:
        """The cloud has lost what came after `seq` (it was restored from a backup): that waits again."""
        ...

    def depth(self) -> int: ...
