"""What the services need of the world: small Protocols, each with a real and a virtual side.

Unless a method says otherwise it may block and is called as a job, never from core or the GUI.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from kiosk.domain.barcode import Scan
from kiosk.domain.category import CategoryTree
from kiosk.domain.events import Lane, Record
from kiosk.domain.finding import Found
from kiosk.domain.heartbeat import CloudWish, Heartbeat
from kiosk.domain.intervention import Intervention
from kiosk.domain.payment import Attempt, AttemptRequest
from kiosk.domain.product import Product
from kiosk.domain.promotion import OfferBook
from kiosk.domain.recall import RecallBook
from kiosk.domain.receipt import PrintJob, PrintState
from kiosk.domain.sale import Sale, Store
from kiosk.domain.serials import Serial, SerialPage
from kiosk.errors import Reason
from kiosk.writes import AppendRecord as AppendRecord
from kiosk.writes import KnownAttempt as KnownAttempt
from kiosk.writes import PutAttempt as PutAttempt
from kiosk.writes import PutIntervention as PutIntervention
from kiosk.writes import PutPrintJob as PutPrintJob
from kiosk.writes import PutSerials as PutSerials
from kiosk.writes import PutSetting as PutSetting
from kiosk.writes import PutTrip as PutTrip
from kiosk.writes import Unfinished as Unfinished
from kiosk.writes import Write as Write

T = TypeVar("T")

# --- time, chance, work -------------------------------------------------------------------------


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


# --- what the kiosk remembers -------------------------------------------------------------------


class Catalogue(Protocol):
    """One revision of the catalogue, held open for a trip. Fast enough for core."""

    @property
    def revision(self) -> int: ...
    @property
    def offers(self) -> OfferBook: ...
    @property
    def recalls(self) -> RecallBook: ...
    @property
    def categories(self) -> CategoryTree: ...

    # What is looked up comes with all rows of its price lists (`Product.prices`), also those of other
    # stores and times: `price()` takes the ones that hold.
    def by_gtin(self, gtin14: str) -> Product | None: ...
    def by_plu(self, plu: str) -> Product | None: ...
    def by_sku(self, skus: Iterable[str]) -> dict[str, Product]: ...

    # Milliseconds at a million goods: quick enough at each key, as a job.
    def search(self, text: str, limit: int) -> Sequence[Found]:
        """Goods that `text` may mean (`kiosk.domain.finding`): what this shop sells most first. Any text is
        harmless; one that is empty or has no letter, digit or Chinese character finds nothing."""
        ...

    def in_category(self, category: str, limit: int) -> Sequence[Product]:
        """Goods of a category and those under it, what this shop sells most first; the empty id is all."""
        ...


@dataclass(frozen=True, slots=True)
class CatalogueStats:
    """What staff see of the cache."""

    revision: int
    products: int
    published_at: datetime | None


class CatalogueStore(Protocol):
    """The local cache: two files and a pointer."""

    def current(self) -> Catalogue:
        """The revision to start a trip with; raises StoreUnusable when there is none or it is corrupt."""
        ...

    def install(self, snapshot: Path, revision: int, *, replaces: int = 0) -> None:
        """Build the idle file from a verified snapshot, check it, then flip the pointer.

        `replaces`: the newer revision in use that the shop goes back from; any other is never gone back from.
        """
        ...

    def apply(self, deltas: Sequence[Path], revision: int, checksum: str) -> None:
        """Bring the idle file from the revision it has to `revision` by verified deltas that begin at the one
        in use, check it against `checksum`, then flip the pointer. All of it or nothing.

        Raises InputRefused, with the one in use untouched, where the deltas do not lead there: then the
        snapshot is needed. StoreUnusable when the disk does not take it or another one is at it.
        """
        ...

    def count_sold(self, pieces: Mapping[str, int], day: date) -> None:
        """What was sold here by SKU on a business day, for the order of what `search` finds. Kept beside the
        revisions; never raises: losing it costs an order, not a sale."""
        ...

    def stats(self) -> CatalogueStats: ...


class PictureStore(Protocol):
    """Pictures on the disk, by the SHA-256 of their files; the ones longest unseen make room."""

    def held(self, names: Iterable[str]) -> dict[str, Path]:
        """The files of those that are there, counted as seen now."""
        ...

    def keep(self, name: str, content: bytes) -> Path:
        """Raises InputRefused for what is no picture or not the one of this name, StoreUnusable (disk full)."""
        ...


class Ledger(Protocol):
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


# --- the cloud ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What enrolment gave this kiosk; kept in the ledger's settings, without the device key."""

    kiosk_id: str
    tenant: str
    simulated: bool
    """The tenant is a demo: every screen and receipt says so."""
    store: Store
    wallets: tuple[str, ...]
    member_keys: tuple[str, ...]
    """Ed25519 public keys of member codes, URL-safe base64."""
    catalogue_keys: tuple[str, ...]
    receipt_url: str
    """Prefix of e-receipt addresses; the sale's token follows."""
    points_minor: int = 0
    """Minor units paid that earn a member one point; 0: there is no points programme."""


class PaymentsApi(Protocol):
    """Raises CloudUnreachable (unknown) or CloudRefused (a definite no)."""

    def put_attempt(self, request: AttemptRequest) -> Attempt:
        """Idempotent by `attempt_id`; another body for the same id is refused."""
        ...

    def await_attempt(self, attempt_id: str, after_version: int, wait_s: float) -> Attempt:
        """Long-poll: answers at once when the version is greater, else when it changes or after `wait_s`."""
        ...

    def close_attempt(self, attempt_id: str, *, abandon: bool = False) -> Attempt:
        """Idempotent. `abandon`: the sale was given up, so money that still comes is given back."""
        ...


class IntakeApi(Protocol):
    """The way of records into the cloud; raises CloudUnreachable or CloudRefused."""

    def put_records(self, records: Sequence[Record]) -> int:
        """Idempotent, one lane, in order; answers the last acknowledged seq."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueUpdate:
    """Verified files that lead to another revision: a snapshot, or deltas one after another."""

    revision: int
    checksum: str
    """Of the revision (`kiosk.domain.catalogue_checksum`)."""
    snapshot: Path | None = None
    deltas: tuple[Path, ...] = ()
    replaces: int = 0
    """The newer revision that the shop goes back from, by its signature; 0: it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueNews:
    """What the shop's signed manifest says."""

    expires_at: datetime | None
    """From then on there should have been a newer manifest; None while nothing is published."""
    update: CatalogueUpdate | None = None
    """None: the kiosk has the revision to sell by."""


class CatalogueApi(Protocol):
    """The way of the catalogue to the kiosk; raises CloudUnreachable, CloudRefused or StoreUnusable."""

    def fetch_catalogue(self, known_revision: int, folder: Path, *, whole: bool = False) -> CatalogueNews:
        """What is newest, with files in `folder` where that is not `known_revision`; `whole`: no deltas.

        Raises CloudRefused for what no key of the shop signed (`catalogue.manifest_not_verified`,
        `catalogue.not_verified`), for an older revision or manifest (`catalogue.not_newer`,
        `catalogue.manifest_replayed`) and for files this program cannot read (`catalogue.unknown_schema`).
        """
        ...


class PicturesApi(Protocol):
    """The way of pictures to the kiosk; raises CloudUnreachable or CloudRefused."""

    def fetch_picture(self, name: str) -> bytes:
        """The file of this SHA-256, as it came; refused (`picture.unknown`) where there is none."""
        ...


class HeartbeatApi(Protocol):
    """Whether the cloud is there; raises CloudUnreachable or CloudRefused."""

    def heartbeat(self, report: Heartbeat) -> CloudWish: ...


class SerialsApi(Protocol):
    """The group's list of single items sold; raises CloudUnreachable or CloudRefused."""

    def fetch_serials(self, after: int) -> SerialPage:
        """What the list says after the place `after`, oldest first; `upto` is `after` where nothing is."""
        ...


class CloudApi(PaymentsApi, IntakeApi, CatalogueApi, HeartbeatApi, SerialsApi, Protocol):
    """All of it, over one device key."""


# --- devices ------------------------------------------------------------------------------------


class DeviceState(StrEnum):
    """What a device is to its user."""

    STARTING = "starting"
    READY = "ready"
    LOST = "lost"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class DeviceChange:
    """A device came, went or says something; `reason` is what people should know or do."""

    device: str
    state: DeviceState
    reason: Reason | None = None


class BarcodeScanner(Protocol):
    """Anything that reads codes: the camera's decode thread or a serial scanner. Does not block.

    `on_scan` and `on_change` are called from the device's own thread.
    """

    name: str

    def start(self, on_scan: Callable[[Scan], None], on_change: Callable[[DeviceChange], None]) -> None: ...
    def enable(self, enabled: bool) -> None:
        """While disabled, scans are dropped, not queued."""
        ...

    def stop(self) -> None: ...


class PaperState(StrEnum):
    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterStatus:
    """What the printer itself said; `answers` is False when it said nothing, and then nothing else holds."""

    answers: bool
    online: bool = False
    cover_open: bool = False
    paper: PaperState = PaperState.UNKNOWN
    error: bool = False


class ReceiptPrinter(Protocol):
    """A receipt printer. Both calls block, for seconds at most."""

    name: str

    def status(self) -> PrinterStatus: ...

    def print(self, job: PrintJob, journal: Callable[[PrintState], None]) -> PrintState:
        """Put the job on paper from the state it is in; calls `journal` and waits before each effect.

        Ends in DONE, UNCONFIRMED, TORN (broken half-way, try again later), BODY_DONE (only the cut is
        missing, try again later) or NOT_STARTED (nothing was sent). Raises nothing for what a device can
        do; what `journal` raises is passed on, its effect not done. `job.tries` counts this try.
        """
        ...


@dataclass(frozen=True, slots=True)
class PreviewFrame:
    """A picture for the screen: BGRA rows, `4 * width` bytes each; corners in the same pixels."""

    width: int
    height: int
    pixels: memoryview
    corners: tuple[tuple[float, float], ...] = ()
    """The quadrilateral of the code in view, or empty."""
    strength: float = 1.0
    """How plainly to draw it: 1 while the code is in view, falling to 0 after it was lost."""
    hint: Reason | None = None
    """What the shopper may do so that the code can be read: hold it nearer."""


class CameraPreview(Protocol):
    """The camera's picture for the shopper. Never blocks; may be called from the GUI thread."""

    def fit(self, width: int, height: int) -> None:
        """The viewport in device pixels: pictures from now on fill it, cut at the longer side."""
        ...

    def latest(self) -> PreviewFrame | None: ...

    def on_frame(self, call: Callable[[], None] | None) -> None:
        """Called from the camera's thread when `latest` has changed, at most 20 times a second."""
        ...


class Sentences(Protocol):
    """Turns a reason into words; shared by receipts, staff screens and the command line."""

    def say(self, reason: Reason, language: str) -> str: ...
