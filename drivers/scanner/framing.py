"""Cuts what a scanner sends into codes. Pure: bytes in, frames out; no input raises.

Scanners differ in how they end a code, and the same model by its set-up sheet: CR, LF, CRLF, TAB, ETX or
nothing but silence. All are understood at once, unless the settings name one. STX and NUL are dropped.

Time is not measured here. Whoever reads calls `silent` when nothing came for a while and nothing waits to be
read: a reader that was kept from its port must not take its own delay for the scanner's silence, or the
first eight digits of a long code could pass for a short one.
"""

from __future__ import annotations

SILENCE_S = 0.05
"""What ends a code without a suffix; at 9600 baud a byte takes 1 ms."""
LONGEST = 4096
"""Bytes; the largest QR code holds 2953. A longer frame is noise: all of it up to its end is dropped."""
ANY, NONE = "any", "none"
ENDS = {
    ANY: b"\r\n\t\x03",
    "cr": b"\r",
    "lf": b"\n",
    "crlf": b"\r\n",
    "tab": b"\t",
    "etx": b"\x03",
    NONE: b"",
}
"""The bytes that end a code, by the setting's name."""
UNKNOWABLE = 0xFF
"""Stands for a sign that was not understood; it is part of no encoding, so the frame is no text."""

_DROPPED = frozenset(b"\x02\x00")
_GS = 0x1D


class Framer:
    """The state between reads of the port."""

    def __init__(self, suffix: str = ANY, prefix: str = "") -> None:
        """`suffix` is a key of `ENDS`; with one named alone, silence ends no code but drops half a one."""
        self._ends = frozenset(ENDS[suffix])
        self._silence_ends = suffix in (ANY, NONE)
        self._prefix = prefix.encode()
        self._held = bytearray()
        self._overlong = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """The frames that `chunk` ends; empty ones are left out."""
        frames: list[bytes] = []
        for byte in chunk:
            if byte in self._ends:
                frames += self._end()
            elif len(self._held) >= LONGEST:
                self._overlong = True
            elif byte not in _DROPPED:
                self._held.append(byte)
        return frames

    def silent(self) -> list[bytes]:
        """The frame that silence has ended, if any."""
        if self._silence_ends:
            return self._end()
        self.reset()
        return []

    def reset(self) -> None:
        """The port was lost: half a code is no code."""
        self._held.clear()
        self._overlong = False

    @property
    def waiting(self) -> bool:
        """A frame is open: silence will end it."""
        return bool(self._held) or self._overlong

    def _end(self) -> list[bytes]:
        frame, whole = bytes(self._held), not self._overlong
        self.reset()
        return [self._cut(frame)] if frame and whole else []

    def _cut(self, frame: bytes) -> bytes:
        """Without the prefix, which stands before or behind the AIM identifier, as the model will."""
        if self._prefix and frame.startswith(self._prefix):
            return frame[len(self._prefix) :]
        if self._prefix and frame.startswith(b"]") and frame[3:].startswith(self._prefix):
            return frame[:3] + frame[3 + len(self._prefix) :]
        return frame


def text_of(frame: bytes) -> str | None:
    """The frame as text without control characters but GS (U+001D); None when it is no text.

    Chinese apps make QR codes in UTF-8 and in GB 18030; each is tried on the whole frame.
    """
    kept = bytes(byte for byte in frame if byte >= 0x20 or byte == _GS)
    for encoding in ("ascii", "utf-8", "gb18030"):
        try:
            text = kept.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = "".join(char for char in text if not "\x7f" <= char <= "\x9f")
        return text or None
    return None
