"""Calling: a shopper who cannot go on alone asks for staff; the shop is told where and about what."""

from __future__ import annotations

from kiosk.domain.events import Lane, RecordKind
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
        body = {
            "task": "shopper_calls",
            "trip_id": visit.trip.trip_id if visit.trip is not None else "",
            "about": notice.reason.code,
            "code": str(notice.reason.values.get("code", "")),
            "product": notice.names.zh if notice.names is not None else "",
        }
        self._bench.commit(None, AppendRecord(RecordKind.STAFF_TASK_RAISED, body, lane=Lane.EVENTS))
        visit.answered(serial)
        self._bench.tell(NoticeKind.CALLED, Reason("staff.called"), names=notice.names, stays=True)


def _calls(notice: Notice | None, serial: int) -> bool:
    return notice is not None and notice.serial == serial and WayOn.CALL_STAFF in notice.ways
