"""Scanners, printers and the camera's picture. Ports, to import from `kiosk.ports`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.domain.barcode import Scan
from kiosk.domain.receipt import PrintJob, PrintState
from kiosk.errors import Reason


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
