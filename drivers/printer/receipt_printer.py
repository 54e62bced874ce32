"""Each receipt on paper exactly once, across stalls, unplugging, power cuts and a killed process.

    NOT_STARTED --journal--> SENDING --body, barrier, journal--> BODY_DONE --cut, barrier--> DONE

The body goes out without its cut, in pieces of at most half a second of line time, each confirmed by a
barrier before the next (a printer that lost power meanwhile cannot confirm). What breaks before BODY_DONE
is TORN: still uncut, so the next try ends it with a void mark, cuts it off, and prints the whole receipt
again, marked as a reprint. Cutting is repeatable, so after BODY_DONE only the cut is tried again.

A printer that cannot confirm (no GS ( H) gets body and cut and ends UNCONFIRMED: staff are asked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from enum import Enum, auto
from threading import Lock

from drivers.printer.encoder import encode_cut, encode_resync, encode_segments, encode_void
from drivers.printer.lines import OpenLine, open_line
from drivers.printer.link import Patience, PrinterLink
from drivers.printer.profile import PrinterProfile
from drivers.printer.status import can_print
from drivers.printer.transport import Where
from kiosk.domain.receipt import PrintJob, PrintState
from kiosk.errors import DeviceUnusable, Reason
from kiosk.ports import PrinterStatus

_log = logging.getLogger(__name__)

_CLOSE_S = 2.0
_PIECE_S = 0.5
_PIECE_MOST = 2048
_BITS_A_BYTE = 10

Journal = Callable[[PrintState], None]


class _Paper(Enum):
    """What hangs out of the printer, as far as this process knows."""

    CLEAN = auto()
    FRAGMENT = auto()
    WHOLE = auto()


class EscPosPrinter:
    """`kiosk.ports.ReceiptPrinter` for ESC/POS printers on a serial line, a USB printer device, or TCP."""

    def __init__(
        self,
        name: str,
        where: Where,
        profile: PrinterProfile,
        *,
        quiet_s: float = 10.0,
        limit_s: float = 120.0,
        opener: OpenLine = open_line,
    ) -> None:
        """`quiet_s`: the wait for a printer that says nothing; `limit_s`: for one that waits for a person."""
        self.name = name
        self._where = where
        self._open_line = opener
        self.profile = profile
        self._quiet_s, self._limit_s = quiet_s, limit_s
        self._busy = Lock()
        self._link: PrinterLink | None = None
        self._confirms: bool | None = None
        self._paper = _Paper.CLEAN
        self._was_lost = False
        self._closed = False

    def status(self) -> PrinterStatus:
        """What the printer says now; while a job prints, what it said last. Opens the line if need be."""
        if not self._busy.acquire(blocking=False):
            link = self._link
            return link.known if link else PrinterStatus(answers=False)
        try:
            return self._connected().status()
        except DeviceUnusable as trouble:
            self._lose(trouble)
            return PrinterStatus(answers=False)
        finally:
            self._busy.release()

    def print(self, job: PrintJob, journal: Journal) -> PrintState:
        """See `kiosk.ports.ReceiptPrinter`. `journal` is called before effects, not for the state returned.

        Returns BODY_DONE when only the cut is missing, and the state the job came with (SENDING as TORN)
        when nothing was sent. What `journal` raises is passed on, the effect not done.
        """
        with self._busy:
            work = _Work(job, journal)
            if job.state is PrintState.DONE:
                return job.state
            try:
                self._print(work)
            except DeviceUnusable as trouble:
                self._lose(trouble)
            return work.state

    def close(self) -> None:
        """Let go of the line. Never waits for the printer; a job under way ends as if unplugged."""
        self._closed = True
        if link := self._link:
            link.abandon()
        if self._busy.acquire(timeout=_CLOSE_S):  # else the thread that prints lets go by itself
            self._drop()
            self._busy.release()

    def _print(self, work: _Work) -> None:
        link = self._connected()
        if not can_print(link.status()):
            return
        patience = Patience(self._quiet_s, self._limit_s)
        if self._confirms is None:
            link.send(encode_resync(), patience)
            self._confirms = self.profile.has_process_id and link.confirms(patience)
        if work.state is not PrintState.BODY_DONE:
            before = self._before(work)
            work.enter(PrintState.SENDING)
            self._paper = _Paper.FRAGMENT
            for piece in self._pieces(work, before):
                link.send(piece, patience)
                if self._confirms:
                    link.barrier(patience)
            if not self._confirms:
                link.processed(patience)
            work.enter(PrintState.BODY_DONE if self._confirms else PrintState.UNCONFIRMED)
        self._paper = _Paper.WHOLE
        link.send(encode_cut(self.profile), patience)
        if self._confirms:
            link.barrier(patience)
        else:
            link.processed(patience)
        self._paper = _Paper.CLEAN
        if work.state is PrintState.BODY_DONE:
            work.state = PrintState.DONE

    def _before(self, work: _Work) -> bytes:
        """What the paper needs before a receipt may begin on it."""
        if work.is_torn or self._paper is _Paper.FRAGMENT:
            return encode_void(work.job.document, self.profile)
        return encode_cut(self.profile) if self._paper is _Paper.WHOLE else b""

    def _pieces(self, work: _Work, before: bytes) -> Iterator[bytes]:
        segments = encode_segments(work.job.document, self.profile, work.reprint)
        piece_most = min(int(self.profile.line.baud / _BITS_A_BYTE * _PIECE_S), _PIECE_MOST)
        yield from joined([before, *segments], piece_most)

    def _connected(self) -> PrinterLink:
        if self._closed:
            raise DeviceUnusable(Reason("printer.closed"))
        if self._link is None:
            line = self._open_line(self._where, self.profile.line)
            self._link, self._confirms = PrinterLink(line), None
            if self._was_lost:
                _log.info("%s is back", self.name)
            self._was_lost = False
        return self._link

    def _lose(self, trouble: DeviceUnusable) -> None:
        self._drop()
        if not self._was_lost:
            _log.info("%s: %s", self.name, trouble)
        self._was_lost = True

    def _drop(self) -> None:
        link, self._link = self._link, None
        if link:
            link.close()


class _Work:
    """A job on its way: the state it would rest in if everything stopped now.

    `job.tries` counts this try, so a job that was begun before is at least its first reprint.
    """

    def __init__(self, job: PrintJob, journal: Journal) -> None:
        self.job = job
        self._journal = journal
        self.is_torn = job.state in (PrintState.SENDING, PrintState.TORN)
        self.reprint = max(1, job.tries - 1) if self.is_torn or job.state is PrintState.UNCONFIRMED else 0
        self.state = PrintState.TORN if self.is_torn else job.state

    def enter(self, state: PrintState) -> None:
        """Journal first; broken while SENDING is TORN."""
        self._journal(state)
        self.state = PrintState.TORN if state is PrintState.SENDING else state


def joined(segments: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Segments put together into pieces of at most `most` bytes, where a segment alone is not longer."""
    piece = bytearray()
    for segment in segments:
        if piece and len(piece) + len(segment) > most:
            yield bytes(piece)
            piece.clear()
        piece += segment
    if piece:
        yield bytes(piece)
