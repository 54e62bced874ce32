"""The door: what the screen knows of the kiosk before and after its services are there.

The first frame is painted before databases are opened and devices are found. Until the shop is behind the
door, intents wait; a kiosk that cannot open at all shows why.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from kiosk.domain.product import Names
from kiosk.errors import Reason
from kiosk.services.intents import Intent
from kiosk.services.shop import Shop
from kiosk.services.views import BasketView, KioskView, Screen

Listener = Callable[[KioskView], None]


class Door:
    """`post` and `subscribe` for the screen, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[Listener] = []
        self._waiting: list[Intent] = []
        self._shop: Shop | None = None

    def post(self, intent: Intent) -> None:
        with self._lock:
            shop = self._shop
            if shop is None:
                self._waiting.append(intent)
                return
        shop.post(intent)

    def subscribe(self, listener: Listener) -> None:
        """Called before the shop is attached."""
        self._listeners.append(listener)

    def attach(self, shop: Shop) -> None:
        """The shop is there; what waited goes in first."""
        for listener in self._listeners:
            shop.subscribe(listener)
        with self._lock:
            self._shop, waiting, self._waiting = shop, self._waiting, []
        for intent in waiting:
            shop.post(intent)

    def stay_closed(self, reason: Reason, language: str, now: datetime) -> None:
        """The kiosk cannot open: the screen says why and what to do."""
        closed = KioskView(
            screen=Screen.OUT_OF_SERVICE,
            language=language,
            currency="CNY",
            store_names=Names(""),
            simulated=False,
            online=False,
            now=now,
            basket=BasketView(),
            out_of_service=reason,
            camera_ready=False,
        )
        for listener in self._listeners:
            listener(closed)
