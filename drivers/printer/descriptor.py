"""Bytes to and from an open file descriptor that never blocks: what every line to a printer has in common."""

from __future__ import annotations

import errno
import os
import select
import time
from contextlib import suppress

from kiosk.errors import DeviceUnusable, Reason

MOST_AT_ONCE = 128
"""What is handed over at once: a little, so that a line that is lost has little of ours in its queues."""
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL


class DescriptorLine:
    """One open line. Every method raises DeviceUnusable when the line is gone."""

    _seconds_per_byte = 0.0

    def __init__(self, name: str, fd: int) -> None:
        self._name = name
        self._fd = fd
        self._free_at = 0.0
        self._hung_up = False

    def wait(self, timeout_s: float, *, to_write: bool) -> tuple[bool, bool]:
        """Whether there is something to read, and room to write; waits at most `timeout_s` for either."""
        if to_write and (pause := self._free_at - time.monotonic()) > 0:
            timeout_s, to_write = min(timeout_s, pause), False
        if self._fd < 0:
            raise self._lost(OSError(errno.EBADF, "closed"))
        poll = select.poll()
        poll.register(self._fd, select.POLLIN | (select.POLLOUT if to_write else 0))
        seen = dict(poll.poll(max(0.0, timeout_s) * 1000)).get(self._fd, 0)
        self._hung_up = bool(seen & _GONE)  # told by the read that follows
        return bool(seen & (select.POLLIN | _GONE)), bool(seen & select.POLLOUT)

    def receive(self) -> bytes:
        """What has arrived; call it when `wait` said so."""
        try:
            received = os.read(self._fd, 4096)
        except BlockingIOError:
            return b""
        except OSError as trouble:
            raise self._lost(trouble) from trouble
        return received or self._ended()

    def push(self, data: memoryview) -> int:
        """Hands over as much as fits now, at most 128 bytes, and says how much."""
        try:
            sent = os.write(self._fd, data[:MOST_AT_ONCE])
        except BlockingIOError:
            return 0
        except OSError as trouble:
            return self._refused(trouble)
        self._free_at = max(self._free_at, time.monotonic()) + sent * self._seconds_per_byte
        return sent

    def close(self) -> None:
        """Never waits for a printer that does not read."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            with suppress(OSError):
                os.close(fd)

    def _ended(self) -> bytes:
        """Nothing was read although there was something to read."""
        raise self._lost(OSError(errno.EIO, "end of file"))

    def _refused(self, trouble: OSError) -> int:
        raise self._lost(trouble) from trouble

    def _lost(self, trouble: Exception) -> DeviceUnusable:
        return DeviceUnusable(Reason("printer.lost", {"device": self._name, "problem": str(trouble)}))


def cannot_open(name: str, trouble: Exception) -> DeviceUnusable:
    """Whether it is missing, denied or taken, from what the system said."""
    code = getattr(trouble, "errno", None)
    if code in (errno.ENOENT, errno.ENXIO, errno.ENODEV, errno.EIO):
        return DeviceUnusable(Reason("printer.not_found", {"device": name}))
    if code in (errno.EACCES, errno.EPERM):
        return DeviceUnusable(Reason("printer.denied", {"device": name}))
    if code in (errno.EBUSY, errno.EAGAIN):
        return DeviceUnusable(Reason("printer.taken", {"device": name}))
    return DeviceUnusable(Reason("printer.cannot_open", {"device": name, "problem": str(trouble)}))
