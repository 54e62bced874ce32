"""Publishing: what the screen says after each batch of calls, given on where it is another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as changed

from kiosk.services.downlink import Downlink
from kiosk.services.health import Health
from kiosk.services.staff_viewing import staff_view
from kiosk.services.syncing import Uplink
from kiosk.services.viewing import view
from kiosk.services.views import KioskView
from kiosk.services.visit import Bench
from kiosk.services.world import World


class Publishing:
    """Makes the view, and tells its listeners."""

    def __init__(
        self, bench: Bench, health: Health, world: World, uplink: Uplink, downlink: Downlink
    ) -> None:
        self._bench = bench
        self._health = health
        self._world = world
        self._uplink = uplink
        self._downlink = downlink
        self._last: KioskView | None = None
        self.listeners: list[Callable[[KioskView], None]] = []

    def publish(self) -> None:
        """What is true now; nothing where only the time is another. Damage that was met on the way is
        mended, since nobody else has heard of it."""
        visit, world, staff = self._bench.visit, self._world, None
        if visit.staff is not None:
            depth, confirmed_at = self._uplink.depth(), self._downlink.age.confirmed_at
            old_after = world.catalogue_old_after
            staff = staff_view(self._bench, self._health, depth, world.version, confirmed_at, old_after)
        now = view(self._bench, self._health, world.pay_lifetime_s, staff)
        if self._last is None or changed(now, now=self._last.now) != self._last:
            self._last = now
            for listener in self.listeners:
                listener(now)
        if visit.unread is not None:
            damage, visit.unread = visit.unread, None
            self._downlink.mend(damage)
