"""The camera as a barcode scanner and as the shopper's picture: one thread takes frames, one reads them.

While no screen shows the picture and nothing in it moves, both threads rest (`drivers.camera.rest`). Reading
keeps to its part of a core (`drivers.camera.budget`). A lost camera comes back without a restart
(`drivers.camera.capture`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from drivers.camera.accept import Acceptance, AcceptRule
from drivers.camera.bracket import Bracket
from drivers.camera.budget import SHARE, Budget, Figures
from drivers.camera.capture import STOP_S, Capture
from drivers.camera.controls import Taken
from drivers.camera.decoder import FrameDecoder, grey_of
from drivers.camera.hint import Hints
from drivers.camera.newest import Newest
from drivers.camera.preview import fitted
from drivers.camera.source import Frame, FrameSource, Wanted, open_source
from drivers.camera.symbols import KIOSK, Symbol
from kiosk.domain.barcode import Scan, Symbology
from kiosk.errors import Reason
from kiosk.ports import DeviceChange, DeviceState, PreviewFrame

_log = logging.getLogger(__name__)

PREVIEW_FPS = 20
CHECK_S = 1.0


@dataclass(frozen=True, slots=True)
class CameraOptions:
    """`where` as `drivers.camera.source.open_source` takes it."""

    where: str
    symbologies: tuple[Symbology, ...] = KIOSK
    wanted: Wanted = field(default_factory=Wanted)
    rule: AcceptRule = field(default_factory=AcceptRule)
    viewport: tuple[int, int] = (960, 540)
    share: float = SHARE
    """Of one core that reading may take."""


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
        self._frames: Newest[tuple[Frame, float]] = Newest()
        self._budget = Budget(options.share)
        self._capture = Capture(
            name, options.where, options.wanted, open_frames, self._took, self._gone, self._is_watched
        )
        self._reader: threading.Thread | None = None
        self._enabled = True
        self._resume = False
        self._viewport = options.viewport
        self._preview: PreviewFrame | None = None
        self._preview_call: Callable[[], None] | None = None
        self._preview_due = 0.0
        self._bracket = Bracket()
        self._hints = Hints()

    # BarcodeScanner

    def start(self, on_scan: Callable[[Scan], None], on_change: Callable[[DeviceChange], None]) -> None:
        """Starts both threads; calls come from them."""
        self._reader = threading.Thread(
            target=self._decode, args=(on_scan, on_change), name=f"{self.name}-decode", daemon=True
        )
        self._capture.start(on_change)
        self._reader.start()

    def enable(self, enabled: bool) -> None:
        """A code that was read before the pause and is still in view after it is not read again."""
        self._resume = self._resume or (enabled and not self._enabled)
        self._enabled = enabled

    def stop(self) -> None:
        """Both threads have ended when it returns, unless the device hangs."""
        self._frames.close()
        self._capture.stop()
        if self._reader is not None and self._reader is not threading.current_thread():
            self._reader.join(STOP_S)

    # How it goes

    def figures(self) -> Figures:
        """What reading costs and how many frames it keeps up with; may be called from any thread."""
        return self._budget.figures()

    def taken(self) -> Taken | None:
        """Exposure, gain and focus as the camera told them when opened; None: it has no such controls."""
        return self._capture.taken

    # CameraPreview

    def fit(self, width: int, height: int) -> None:
        self._viewport = max(1, width), max(1, height)

    def latest(self) -> PreviewFrame | None:
        return self._preview

    def on_frame(self, call: Callable[[], None] | None) -> None:
        """Pictures are made only while somebody listens."""
        self._preview_call = call

    def _is_watched(self) -> bool:
        return self._preview_call is not None

    # the capture thread

    def _took(self, frame: Frame, at: float, wants_read: bool) -> None:
        if wants_read and self._enabled:
            self._frames.put((frame, at))
        call = self._preview_call
        if call is None or at < self._preview_due:
            return
        self._preview_due = max(self._preview_due + 1 / PREVIEW_FPS, at + 0.5 / PREVIEW_FPS)
        corners, strength = self._bracket.at(at)
        self._preview = fitted(frame, corners, *self._viewport, strength=strength, hint=self._hints.now(at))
        call()

    def _gone(self) -> None:
        self._preview = None

    # the decode thread

    def _decode(self, on_scan: Callable[[Scan], None], on_change: Callable[[DeviceChange], None]) -> None:
        try:
            self._read_frames(on_scan)
        except Exception:  # the thread ends; without a word the camera would only seem to look
            _log.exception("%s: the decode thread has failed", self.name)
            failed = Reason("camera.failed", {"device": self._options.where})
            on_change(DeviceChange(self.name, DeviceState.LOST, failed))

    def _read_frames(self, on_scan: Callable[[Scan], None]) -> None:
        decoder = FrameDecoder(self._options.symbologies, self._budget)
        acceptance = Acceptance(self._options.rule)
        while not self._frames.closed:
            taken = self._frames.take(CHECK_S)
            if taken is None:
                self._capture.check()
                continue
            frame, at = taken
            if self._resume:
                self._resume = False
                acceptance.resume(at)
            for _ in range(self._frames.missed()):
                self._budget.missed(at)
            if self._budget.allows_frame(at):
                self._read(decoder, acceptance, frame, at, on_scan)

    def _read(
        self,
        decoder: FrameDecoder,
        acceptance: Acceptance,
        frame: Frame,
        at: float,
        on_scan: Callable[[Scan], None],
    ) -> None:
        began = time.thread_time()
        symbols = decoder.read(grey_of(frame), acceptance.locked, at)
        locked = acceptance.locked
        scans = acceptance.see(symbols, at)
        self._budget.spent(time.thread_time() - began, at)
        if symbols:
            shown = _shown(symbols, locked)
            self._bracket.seen(shown.key, shown.corners, at)
        self._hints.see(acceptance.too_small, decoder.unread, bool(scans), at)
        for symbol in scans:
            if self._enabled:
                on_scan(symbol.scan())


def _shown(symbols: Sequence[Symbol], locked: frozenset[str]) -> Symbol:
    """The one the bracket is to be drawn around: what is new before what was scanned already."""
    return next((symbol for symbol in symbols if symbol.key not in locked), symbols[0])
