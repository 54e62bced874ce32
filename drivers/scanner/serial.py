"""A barcode scanner on a serial line: RS-232, or USB in its COM mode.

One thread owns the port. A scanner that is unplugged is told once and found again at its path, or by its USB
identity wherever the system now names it.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import select
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from drivers.backoff import Backoff
from drivers.scanner.aim import scan_of
from drivers.scanner.framing import SILENCE_S, Framer, text_of
from kiosk.domain.barcode import Scan
from kiosk.errors import DeviceUnusable, Reason, SettingRefused
from kiosk.ports import DeviceChange, DeviceState

if TYPE_CHECKING:
    from serial import Serial

_log = logging.getLogger(__name__)

CHUNK = 4096
STOP_S = 3.0


@dataclass(frozen=True, slots=True)
class SerialOptions:
    """Where the scanner is: `path`, or `usb`: `vid:pid`, with the serial number or location after a colon."""

    path: str = ""
    usb: str = ""
    baud: int = 9600
    parity: str = "N"
    silence_s: float = SILENCE_S
    repeat_s: float = 0.0
    """For scanners that repeat a code lying before them: the same code within this time is one scan."""


class SerialScanner:
    """Implements `kiosk.ports.BarcodeScanner`."""

    def __init__(self, name: str, options: SerialOptions) -> None:
        if bool(options.path) == bool(options.usb):
            raise SettingRefused(Reason("scanner.path_or_usb", {"device": name}))
        self.name = name
        self._options = options
        self._enabled = True
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._wake_out, self._wake_in = -1, -1
        self._last = ("", float("-inf"))

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
        backoff = Backoff()
        told: Reason | None = None
        on_change(DeviceChange(self.name, DeviceState.STARTING))
        while not self._stopping.is_set():
            try:
                port = open_port(self._options)
            except DeviceUnusable as unusable:
                reason = unusable.reason
            else:
                backoff.reset()
                told = None
                on_change(DeviceChange(self.name, DeviceState.READY))
                reason = Reason("scanner.lost", {"device": port.name or self.name})
                self._listen(port, on_scan)
            if not self._stopping.is_set() and told != reason:
                told = reason
                _log.info("%s: %s", self.name, reason)
                on_change(DeviceChange(self.name, DeviceState.LOST, reason))
            self._stopping.wait(backoff.wait_s())
        on_change(DeviceChange(self.name, DeviceState.STOPPED))

    def _listen(self, port: Serial, on_scan: Callable[[Scan], None]) -> None:
        """Until the port is gone or `stop`."""
        framer = Framer(self._options.silence_s)
        descriptor = port.fileno()
        try:
            while not self._stopping.is_set():
                patience = self._options.silence_s if framer.waiting else None
                ready, _, _ = select.select([descriptor, self._wake_out], [], [], patience)
                if descriptor in ready:
                    chunk = os.read(descriptor, CHUNK)
                    if not chunk:
                        return
                    frames = framer.feed(chunk, time.monotonic())
                else:
                    frames = framer.idle(time.monotonic())
                for frame in frames:
                    self._emit(frame, on_scan)
        except OSError as gone:
            _log.debug("%s: %s", self.name, gone)
        finally:
            with contextlib.suppress(Exception):  # draining an unplugged line raises termios.error
                port.close()

    def _emit(self, frame: bytes, on_scan: Callable[[Scan], None]) -> None:
        text = text_of(frame)
        if text is None or not self._enabled:
            return
        scan = scan_of(frame, text)
        now = time.monotonic()
        before, at = self._last
        self._last = scan.text, now
        if scan.text and not (scan.text == before and now - at < self._options.repeat_s):
            on_scan(scan)


def open_port(options: SerialOptions) -> Serial:
    """The line, set and held for this process alone.

    Raises:
        DeviceUnusable: no such port, no right to it, another program has it, or it cannot be set.
    """
    import serial

    path = options.path or _path_of(options.usb)
    if not Path(path).exists():
        raise DeviceUnusable(Reason("scanner.missing", {"device": path}))
    try:
        return serial.Serial(
            path, options.baud, parity=options.parity, timeout=0, exclusive=True, write_timeout=1
        )
    except (OSError, ValueError) as cause:
        code = {errno.EACCES: "scanner.forbidden", errno.EBUSY: "scanner.busy", errno.EAGAIN: "scanner.busy"}
        number = getattr(cause, "errno", None)
        reason = Reason(code.get(number or 0, "scanner.cannot_open"), {"device": path})
        raise DeviceUnusable(reason) from cause


def _path_of(usb: str) -> str:
    """The port that now has the USB identity `vid:pid[:serial number or location]`."""
    from serial.tools import list_ports

    for port in list_ports.comports():
        if port.vid is None or port.pid is None:
            continue
        same = f"{port.vid:04x}:{port.pid:04x}"
        if usb.lower() in {same, f"{same}:{port.serial_number}".lower(), f"{same}:{port.location}".lower()}:
            return str(port.device)
    raise DeviceUnusable(Reason("scanner.missing", {"device": usb}))
