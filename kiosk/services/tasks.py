"""Tasks: what this kiosk asks its shop's people to do, listed in admin mode until an attendant did it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kiosk.domain.staff_task import RECEIPT_OWED, StaffTask
from kiosk.errors import Reason
from kiosk.ports import EndTask, Write
from kiosk.services.audit import acted
from kiosk.services.reprinting import Reprinting
from kiosk.services.visit import Bench

ALL = 1_000_000


class Tasks:
    """Every end of a task is one commit with the audit record by which the cloud ends it too."""

    def __init__(self, bench: Bench, reprinting: Reprinting) -> None:
        self._bench = bench
        reprinting.receipt_came = self._receipt_came

    def done(self, task_id: str) -> None:
        """An attendant has done it."""
        staff = self._bench.visit.staff
        if staff is not None:
            found = self._end(staff.attendant, lambda one: one.task_id == task_id)
            staff.message = Reason("staff.task_done" if found else "staff.no_such_task")

    def _receipt_came(self, sale_id: str) -> None:
        """An attendant had a receipt printed: where it was owed, that was the task."""
        staff = self._bench.visit.staff
        if staff is not None:
            self._end(
                staff.attendant,
                lambda one: one.task == RECEIPT_OWED and one.about.get("sale_id") == sale_id,
            )

    def _end(self, attendant: str, which: Callable[[StaffTask], bool]) -> bool:
        """Whether any of them waited."""
        found = [one for one in self._bench.ledger.open_tasks(ALL).newest if which(one)]
        if found:
            self._bench.commit(None, *_ends(found, attendant))
        return bool(found)


def _ends(tasks: list[StaffTask], attendant: str) -> Iterator[Write]:
    for one in tasks:
        yield EndTask(one.task_id)
        yield acted(attendant, "task_done", task_id=one.task_id, task=one.task)
