"""Settling: how the paper of a sale ended, said once and when it is known.

A shopper may leave while the printer still has the receipt. Which sales wait for that is in the ledger, so
that a crash meanwhile does not leave their paper untold.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator

from kiosk.domain.events import RecordKind
from kiosk.domain.receipt import PrintState
from kiosk.domain.staff_task import RECEIPT_OWED
from kiosk.ports import AppendRecord, PutSetting, Write
from kiosk.services.visit import Bench

SETTING = "paper_to_settle"
"""JSON list of the sales whose shopper left before the printer was done."""


class Settling:
    """The records of paper, and those still to be written."""

    def __init__(self, bench: Bench, prints: bool) -> None:
        """`prints`: this kiosk has a printer, so paper is owed."""
        self._bench = bench
        self._prints = prints

    def told(self, sale_id: str, paper: PrintState) -> Iterator[Write]:
        """How it ended, with a task for staff where paper is owed."""
        yield AppendRecord(RecordKind.RECEIPT_SETTLED, {"sale_id": sale_id, "paper": str(paper)})
        if self._prints and paper is not PrintState.DONE:
            jobs = self._bench.ledger.print_jobs_of(sale_id)
            sale_no = jobs[0].document.receipt_no if jobs else ""
            task = {"task": RECEIPT_OWED, "sale_id": sale_id, "sale_no": sale_no, "paper": str(paper)}
            yield AppendRecord(RecordKind.STAFF_TASK_RAISED, task)

    def later(self, sale_id: str) -> Write:
        """It is told when the printer is done with it."""
        return self._waiting([*self._waits(), sale_id])

    def ended(self, sale_id: str, paper: PrintState) -> list[Write]:
        """The printer is done with a job of the sale: what is to be written if its shopper has left."""
        waits = self._waits()
        if sale_id not in waits:
            return []
        return [self._waiting([one for one in waits if one != sale_id]), *self.told(sale_id, paper)]

    def settle_all_but(self, printing: Container[str]) -> None:
        """Every sale that waits is settled as its first job stands, but those the printer has now."""
        for sale_id in self._waits():
            if sale_id in printing:
                continue
            jobs = self._bench.ledger.print_jobs_of(sale_id)
            paper = jobs[0].state if jobs else PrintState.NOT_STARTED
            self._bench.commit(None, *self.ended(sale_id, paper))

    def _waits(self) -> list[str]:
        waits: list[str] = json.loads(self._bench.ledger.setting(SETTING) or "[]")
        return waits

    def _waiting(self, sales: list[str]) -> Write:
        return PutSetting(SETTING, json.dumps(sales))
