"""The kernel's USB printer device, `/dev/usb/lp0`: a character device without speed, parity or terminal.

The driver (Linux, drivers/usb/class/usblp.c) takes one opener, and a write as soon as the write before it has
gone; a printer may answer a read with an empty packet, which is no end; without paper a write may be refused.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time

from drivers.printer.descriptor import DescriptorLine, cannot_open

_PAUSE_S = 0.01


class UsbLpLine(DescriptorLine):
    """One open device, held exclusively."""

    def __init__(self, path: str) -> None:
        """Raises DeviceUnusable saying whether it is missing, denied or taken."""
        try:
            fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as trouble:
            raise cannot_open(path, trouble) from trouble
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as trouble:
            os.close(fd)
            raise cannot_open(path, trouble) from trouble
        super().__init__(path, fd)

    def _ended(self) -> bytes:
        """An empty packet, and the end only where the device is gone."""
        if self._hung_up:
            return super()._ended()
        time.sleep(_PAUSE_S)
        return b""

    def _refused(self, trouble: OSError) -> int:
        if trouble.errno == errno.ENOSPC:  # out of paper: the same bytes again once there is some
            time.sleep(_PAUSE_S)
            return 0
        return super()._refused(trouble)
