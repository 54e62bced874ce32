"""Identifiers: UUIDv7 that grow within the process, and random tokens."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from uuid import UUID

from kiosk.ports import Clock

_RANDOM_BITS = 74
_STEP_BITS = 32


class UuidIds:
    """UUIDv7 (RFC 9562, 5.7), each greater than the one before, even when the clock is set back.

    Within one millisecond the 74 random bits count up by a random step (6.2, method 2); a clock set back
    keeps the last millisecond. Safe from any thread.
    """

    def __init__(self, clock: Clock, random_bits: Callable[[int], int] = secrets.randbits) -> None:
        self._clock = clock
        self._random_bits = random_bits
        self._lock = threading.Lock()
        self._last_ms = -1
        self._last_random = 0

    def new(self) -> str:
        """A UUIDv7 in its 36-character form."""
        now_ms = int(self._clock.now().timestamp() * 1000)
        with self._lock:
            if now_ms > self._last_ms:
                self._last_ms, self._last_random = now_ms, self._random_bits(_RANDOM_BITS)
            else:
                self._count_up()
            return _layout(self._last_ms, self._last_random)

    def token(self) -> str:
        """128 random bits, URL-safe, 22 characters."""
        return secrets.token_urlsafe(16)

    def _count_up(self) -> None:
        self._last_random += 1 + self._random_bits(_STEP_BITS)
        if self._last_random >> _RANDOM_BITS:
            # Used up, once in many lifetimes: the next millisecond begins early.
            self._last_ms, self._last_random = self._last_ms + 1, self._random_bits(_RANDOM_BITS)


def _layout(unix_ms: int, random: int) -> str:
    """48 bits of time, version 7, 12 bits, variant 10, 62 bits."""
    high = (unix_ms << 16) | (0x7 << 12) | (random >> 62)
    low = (0b10 << 62) | (random & ((1 << 62) - 1))
    return str(UUID(int=(high << 64) | low))
