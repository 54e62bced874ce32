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

    def put(self, thing: T) -> None:
        """Replaces what was not taken."""
        with self._changed:
            self._thing = thing
            self._changed.notify()

    def take(self) -> T | None:
        """Waits for the next one; None after `close`."""
        with self._changed:
            self._changed.wait_for(lambda: self._thing is not None or self._closed)
            thing, self._thing = self._thing, None
            return None if self._closed else thing

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
