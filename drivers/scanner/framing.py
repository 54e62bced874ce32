"""Cuts a serial scanner's bytes into codes. Pure: bytes and times in, frames out; no input raises.

Scanners differ in how they end a code, and the same model by its set-up sheet: CR, LF, CRLF, TAB, ETX or
nothing but silence. All are understood at once. STX and NUL before a code are dropped.
"""

from __future__ import annotations

SILENCE_S = 0.05
"""What ends a code without a suffix; at 9600 baud a byte takes 1 ms."""
LONGEST = 4096
"""Bytes; the largest QR code holds 2953. A longer frame is noise: all of it up to its end is dropped."""

_ENDS = frozenset(b"\r\n\t\x03")
_DROPPED = frozenset(b"\x02\x00")
_GS = 0x1D


class Framer:
    """The state between reads of the port."""

    def __init__(self, silence_s: float = SILENCE_S) -> None:
        self._silence_s = silence_s
        self._held = bytearray()
        self._last_at = 0.0
        self._overlong = False

    def feed(self, chunk: bytes, at: float) -> list[bytes]:
        """The frames ended by `chunk`, which came at `at` seconds; empty ones are left out."""
        frames = self.idle(at)
        self._last_at = at
        for byte in chunk:
            if byte in _ENDS:
                frames += self._end()
            elif len(self._held) >= LONGEST:
                self._overlong = True
            elif byte not in _DROPPED:
                self._held.append(byte)
        return frames

    def idle(self, at: float) -> list[bytes]:
        """The frame that silence has ended by `at`, if any."""
        silent = at - self._last_at >= self._silence_s
        return self._end() if silent and (self._held or self._overlong) else []

    def reset(self) -> None:
        """The port was lost: half a code is no code."""
        self._held.clear()
        self._overlong = False

    @property
    def waiting(self) -> bool:
        """A frame is open: call `idle` when the silence is over."""
        return bool(self._held) or self._overlong

    def _end(self) -> list[bytes]:
        frame, whole = bytes(self._held), not self._overlong
        self.reset()
        return [frame] if frame and whole else []


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
