"""Steps that time takes and that must be made durable: taken again while the ledger cannot keep them."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.errors import StoreUnusable
from kiosk.ports import Timers

AGAIN_S = 5.0


def until_kept(timers: Timers, seconds: float, step: Callable[[], None]) -> None:
    """Take `step` after so many seconds, and every AGAIN_S until it does not raise StoreUnusable."""

    def take() -> None:
        try:
            step()
        except StoreUnusable:
            until_kept(timers, AGAIN_S, step)
            raise

    timers.after(seconds, take)
