"""Wishing: a shopper wants a good that the shop does not keep. Nothing is sold; its people are told."""

from __future__ import annotations

from kiosk.domain.events import RecordKind
from kiosk.domain.staff_task import WISH
from kiosk.domain.trip import Trip
from kiosk.errors import Reason
from kiosk.ports import AppendRecord
from kiosk.services.notices import NoticeKind, WayOn
from kiosk.services.tasks import ALL
from kiosk.services.visit import Bench


class Wishing:
    """One wish a good and trip. It waits as a task, here and in the cloud, until somebody has seen to it."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def note(self, serial: int) -> None:
        """Answer the notice of this number by noting the wish; nothing where it offers none."""
        visit = self._bench.visit
        shown = (one for one in (visit.notice, *visit.unanswered) if one is not None and one.serial == serial)
        notice = next((one for one in shown if WayOn.WISH in one.ways), None)
        trip = visit.trip
        if notice is None or trip is None:
            return
        member_ref = trip.member.member_ref if trip.member is not None else ""
        if not self._is_noted(trip, notice.sku, member_ref):
            body = {
                "task": WISH,
                "trip_id": trip.trip_id,
                "sku": notice.sku,
                "product": notice.names.of("zh-CN") if notice.names is not None else "",
                "member_ref": member_ref,
            }
            self._bench.commit(None, AppendRecord(RecordKind.STAFF_TASK_RAISED, body))
        visit.answered(serial)
        noted = Reason("wish.noted_for_member") if member_ref else Reason("wish.noted")
        self._bench.tell(NoticeKind.INFO, noted, names=notice.names, stays=True)

    def _is_noted(self, trip: Trip, sku: str, member_ref: str) -> bool:
        wish = {"task": WISH, "trip_id": trip.trip_id, "sku": sku, "member_ref": member_ref}
        waiting = self._bench.ledger.open_tasks(ALL).newest
        return any(wish.items() <= one.about.items() for one in waiting)
