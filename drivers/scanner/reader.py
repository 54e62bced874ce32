"""The thread behind every scanner: opens its port, cuts what comes into codes, finds a lost one again.

What differs between a serial line and a keyboard is the `Port`; how codes come out of it does not. The thread
ends by `stop` alone: people print any bytes into codes, so what raises costs the code it was at, is told and
logged, and the port is opened again.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from drivers.backoff import Backoff
from drivers.scanner.framing import ANY, SILENCE_S, Framer, text_of
from kiosk.domain.aim import scan_of
from kiosk.domain.barcode import Scan
from kiosk.errors import DeviceUnusable, Reason
from kiosk.ports import DeviceChange, DeviceState

_log = logging.getLogger(__name__)

STOP_S = 3.0


class Port(Protocol):
    """An open scanner, held for this process alone."""

    name: str
    """The path by which people know it."""

    def fileno(self) -> int:
        """Readable when `read` has something."""
        ...

    def read(self) -> bytes:
        """What came, perhaps nothing; raises OSError when the scanner is gone."""
        ...

    def settle(self) -> None:
        """Nothing came for a while: no key is half way down."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the scanner's codes are told apart."""

    suffix: str = ANY
    """A key of `drivers.scanner.framing.ENDS`."""
    prefix: str = ""
    silence_s: float = SILENCE_S
    repeat_s: float = 0.0
    """For scanners that repeat a code lying before them: the same code within this time is one scan."""


class CodeReader:
    """Implements `kiosk.ports.BarcodeScanner` over a port that `open_port` opens or says why not."""

    def __init__(self, name: str, manner: Manner, open_port: Callable[[], Port]) -> None:
        """`open_port` raises DeviceUnusable."""
        self.name = name
        self.manner = manner
        self.open_port = open_port
        self._enabled = True
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._wake_out, self._wake_in = -1, -1
        self._last = ("", float("-inf"))
        self._backoff = Backoff()
        self._told: Reason | None = None

    def start(self, on_scan: Callable[[Scan], None], on_change: Callable[[DeviceChange], None]) -> None:
        self._wake_out, self._wake_in = os.pipe()
        self._thread = threading.Thread(
            target=self._run, args=(on_scan, on_change), name=f"{self.name}-reader", daemon=True
        )
        self._thread.start()

    def enable(self, enabled: bool) -> None:
        self._enabled = enabled

    def stop(self) -> None:
        """The thread has ended and the port is free when it returns; not to be called from `on_scan`."""
        if self._thread is None or self._stopping.is_set():
            return
        self._stopping.set()
        os.write(self._wake_in, b"x")
        self._thread.join(STOP_S)
        if not self._thread.is_alive():
            os.close(self._wake_out)
            os.close(self._wake_in)

    def _run(self, on_scan: Callable[[Scan], None], on_change: Callable[[DeviceChange], None]) -> None:
        on_change(DeviceChange(self.name, DeviceState.STARTING))
        while not self._stopping.is_set():
            try:
                reason = self._serve(on_scan, on_change)
            except Exception:
                _log.exception("%s: reading has failed", self.name)
                reason = Reason("scanner.failed", {"device": self.name})
            if not self._stopping.is_set() and self._told != reason:
                self._told = reason
                _log.info("%s: %s", self.name, reason)
                on_change(DeviceChange(self.name, DeviceState.LOST, reason))
            self._stopping.wait(self._backoff.wait_s())
        on_change(DeviceChange(self.name, DeviceState.STOPPED))

    def _serve(self, on_scan: Callable[[Scan], None], on_change: Callable[[DeviceChange], None]) -> Reason:
        """Opens the port and reads it until it is gone or `stop`; why there is none (any more)."""
        try:
            port = self.open_port()
        except DeviceUnusable as unusable:
            return unusable.reason
        try:
            self._told = None
            on_change(DeviceChange(self.name, DeviceState.READY))
            self._listen(port, on_scan)
        except OSError as gone:
            _log.debug("%s: %s", self.name, gone)
        finally:
            with contextlib.suppress(Exception):  # draining an unplugged line raises termios.error
                port.close()
        self._backoff.reset()  # not after a failure, which may come back at each read
        return Reason("scanner.lost", {"device": port.name})

    def _listen(self, port: Port, on_scan: Callable[[Scan], None]) -> None:
        """Until `stop`; raises OSError when the port is gone."""
        framer = Framer(self.manner.suffix, self.manner.prefix)
        descriptor = port.fileno()
        patience: float | None = None
        while not self._stopping.is_set():
            ready, _, _ = select.select([descriptor, self._wake_out], [], [], patience)
            if descriptor in ready:
                frames = framer.feed(port.read())
                patience = self.manner.silence_s
            else:
                frames = framer.silent()
                port.settle()
                patience = None
            for frame in frames:
                self._emit(frame, on_scan)

    def _emit(self, frame: bytes, on_scan: Callable[[Scan], None]) -> None:
        text = text_of(frame)
        if text is None or not self._enabled:
            return
        scan = scan_of(frame, text)
        now = time.monotonic()
        before, at = self._last
        self._last = scan.text, now
        if scan.text and not (scan.text == before and now - at < self.manner.repeat_s):
            on_scan(scan)
            self._backoff.reset()
