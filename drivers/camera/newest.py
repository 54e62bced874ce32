"""A place for one thing: the newest. Who is slow misses what came between."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """One thread puts, another takes."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._thing: T | None = None
        self._closed = False
        self._missed = 0

    @property
    def closed(self) -> bool:
        return self._closed

    def put(self, thing: T) -> None:
        """Replaces what was not taken."""
        with self._changed:
            self._missed += self._thing is not None
            self._thing = thing
            self._changed.notify()

    def take(self, timeout_s: float | None = None) -> T | None:
        """Waits for the next one; None after `close` or when none came in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._thing is not None or self._closed, timeout_s)
            thing, self._thing = self._thing, None
            return None if self._closed else thing

    def missed(self) -> int:
        """How many were replaced since this was asked last."""
        with self._changed:
            missed, self._missed = self._missed, 0
            return missed

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
