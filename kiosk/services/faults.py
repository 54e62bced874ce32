"""Faults: what a call that raised means for the kiosk, and how it comes back from it.

What failed changed nothing. A store that cannot be written closes the kiosk until it can. A rule of ours
that broke is said; the kiosk closes when they go on breaking, and opens again after a while of peace.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import DeviceChange, DeviceState, PutSetting, Timer, Timers
from kiosk.services.health import Health
from kiosk.services.notices import NoticeKind, WayOn
from kiosk.services.visit import Bench

STORAGE_RETRY_S = 5.0
FAULTS_UNTIL_CLOSED = 3
FAULTS_WITHIN_S = 60.0
PEACE_S = 120.0
"""How long nothing more may break before a kiosk closed for faults serves again."""

DAMAGED = "catalogue.corrupt"
STORAGE = "storage"
"""The cause of a closing and, as staff see it, a device with the technical reason."""


class Faults:
    """Closes the kiosk for faults and opens it again."""

    def __init__(self, bench: Bench, health: Health, timers: Timers) -> None:
        self._bench = bench
        self._health = health
        self._timers = timers
        self._lately: deque[float] = deque(maxlen=FAULTS_UNTIL_CLOSED)
        self._trying_storage = False
        self._peace: Timer | None = None
        self.storage_back: Callable[[], None] = lambda: None
        """The store takes commits again."""
        self.catalogue_damaged: Callable[[Reason], object] = lambda reason: None
        """Something of the catalogue could not be read."""

    def met(self, fault: Exception) -> None:
        """A call raised this."""
        if isinstance(fault, StoreUnusable):
            if fault.reason.code == DAMAGED:
                self._refuse_unread(fault.reason)
            else:
                self._close_for_storage(fault.reason)
            return
        now = self._bench.clock.monotonic()
        self._lately.append(now)
        self._bench.tell(NoticeKind.REFUSED, Reason("service.internal_fault"), stays=True)
        if len(self._lately) == FAULTS_UNTIL_CLOSED and now - self._lately[0] <= FAULTS_WITHIN_S:
            self._health.close_for("fault", Reason("service.internal_fault"))
        if self._peace is not None:
            self._peace.cancel()
        self._peace = self._timers.after(PEACE_S, self._at_peace)

    def _refuse_unread(self, reason: Reason) -> None:
        """A row or the file of the catalogue: the ledger takes commits as ever, and waiting mends nothing. It
        comes again from the cloud, or the file of before takes over; other goods are sold meanwhile."""
        refused = Reason("catalogue.cannot_look_up")
        self._bench.tell(NoticeKind.REFUSED, refused, stays=True, ways=(WayOn.CALL_STAFF,))
        self.catalogue_damaged(reason)

    def _at_peace(self) -> None:
        self._lately.clear()
        self._health.reopen("fault")

    def _close_for_storage(self, reason: Reason) -> None:
        self._health.close_for(STORAGE, Reason("service.storage"))
        self._health.device_changed(DeviceChange(STORAGE, DeviceState.STOPPED, reason))
        if not self._trying_storage:
            self._trying_storage = True
            self._timers.after(STORAGE_RETRY_S, self._try_storage)

    def _try_storage(self) -> None:
        self._trying_storage = False
        checked = PutSetting("storage_checked", self._bench.clock.now().isoformat())
        self._bench.commit(None, checked)
        self._health.reopen(STORAGE)
        self._health.forget(STORAGE)
        self.storage_back()
