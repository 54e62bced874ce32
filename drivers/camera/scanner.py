"""The camera as a barcode scanner and as the shopper's picture: one thread takes frames, one reads them.

While no screen shows the picture and nothing in it moves, both threads rest (`drivers.camera.rest`).
A lost camera is told once, tried again for ever, and told when it is back; nothing needs a restart.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.backoff import Backoff
from drivers.camera.accept import Acceptance, AcceptRule
from drivers.camera.decoder import FrameDecoder, grey_of
from drivers.camera.newest import Newest
from drivers.camera.preview import fitted
from drivers.camera.rest import Rest
from drivers.camera.source import Frame, FrameSource, Wanted, open_source
from drivers.camera.symbols import KIOSK, Corners
from kiosk.domain.barcode import Scan, Symbology
from kiosk.errors import DeviceUnusable, Reason
from kiosk.ports import DeviceChange, DeviceState, PreviewFrame

_log = logging.getLogger(__name__)

PREVIEW_FPS = 20
CORNERS_LAST_S = 0.25
STOP_S = 3.0
"""A device that hangs in its driver is left behind after this; its thread ends with the process."""


@dataclass(frozen=True, slots=True)
class CameraOptions:
    """`where` as `drivers.camera.source.open_source` takes it."""

    where: str
    symbologies: tuple[Symbology, ...] = KIOSK
    wanted: Wanted = field(default_factory=Wanted)
    rule: AcceptRule = field(default_factory=AcceptRule)
    viewport: tuple[int, int] = (960, 540)


class CameraScanner:
    """Implements `kiosk.ports.BarcodeScanner` and `kiosk.ports.CameraPreview`."""

    def __init__(
        self,
        name: str,
        options: CameraOptions,
        open_frames: Callable[[str, Wanted], FrameSource] = open_source,
    ) -> None:
        self.name = name
        self._options = options
        self._open_frames = open_frames
        self._frames: Newest[tuple[Frame, float]] = Newest()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._enabled = True
        self._resume = False
        self._viewport = options.viewport
        self._preview: PreviewFrame | None = None
        self._preview_call: Callable[[], None] | None = None
        self._preview_due = 0.0
        self._corners: tuple[Corners, float] = ((), 0.0)

    # BarcodeScanner

    def start(self, on_scan: Callable[[Scan], None], on_change: Callable[[DeviceChange], None]) -> None:
        """Starts both threads; calls come from them."""
        takes = threading.Thread(target=self._capture, args=(on_change,), name=f"{self.name}-capture")
        reads = threading.Thread(target=self._decode, args=(on_scan, on_change), name=f"{self.name}-decode")
        self._threads = [takes, reads]
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def enable(self, enabled: bool) -> None:
        """A code that was read before the pause and is still in view after it is not read again."""
        self._resume = self._resume or (enabled and not self._enabled)
        self._enabled = enabled

    def stop(self) -> None:
        """Both threads have ended when it returns, unless the device hangs."""
        self._stopping.set()
        self._frames.close()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(STOP_S)

    # CameraPreview

    def fit(self, width: int, height: int) -> None:
        self._viewport = max(1, width), max(1, height)

    def latest(self) -> PreviewFrame | None:
        return self._preview

    def on_frame(self, call: Callable[[], None] | None) -> None:
        """Pictures are made only while somebody listens."""
        self._preview_call = call

    # the capture thread

    def _capture(self, on_change: Callable[[DeviceChange], None]) -> None:
        backoff = Backoff()
        told: Reason | None = None
        on_change(DeviceChange(self.name, DeviceState.STARTING))
        while not self._stopping.is_set():
            try:
                source = self._open_frames(self._options.where, self._options.wanted)
            except DeviceUnusable as unusable:
                reason = unusable.reason
            else:
                if self._relay(source, on_change):
                    backoff.reset()
                    told = None
                reason = Reason("camera.lost", {"device": self._options.where})
            if not self._stopping.is_set() and told != reason:
                told = reason
                _log.info("%s: %s", self.name, reason)
                on_change(DeviceChange(self.name, DeviceState.LOST, reason))
            self._stopping.wait(backoff.wait_s())
        on_change(DeviceChange(self.name, DeviceState.STOPPED))

    def _relay(self, source: FrameSource, on_change: Callable[[DeviceChange], None]) -> bool:
        """Passes frames on until the source is gone; whether there was one."""
        ready = False
        rest = Rest()
        try:
            while not self._stopping.is_set():
                watched = self._preview_call is not None
                if rest.lets_pass(time.monotonic(), watched=watched):
                    if not source.skip():
                        break
                    continue
                frame = source.read()
                if frame is None:
                    break
                if not ready:
                    ready = True
                    on_change(DeviceChange(self.name, DeviceState.READY))
                at = time.monotonic()
                if rest.wants_read(frame, at, watched=watched) and self._enabled:
                    self._frames.put((frame, at))
                self._show(frame, at)
        finally:
            source.close()
            self._preview = None
        return ready

    def _show(self, frame: Frame, at: float) -> None:
        call = self._preview_call
        if call is None or at < self._preview_due:
            return
        self._preview_due = max(self._preview_due + 1 / PREVIEW_FPS, at + 0.5 / PREVIEW_FPS)
        corners, seen_at = self._corners
        shown = corners if at - seen_at <= CORNERS_LAST_S else ()
        self._preview = fitted(frame, shown, *self._viewport)
        call()

    # the decode thread

    def _decode(self, on_scan: Callable[[Scan], None], on_change: Callable[[DeviceChange], None]) -> None:
        try:
            self._read_frames(on_scan)
        except Exception:  # the thread ends; without a word the camera would only seem to look
            _log.exception("%s: the decode thread has failed", self.name)
            failed = Reason("camera.failed", {"device": self._options.where})
            on_change(DeviceChange(self.name, DeviceState.LOST, failed))

    def _read_frames(self, on_scan: Callable[[Scan], None]) -> None:
        decoder = FrameDecoder(self._options.symbologies)
        acceptance = Acceptance(self._options.rule)
        while (taken := self._frames.take()) is not None:
            frame, at = taken
            if self._resume:
                self._resume = False
                acceptance.resume(at)
            symbols = decoder.read(grey_of(frame), acceptance.locked)
            if symbols:
                self._corners = symbols[0].corners, at
            for symbol in acceptance.see(symbols, at):
                if self._enabled:
                    on_scan(symbol.scan())
