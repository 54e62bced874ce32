"""Turns the key presses of a scanner that types into the bytes it means. Pure: events in, bytes out.

The keys are those of a US keyboard (HID Usage Tables 1.5, section 10, as linux/input-event-codes.h numbers
them), whatever layout the system has: a scanner for another layout must be set to US. Control with a key is
the control character of ASCII, so that Ctrl+] is GS. Alt with digits of the keypad is one sign by number, as
scanners send what no key has: below 256 a byte, above a character as `_signed` says.

Bytes come out, not letters, so that one framer cuts and decodes what keyboards and serial lines send.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from drivers.scanner.framing import UNKNOWABLE

EVENT = struct.Struct("@llHHi")
"""`struct input_event` of linux/input.h: seconds, microseconds, type, code, value; native sizes."""

EV_SYN, EV_KEY, EV_LED = 0x00, 0x01, 0x11
SYN_REPORT, SYN_DROPPED = 0, 3
LED_CAPSL = 0x01
RELEASED, PRESSED = 0, 1

KEY_ENTER, KEY_LEFTCTRL, KEY_A, KEY_LEFTSHIFT, KEY_RIGHTSHIFT, KEY_LEFTALT = 28, 29, 30, 42, 54, 56
KEY_CAPSLOCK, KEY_RIGHTCTRL, KEY_RIGHTALT = 58, 97, 100
_SHIFTS = frozenset({KEY_LEFTSHIFT, KEY_RIGHTSHIFT})
_CTRLS = frozenset({KEY_LEFTCTRL, KEY_RIGHTCTRL})
_ALTS = frozenset({KEY_LEFTALT, KEY_RIGHTALT})
_HELD = _SHIFTS | _CTRLS | _ALTS

_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
)
SIGNS = {
    first + place: pair
    for first, plain, shifted in _ROWS
    for place, pair in enumerate(zip(plain, shifted, strict=True))
} | {15: ("\t", "\t"), KEY_ENTER: ("\r", "\r"), 57: (" ", " "), 96: ("\r", "\r")}
"""Key code to its sign without and with shift."""
KEYPAD = dict(zip((71, 72, 73, 75, 76, 77, 79, 80, 81, 82), "7894561230", strict=True)) | {
    55: "*",
    74: "-",
    78: "+",
    83: ".",
    98: "/",
    117: "=",
}
"""Of the keypad; a scanner means the sign whatever the state of Num Lock."""

_FIRST_GBK = 0xA1A1
"""The first number in the rows of GB 2312, above every han character of Unicode's first block (U+9FFF)."""
_MOST = 0xFFFF


class Event(NamedTuple):
    """What the kernel tells of one key or lamp."""

    kind: int
    code: int
    value: int


def events_of(raw: bytes) -> list[Event]:
    """Whole events out of what one read of an event device gave."""
    whole = len(raw) - len(raw) % EVENT.size
    return [Event(kind, code, value) for _, _, kind, code, value in EVENT.iter_unpack(raw[:whole])]


class KeyDecoder:
    """The state of the scanner's keyboard."""

    def __init__(self) -> None:
        self._down: set[int] = set()
        self._capitals = False
        self._number: str | None = None
        self._lost = False

    def feed(self, event: Event) -> bytes:
        """What the event adds to the code; `UNKNOWABLE` where a sign cannot be told."""
        if event.kind == EV_SYN:
            return self._synchronised(event.code)
        if event.kind != EV_KEY or self._lost:
            return b""
        if event.code in _HELD:
            return self._held(event.code, event.value != RELEASED)
        if event.value != PRESSED:  # a repeat is a release that was late: nobody holds the key of a scanner
            return b""
        if event.code == KEY_CAPSLOCK:
            self._capitals = not self._capitals
            return b""
        return self._typed(event.code)

    def settle(self) -> None:
        """Silence: no key is down and no number open, whatever was lost on the way."""
        self._down.clear()
        self._capitals = False
        self._number = None

    def _synchronised(self, code: int) -> bytes:
        """After SYN_DROPPED everything up to SYN_REPORT is to be ignored, and keys went by unseen."""
        if code == SYN_DROPPED:
            self._lost = True
            self._down.clear()
            self._number = None
            return bytes((UNKNOWABLE,))
        if code == SYN_REPORT:
            self._lost = False
        return b""

    def _held(self, code: int, down: bool) -> bytes:
        (self._down.add if down else self._down.discard)(code)
        if code not in _ALTS:
            return b""
        if down:
            self._number = self._number or ""
            return b""
        number, self._number = self._number, None
        return _signed(int(number)) if number else b""

    def _typed(self, code: int) -> bytes:
        if self._down & _ALTS:
            if code in KEYPAD and KEYPAD[code].isdecimal():
                self._number = ((self._number or "") + KEYPAD[code])[:8]
                return b""
            return bytes((UNKNOWABLE,)) if code in SIGNS or code in KEYPAD else b""
        if code in KEYPAD:
            return KEYPAD[code].encode()
        if code not in SIGNS:
            return b""
        plain, shifted = SIGNS[code]
        if self._down & _CTRLS and plain > " ":
            sign = ord(plain if plain.isalpha() or plain in "[]\\" else shifted)
            return bytes((sign & 0x1F,)) if sign >= 0x40 else b""
        upper = bool(self._down & _SHIFTS) != (self._capitals and plain.isalpha())
        return (shifted if upper else plain).encode()


def _signed(number: int) -> bytes:
    """The sign of a number typed with Alt: a byte, or a character numbered by GBK or by Unicode.

    Systems differ in which of the two is meant; they overlap only where GBK holds signs that GB 2312 has
    not, and there Unicode is meant. Rows of GBK have gaps; who sends one means a sign nobody can tell.
    """
    if number < 0x100:
        return bytes((number,))
    if _FIRST_GBK <= number <= 0xFEFE and number & 0xFF >= 0xA1:
        try:
            return number.to_bytes(2, "big").decode("gb18030").encode()
        except UnicodeDecodeError:
            return bytes((UNKNOWABLE,))
    if number > _MOST or 0xD800 <= number < 0xE000:
        return bytes((UNKNOWABLE,))
    return chr(number).encode()
