"""Reads ESC/POS as a printer does, command by command; knows nothing of our encoder.

Lengths and meanings are from Epson's command reference. Commands that cannot be told from it are reported
as `Unknown`, so that a test can demand that there are none.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.virtual.printer_effects import (
    Asked,
    BarrierPassed,
    Cell,
    CutMade,
    DrawerKicked,
    Effect,
    Fed,
    Initialised,
    ModeSet,
    Printed,
    QrPrinted,
    RasterPrinted,
    StatusBackSet,
    Unknown,
)

_CODE_PAGES = {0: "cp437", 2: "cp850", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858"}
_ARGUMENTS = {
    **dict.fromkeys((b"\x1b@", b"\x1b2", b"\x1bi", b"\x1bm", b"\x1c&", b"\x1c."), 0),
    **dict.fromkeys((b"\x1b!", b"\x1ba", b"\x1bE", b"\x1bG", b"\x1bt", b"\x1bR", b"\x1bd", b"\x1bJ"), 1),
    **dict.fromkeys((b"\x1b3", b"\x1b ", b"\x1b-", b"\x1bM", b"\x1b{", b"\x1b=", b"\x1bV"), 1),
    **dict.fromkeys((b"\x1c!", b"\x1cC", b"\x1cW", b"\x1c-"), 1),
    **dict.fromkeys((b"\x1d!", b"\x1da", b"\x1dr", b"\x1dI", b"\x1dB", b"\x1dh", b"\x1dw", b"\x1dH"), 1),
    **dict.fromkeys((b"\x1df", b"\x1dV"), 1),
    **dict.fromkeys((b"\x1bc", b"\x1b$", b"\x1b\\", b"\x1cS", b"\x1dL", b"\x1dW"), 2),
    b"\x1bp": 3,
}
"""Argument bytes of the commands of fixed length."""


@dataclass(slots=True)
class _Modes:
    han: bool
    page: int = 0
    align: int = 0
    bold: bool = False
    wide: int = 1
    high: int = 1


class Interpreter:
    """Feed bytes, then take effects one at a time: a busy printer takes the next when it is done."""

    def __init__(self, columns: int = 48, *, starts_in_han: bool = True) -> None:
        """A Chinese model is in its two-byte mode at power-up and after ESC @."""
        self._columns, self._starts_in_han = columns, starts_in_han
        self.buffer = bytearray()
        self._reset()

    def power_on(self) -> None:
        """Buffer, modes and the unfinished line are gone."""
        self.buffer.clear()
        self._reset()

    def feed(self, received: bytes) -> None:
        self.buffer += received

    def step(self) -> Effect | None:
        """Consumes up to one effect; None when more bytes are needed."""
        while self.buffer:
            if self.buffer[0] in b"\x1b\x1c\x1d\x10":
                return self._command()
            done, effect = self._character()
            if effect is not None or not done:
                return effect
        return None

    # --- text ---

    def _character(self) -> tuple[bool, Effect | None]:
        """Whether a character could be consumed, and the line if it ended one."""
        byte = self.buffer[0]
        if byte == 0x0A or byte == 0x0C:
            del self.buffer[0]
            return True, self._end_line()
        if byte < 0x20 or byte == 0x7F:
            del self.buffer[0]
            return True, None
        if byte < 0x80 or not self._modes.han:
            del self.buffer[0]
            char = chr(byte) if byte < 0x80 else self._narrow(byte)
            return True, self._put(char, 1)
        if len(self.buffer) < 2:
            return False, None
        length = 4 if 0x30 <= self.buffer[1] <= 0x39 else 2
        if len(self.buffer) < length:
            return False, None
        code = bytes(self.buffer[:length])
        del self.buffer[:length]
        char = code.decode("gb18030", "replace")[:1]
        return True, self._put("□" if char == "\ufffd" else char, 2)

    def _narrow(self, byte: int) -> str:
        codec = _CODE_PAGES.get(self._modes.page)
        return bytes([byte]).decode(codec, "replace") if codec else "□"

    def _put(self, char: str, columns: int) -> Effect | None:
        cell = Cell(char, columns, self._modes.wide, self._modes.high, self._modes.bold)
        used = sum(other.columns * other.wide for other in self._line)
        full = used + columns * cell.wide > self._columns
        line = self._end_line() if full else None
        self._line.append(cell)
        return line

    def _end_line(self) -> Printed:
        line = Printed(tuple(self._line), self._modes.align)
        self._line.clear()
        return line

    # --- commands ---

    def _command(self) -> Effect | None:
        head = bytes(self.buffer[:2])
        if len(head) < 2:
            return None
        if head[0] == 0x10:
            length = {0x04: 3, 0x05: 3, 0x14: 5}.get(head[1], 1)
            body = self._take(length)
            return None if body is None else ModeSet(body)  # obeyed in real time, when it was received
        if head == b"\x1d(":
            return self._parenthesis()
        if head == b"\x1dv":
            return self._raster()
        count = _ARGUMENTS.get(head)
        if count is None:
            return Unknown(self._take(2) or b"")
        if head == b"\x1dV" and len(self.buffer) > 2 and self.buffer[2] in b"ABab":
            count = 2
        body = self._take(2 + count)
        return None if body is None else self._plain(head, body[2:])

    def _take(self, length: int) -> bytes | None:
        if len(self.buffer) < length:
            return None
        body = bytes(self.buffer[:length])
        del self.buffer[:length]
        return body

    def _plain(self, head: bytes, arguments: bytes) -> Effect:
        n = arguments[0] if arguments else 0
        match head:
            case b"\x1b@":
                self._reset()
                return Initialised()
            case b"\x1bp":
                return DrawerKicked()
            case b"\x1bd" | b"\x1bJ":
                return Fed(n if head == b"\x1bd" else n / 30)
            case b"\x1dV" | b"\x1bi" | b"\x1bm":
                return CutMade()
            case b"\x1da":
                return StatusBackSet(n)
            case b"\x1dr" | b"\x1dI":
                return Asked(head[1:].decode(), n)
        self._set_mode(head, n)
        return ModeSet(head + arguments)

    def _set_mode(self, head: bytes, n: int) -> None:
        modes = self._modes
        match head:
            case b"\x1c&":
                modes.han = True
            case b"\x1c.":
                modes.han = False
            case b"\x1bt":
                modes.page = n
            case b"\x1ba":
                modes.align = n & 0x03
            case b"\x1bE" | b"\x1bG":
                modes.bold = bool(n & 1)
            case b"\x1d!":
                modes.wide, modes.high = (n >> 4 & 7) + 1, (n & 7) + 1
            case b"\x1b!":
                modes.bold, modes.high, modes.wide = bool(n & 8), 2 if n & 16 else 1, 2 if n & 32 else 1

    def _parenthesis(self) -> Effect | None:
        """GS ( fn pL pH, then that many bytes."""
        if len(self.buffer) < 5:
            return None
        body = self._take(5 + int.from_bytes(self.buffer[3:5], "little"))
        if body is None:
            return None
        name, content = body[2:3], body[5:]
        if name == b"H" and content[:2] == b"00" and len(content) == 6:
            return BarrierPassed(content[2:])
        if name == b"k" and content[:1] == b"1" and len(content) >= 3:
            return self._qr(content[1:2], content[2:], body)
        return Unknown(body)

    def _qr(self, function: bytes, content: bytes, body: bytes) -> Effect:
        match function:
            case b"C":
                self._qr_module = content[0]
            case b"E":
                self._qr_level = content[0] - 0x30
            case b"P":
                self._qr_stored = content[1:]
            case b"Q" if self._qr_stored:
                return QrPrinted(self._qr_stored, self._qr_module, self._qr_level, self._modes.align)
            case b"A":
                pass
            case _:
                return Unknown(body)
        return ModeSet(body)

    def _raster(self) -> Effect | None:
        if len(self.buffer) < 8:
            return None
        bytes_a_row, rows = (int.from_bytes(self.buffer[at : at + 2], "little") for at in (4, 6))
        body = self._take(8 + bytes_a_row * rows)
        return None if body is None else RasterPrinted(bytes_a_row, body[8:], self._modes.align)

    def _reset(self) -> None:
        self._modes = _Modes(han=self._starts_in_han)
        self._line: list[Cell] = []
        self._qr_stored, self._qr_module, self._qr_level = b"", 3, 0
