"""From where a printer is to the open line to it: network, USB printer device, or serial line."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from drivers.printer.network import SCHEME, TcpLine
from drivers.printer.profile import LineSettings
from drivers.printer.transport import SerialTransport, Where, resolve
from drivers.printer.usb_lp import UsbLpLine

CHARACTER_DEVICES = Path("/sys/dev/char")


class Line(Protocol):
    """Bytes both ways. Every method but `close` raises DeviceUnusable when the line is gone."""

    def wait(self, timeout_s: float, *, to_write: bool) -> tuple[bool, bool]:
        """Whether there is something to read, and room to write."""
        ...

    def receive(self) -> bytes: ...
    def push(self, data: memoryview) -> int: ...
    def close(self) -> None: ...


OpenLine = Callable[[Where, LineSettings], Line]


def open_line(where: Where, settings: LineSettings) -> Line:
    """The line that the place has; raises DeviceUnusable when it cannot be opened."""
    path = resolve(where)
    if path.startswith(SCHEME):
        return TcpLine(path)
    return UsbLpLine(path) if _is_plain_device(path) else SerialTransport(path, settings)


def _is_plain_device(path: str) -> bool:
    """A character device of a driver that is no terminal's, as sysfs says.

    Opening a serial line to ask it would move its signals, and some printers start anew at that.
    """
    try:
        told = os.stat(path)  # noqa: PTH116
        number = f"{os.major(told.st_rdev)}:{os.minor(told.st_rdev)}"
        return (
            stat.S_ISCHR(told.st_mode) and (CHARACTER_DEVICES / number / "subsystem").readlink().name != "tty"
        )
    except OSError:  # not there, or of no device sysfs knows, as a pty
        return False
