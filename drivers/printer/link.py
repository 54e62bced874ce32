"""One connection to a printer: send with patience, ask for status, wait for barriers."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from typing import Final

from drivers.printer import commands
from drivers.printer.lines import Line
from drivers.printer.status import (
    InOrderAnswer,
    ProcessId,
    RealTimeStatus,
    ReplyRouter,
    StatusBack,
    is_blocked,
    with_real_time,
    with_status_back,
)
from kiosk.errors import DeviceUnusable, Reason
from kiosk.ports import PrinterStatus

_ANSWER_S: Final = 0.5
"""A real-time answer takes milliseconds; a printer that needs longer does not answer."""
_PROBE_S: Final = 0.6
_POLL_S: Final = 0.5
_QUIET_S: Final = 0.1
_LETTERS: Final = b"ABCDEFGHIJKLMNO"
"""Bytes that cannot be taken for a status byte (`drivers.printer.status`)."""


class Patience:
    """How long to wait without progress, and how long in all.

    While the printer says that it waits for a person, only the time in all runs.
    """

    def __init__(self, quiet_s: float, limit_s: float) -> None:
        self._quiet_s = quiet_s
        self._end = time.monotonic() + limit_s
        self._was_blocked = False
        self.progress()

    def progress(self) -> None:
        """Something moved: the quiet time begins anew."""
        self._quiet_end = time.monotonic() + self._quiet_s

    def check(self, *, blocked: bool) -> None:
        """Raises DeviceUnusable once the time is over."""
        if blocked or self._was_blocked:  # also at the moment when the wait is over
            self.progress()
        self._was_blocked = blocked
        now = time.monotonic()
        if now >= self._end or now >= self._quiet_end:
            raise DeviceUnusable(Reason("printer.stalled"))


class PrinterLink:
    """Used by one thread at a time. Methods raise DeviceUnusable when the line is lost."""

    def __init__(self, transport: Line) -> None:
        self._transport = transport
        self._router = ReplyRouter()
        self._ids = _process_ids()
        self._seen_ids: set[bytes] = set()
        self._asked: int | None = None
        self._in_order = False
        self._late_answer = False
        self._abandoned = False
        self.known = PrinterStatus(answers=False)
        """What the printer said last, asked or by itself."""

    def abandon(self) -> None:
        """From another thread: whoever uses the link is told within half a second that it is lost."""
        self._abandoned = True

    def close(self) -> None:
        """Never waits."""
        self._transport.close()

    def status(self) -> PrinterStatus:
        """Ask in real time: printer, paper, and why when it is not online. Silent: `answers` is False."""
        self._turn(_QUIET_S if self._late_answer else 0.0)
        self.known = PrinterStatus(answers=False)
        if not (self._ask(1) and self._ask(4) and self._ask(2)):
            self.known = PrinterStatus(answers=False)
        return self.known

    def send(self, data: bytes, patience: Patience) -> None:
        """All of it to the kernel, listening meanwhile."""
        rest = memoryview(data)
        patience.progress()
        while rest:
            if self._turn(_POLL_S, to_write=True) and (sent := self._transport.push(rest)):
                rest = rest[sent:]
                patience.progress()
            patience.check(blocked=is_blocked(self.known))

    def confirms(self, patience: Patience) -> bool:
        """Whether the printer answers a barrier (GS ( H); a model without it is silent."""
        wanted = next(self._ids)
        self.send(commands.barrier(wanted), patience)
        deadline = time.monotonic() + _PROBE_S
        while wanted not in self._seen_ids and (left := deadline - time.monotonic()) > 0:
            self._turn(left)
        return wanted in self._seen_ids

    def barrier(self, patience: Patience) -> None:
        """Returns once everything sent before is on paper; raises DeviceUnusable when that is not confirmed.

        It is asked for once: after a power cycle a second barrier would be answered although the data
        before it was lost.
        """
        wanted = next(self._ids)
        self.send(commands.barrier(wanted), patience)
        while wanted not in self._seen_ids:
            self._await_reply(patience)
        self._seen_ids.clear()

    def processed(self, patience: Patience) -> bool:
        """The weaker wait (GS r): what was sent was taken in. False when only that answer is missing."""
        self._in_order = False
        self.send(commands.ASK_PAPER_IN_ORDER, patience)
        try:
            while not self._in_order:
                self._await_reply(patience)
        except DeviceUnusable as trouble:
            if trouble.reason.code != "printer.stalled" or not self.status().answers:
                raise
        return self._in_order

    def _await_reply(self, patience: Patience) -> None:
        """One turn of waiting; asks for the status in between, as not all printers speak by themselves."""
        before = time.monotonic()
        self._turn(_POLL_S)
        patience.check(blocked=is_blocked(self.known))
        if time.monotonic() - before >= _POLL_S * 0.9:
            following = {1: 4, 4: 2}
            self._asked = following.get(self._asked or 0, 1)
            request = commands.ask_status(self._asked)
            sent = self._transport.push(memoryview(request))
            if 0 < sent < len(request):
                self.send(request[sent:], patience)

    def _ask(self, which: int) -> bool:
        self._asked, self._late_answer = which, True
        self.send(commands.ask_status(which), Patience(_ANSWER_S, _ANSWER_S))
        deadline = time.monotonic() + _ANSWER_S
        while self._late_answer and (left := deadline - time.monotonic()) > 0:
            self._turn(left)
        return not self._late_answer

    def _turn(self, timeout_s: float, *, to_write: bool = False) -> bool:
        """Hear what there is; says whether there is room to write."""
        if self._abandoned:
            raise DeviceUnusable(Reason("printer.closed"))
        readable, writable = self._transport.wait(timeout_s, to_write=to_write)
        if readable:
            for reply in self._router.feed(self._transport.receive()):
                self._hear(reply)
        return writable

    def _hear(self, reply: RealTimeStatus | StatusBack | ProcessId | InOrderAnswer) -> None:
        match reply:
            case RealTimeStatus(bits):
                if self._asked is not None:
                    self.known = with_real_time(self.known, self._asked, bits)
                self._late_answer = False
            case StatusBack():
                self.known = with_status_back(self.known, reply)
            case ProcessId(value):
                self._seen_ids.add(value)
            case InOrderAnswer():
                self._in_order = True


def _process_ids() -> Iterator[bytes]:
    """IDs that no earlier connection is likely to have used: a stored late reply confirms nothing."""
    count, base = secrets.randbelow(len(_LETTERS) ** 4), len(_LETTERS)
    while True:
        count += 1
        yield bytes(_LETTERS[count // base**place % base] for place in range(4))
