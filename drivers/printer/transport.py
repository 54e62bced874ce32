"""A serial line that may stall, vanish or come back under another name.

pyserial sets the line and finds ports; reading, writing and closing are our own, because its write can spin
or lose count, and its close can hang. A write that the kernel took is not a write the printer got: the
kernel's queue is kept short by pacing to the line's speed, and only a barrier confirms.
"""

from __future__ import annotations

import fcntl
import os
import termios
from contextlib import suppress
from dataclasses import dataclass

import serial
from serial.tools import list_ports

from drivers.printer.descriptor import DescriptorLine, cannot_open
from drivers.printer.profile import Flow, LineSettings, Parity
from kiosk.errors import DeviceUnusable, Reason

_PARITIES = {
    Parity.NONE: serial.PARITY_NONE,
    Parity.EVEN: serial.PARITY_EVEN,
    Parity.ODD: serial.PARITY_ODD,
}


@dataclass(frozen=True, slots=True)
class UsbPort:
    """A USB serial port by what it is, since its node changes at each replug.

    Cheap adapters have no serial number: the location (the USB socket) tells two of them apart.
    """

    vid: int
    pid: int
    serial_or_location: str | None = None

    def __str__(self) -> str:
        return f"USB {self.vid:04x}:{self.pid:04x} {self.serial_or_location or ''}".rstrip()


Where = str | UsbPort
"""A path, or what to look for among the USB ports."""


def resolve(where: Where) -> str:
    """The path to open now; raises DeviceUnusable when no such port is plugged in."""
    if isinstance(where, str):
        return where
    for port in list_ports.comports():
        named = where.serial_or_location in (None, port.serial_number, port.location)
        if named and (port.vid, port.pid) == (where.vid, where.pid):
            return str(port.device)
    raise DeviceUnusable(Reason("printer.not_found", {"device": str(where)}))


class SerialTransport(DescriptorLine):
    """One open line, held exclusively. Every method raises DeviceUnusable when the line is gone."""

    def __init__(self, path: str, line: LineSettings, *, paced: bool | None = None) -> None:
        """Opens raw and locked; raises DeviceUnusable saying whether it is missing, denied or taken.

        `paced` keeps to the line's speed; by default a real line does and a pty, which has none, does not.
        """
        try:
            self._port = serial.Serial(
                path,
                baudrate=line.baud,
                parity=_PARITIES[line.parity],
                rtscts=line.flow is Flow.HARDWARE,
                xonxoff=line.flow is Flow.SOFTWARE,
                timeout=0,
                exclusive=True,
            )
        except (OSError, termios.error, ValueError) as trouble:  # SerialException is an OSError
            raise cannot_open(path, trouble) from trouble
        super().__init__(path, self._port.fileno())
        is_pty = os.ttyname(self._fd).startswith("/dev/pts/")
        if not is_pty:  # whose other side would keep it locked after we are gone
            with suppress(OSError):  # besides pyserial's flock, which only those who ask for it obey
                fcntl.ioctl(self._fd, termios.TIOCEXCL)
        bits = 10 if line.parity is Parity.NONE else 11
        self._seconds_per_byte = bits / line.baud if (not is_pty if paced is None else paced) else 0.0

    def close(self) -> None:
        """Drops what was not sent, so that closing never waits for a printer that does not read."""
        with suppress(OSError, termios.error):
            termios.tcflush(self._fd, termios.TCIOFLUSH)
        self._fd = -1
        with suppress(OSError, termios.error):
            self._port.close()
