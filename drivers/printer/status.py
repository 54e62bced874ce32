"""What comes back from the printer. Replies identify themselves by their bits, so one reader routes all.

    0xx1xx01 / 0xx1xx11   XON 0x11 / XOFF 0x13
    0xx1xx10              DLE EOT n
    0xx1xx00 + 3 bytes    automatic status back; the three are 0xx0xxxx
    0x37 .. NUL           a block: 0x37 0x22 and the process ID of GS ( H
    0xx0xxxx              GS r, GS I

Status may arrive in the middle of a block, because a byte with bit 4 set is never part of one: the process
IDs we send are letters without it. Source: Epson ESC/POS reference, "status and process ID responses".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.ports import PaperState, PrinterStatus

_BIT4 = 0x10
_BLOCK, _BLOCK_LONGEST = 0x37, 80
_PROCESS_ID = 0x22


@dataclass(frozen=True, slots=True)
class RealTimeStatus:
    """One byte that answers the DLE EOT asked last."""

    bits: int


@dataclass(frozen=True, slots=True)
class StatusBack:
    """Four bytes sent by the printer itself when something changed."""

    first: int
    second: int
    paper: int


@dataclass(frozen=True, slots=True)
class ProcessId:
    """Everything before the barrier of this ID has been printed."""

    value: bytes


@dataclass(frozen=True, slots=True)
class InOrderAnswer:
    """An answer to GS r: what was sent before has been processed."""

    bits: int


Reply = RealTimeStatus | StatusBack | ProcessId | InOrderAnswer


class ReplyRouter:
    """Turns received bytes, in any pieces, into replies; noise is dropped."""

    def __init__(self) -> None:
        self._status: list[int] = []
        self._block: bytearray | None = None

    def feed(self, received: bytes) -> list[Reply]:
        """The replies these bytes complete."""
        return [reply for byte in received if (reply := self._byte(byte)) is not None]

    def _byte(self, byte: int) -> Reply | None:
        if byte in (0x11, 0x13) or byte >= 0x80:
            return None
        if self._status and not byte & _BIT4:
            return self._status_tail(byte)
        if byte & _BIT4:
            self._status.clear()
            return self._marked(byte)
        if self._block is None:
            return InOrderAnswer(byte)
        if byte == 0:
            return self._block_end()
        self._block.append(byte)
        if len(self._block) > _BLOCK_LONGEST:
            self._block = None
        return None

    def _marked(self, byte: int) -> Reply | None:
        if byte & 0b11 == 0b10:
            return RealTimeStatus(byte)
        if byte & 0b11 == 0b00:
            self._status.append(byte)
        elif byte == _BLOCK:
            self._block = bytearray()
        return None

    def _status_tail(self, byte: int) -> Reply | None:
        self._status.append(byte)
        if len(self._status) < 4:
            return None
        first, second, paper, _ = self._status
        self._status.clear()
        return StatusBack(first, second, paper)

    def _block_end(self) -> Reply | None:
        block, self._block = bytes(self._block or b""), None
        return ProcessId(block[1:]) if block[:1] == bytes([_PROCESS_ID]) else None


def with_real_time(status: PrinterStatus, which: int, bits: int) -> PrinterStatus:
    """The status after the answer to DLE EOT `which` (1, 2 or 4)."""
    match which:
        case 1:
            return replace(status, answers=True, online=not bits & 0x08)
        case 2:
            return replace(status, cover_open=bool(bits & 0x04), error=bool(bits & 0x40))
        case _:
            return replace(status, paper=_paper(out=bits & 0x60, near_end=bits & 0x0C))


def with_status_back(status: PrinterStatus, back: StatusBack) -> PrinterStatus:
    """The status after the printer spoke by itself."""
    return replace(
        status,
        answers=True,
        online=not back.first & 0x08,
        cover_open=bool(back.first & 0x20),
        error=bool(back.second & 0x6C),
        paper=_paper(out=back.paper & 0x0C, near_end=back.paper & 0x03),
    )


def _paper(*, out: int, near_end: int) -> PaperState:
    if out:
        return PaperState.OUT
    return PaperState.NEAR_END if near_end else PaperState.OK


def can_print(status: PrinterStatus) -> bool:
    """Whether paper will move if bytes are sent now."""
    return (
        status.answers
        and status.online
        and not status.cover_open
        and not status.error
        and status.paper in (PaperState.OK, PaperState.NEAR_END)
    )


def is_blocked(status: PrinterStatus) -> bool:
    """Whether the printer said that it waits for a person; waiting for it does not count."""
    waits = not status.online or status.cover_open or status.error or status.paper is PaperState.OUT
    return status.answers and waits
