"""The ESC/POS commands in use, by their names in Epson's reference."""

from __future__ import annotations

from typing import Final

NUL: Final = b"\x00"
LF: Final = b"\n"
INITIALISE: Final = b"\x1b@"
LINE_SPACING_DEFAULT: Final = b"\x1b2"
USA_CHARACTERS: Final = b"\x1bR\x00"
"""Else a Chinese model may print ¥ for $."""
HAN_SPACING_NONE: Final = b"\x1cS\x00\x00"
HAN_ON: Final = b"\x1c&"
HAN_OFF: Final = b"\x1c."
STATUS_BACK_ON: Final = b"\x1da\xff"
"""Automatic status back: four bytes at each change; off again after INITIALISE and power loss."""
CUT_FEED_PARTIAL: Final = b"\x1dVB\x00"
CUT_PARTIAL: Final = b"\x1dV\x01"
ASK_PAPER_IN_ORDER: Final = b"\x1dr\x01"
"""GS r 1 is answered after the data before it was processed, which is not yet printed."""

QR_MODEL_2: Final = b"\x1d(k\x04\x001A2\x00"
QR_PRINT: Final = b"\x1d(k\x03\x001Q0"


def align(centre: bool) -> bytes:
    """ESC a."""
    return b"\x1ba\x01" if centre else b"\x1ba\x00"


def emphasis(on: bool) -> bytes:
    """ESC E."""
    return b"\x1bE\x01" if on else b"\x1bE\x00"


def size(times: int) -> bytes:
    """GS !, the same in both directions; 1 to 8."""
    return b"\x1d!" + bytes([(times - 1) * 0x11])


def code_page(number: int) -> bytes:
    """ESC t."""
    return b"\x1bt" + bytes([number])


def feed(lines: int) -> bytes:
    """ESC d; 0 to 255 lines."""
    return b"\x1bd" + bytes([lines])


def ask_status(which: int) -> bytes:
    """DLE EOT: 1 printer, 2 why offline, 3 errors, 4 paper. Answered in real time, even while blocked."""
    return b"\x10\x04" + bytes([which])


def barrier(process_id: bytes) -> bytes:
    """GS ( H function 48: the four bytes come back when all data before them has been printed."""
    return b"\x1d(H\x06\x0000" + process_id


def qr_module(dots: int) -> bytes:
    return b"\x1d(k\x03\x001C" + bytes([dots])


def qr_correction(level: bytes) -> bytes:
    """`0` to `3` for L, M, Q, H."""
    return b"\x1d(k\x03\x001E" + level


def qr_store(payload: bytes) -> bytes:
    return b"\x1d(k" + (len(payload) + 3).to_bytes(2, "little") + b"1P0" + payload
