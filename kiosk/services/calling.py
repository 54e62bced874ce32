"""Calling: a shopper who cannot go on alone asks for staff; the shop is told where and about what."""

from __future__ import annotations

from kiosk.domain.events import Lane, RecordKind
from kiosk.domain.product import Names
from kiosk.domain.staff_task import CALL
from kiosk.errors import Reason
from kiosk.ports import AppendRecord
from kiosk.services.notices import Notice, NoticeKind, WayOn
from kiosk.services.visit import Bench


class Calling:
    """One call a notice. The kiosk is heard and seen from afar by the notice of its own kind; the record
    goes ahead to whoever watches the shop."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def call(self, serial: int) -> None:
        """Answer the notice of this number by calling; nothing where it offers no call."""
        visit = self._bench.visit
        notice = next((one for one in (visit.notice, *visit.unanswered) if _calls(one, serial)), None)
        if notice is None:
            return
        self._raise(notice.reason, notice.names)
        visit.answered(serial)
        self._bench.tell(NoticeKind.CALLED, Reason("staff.called"), names=notice.names, stays=True)

    def call_to_find(self) -> None:
        """Who looks for a good does not find it."""
        self._raise(Reason("find.nothing"), None)
        self._bench.tell(NoticeKind.CALLED, Reason("staff.called"), stays=True)

    def _raise(self, about: Reason, names: Names | None) -> None:
        visit = self._bench.visit
        body = {
            "task": CALL,
            "trip_id": visit.trip.trip_id if visit.trip is not None else "",
            "about": about.code,
            "code": str(about.values.get("code", "")),
            "product": names.zh if names is not None else "",
        }
        self._bench.commit(None, AppendRecord(RecordKind.STAFF_TASK_RAISED, body, lane=Lane.EVENTS))


def _calls(notice: Notice | None, serial: int) -> bool:
    return notice is not None and notice.serial == serial and WayOn.CALL_STAFF in notice.ways
