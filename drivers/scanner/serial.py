"""A barcode scanner on a serial line: RS-232, or USB in its COM mode.

One that is unplugged is told once and found again at its path, or by its USB identity wherever the system
now names it.
"""

from __future__ import annotations

import errno
import os
import termios
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from drivers.scanner.reader import CodeReader, Manner
from kiosk.errors import DeviceUnusable, Reason, SettingRefused

if TYPE_CHECKING:
    from serial import Serial

CHUNK = 4096


@dataclass(frozen=True, slots=True)
class SerialOptions:
    """Where the scanner is: `path`, or `usb`: `vid:pid`, with the serial number or location after a colon."""

    path: str = ""
    usb: str = ""
    baud: int = 9600
    parity: str = "N"
    """`N`, `E` or `O`, beside eight data bits."""
    manner: Manner = field(default_factory=Manner)


class SerialScanner(CodeReader):
    """Implements `kiosk.ports.BarcodeScanner`."""

    def __init__(self, name: str, options: SerialOptions) -> None:
        if bool(options.path) == bool(options.usb):
            raise SettingRefused(Reason("scanner.path_or_usb", {"device": name}))
        super().__init__(name, options.manner, lambda: SerialPort(options))


class SerialPort:
    """Implements `drivers.scanner.reader.Port`: the line, set and held for this process alone."""

    def __init__(self, options: SerialOptions) -> None:
        """Raises DeviceUnusable: no such port, no right to it, another program has it, it cannot be set."""
        self.name = options.path or _path_of(options.usb)
        self.line = _open(self.name, options)

    def fileno(self) -> int:
        return self.line.fileno()

    def read(self) -> bytes:
        chunk = os.read(self.fileno(), CHUNK)
        if not chunk:
            raise OSError(errno.EIO, "the line has hung up", self.name)
        return chunk

    def settle(self) -> None:
        """Bytes are whole."""

    def close(self) -> None:
        self.line.close()


def _open(path: str, options: SerialOptions) -> Serial:
    import serial

    if not Path(path).exists():
        raise DeviceUnusable(Reason("scanner.missing", {"device": path}))
    try:
        return serial.Serial(
            path, options.baud, parity=options.parity, timeout=0, exclusive=True, write_timeout=1
        )
    except (OSError, ValueError, termios.error) as cause:  # the last is no OSError: a parity it cannot do
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
