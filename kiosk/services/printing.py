"""Printing: a paid sale's receipt on paper exactly once, and what is true of it on the screen.

Payment never waits for paper. Every step of the printer is in the ledger before it is taken; a printer
that stays silent leaves the job where it was, with the e-receipt on the screen and a task for staff.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace as changed

from kiosk.domain.receipt import PrintJob, PrintState
from kiosk.domain.trip import TripEvent, TripState
from kiosk.errors import Reason, WorldError
from kiosk.ports import Jobs, PutPrintJob, ReceiptPrinter, Timers, Write
from kiosk.services.settling import Settling
from kiosk.services.views import PaperView
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)

TRY_AGAIN_S = 2.0
TRIES_ON_SCREEN = 5
"""How often a printer that is not ready is tried while the shopper stands there."""

Post = Callable[[Callable[[], None]], None]


class Printing:
    """The print jobs of this kiosk, one at a time."""

    def __init__(
        self, bench: Bench, printer: ReceiptPrinter | None, jobs: Jobs, timers: Timers, post: Post
    ) -> None:
        self._bench = bench
        self._printer = printer
        self._jobs = jobs
        self._timers = timers
        self._post = post
        self._settling = Settling(bench, printer is not None)
        self._job: PrintJob | None = None
        self._under_way: dict[str, PrintJob] = {}
        """Jobs the printer has now, as last journalled: none of them may be given to it again."""
        self.paper_settled: Callable[[], None] = lambda: None
        """Nothing more will happen to the paper by itself."""

    def start(self, job: PrintJob | None) -> None:
        """Print the receipt of the sale on the screen; also after a crash, from the state the job is in:
        paper that is out, or of which only people can tell, is not printed again by itself."""
        self._job = job
        if self._printer is None or job is None:
            self._show(PaperView.NO_PAPER)
            self.paper_settled()
            return
        if job.state in (PrintState.DONE, PrintState.UNCONFIRMED):
            self._ended(job)
            return
        self._show(PaperView.PRINTING)
        self._try(job)

    def leave(self) -> None:
        """The shopper goes: settle the receipt as it is, or when the printer is done with it."""
        trip, job = self._bench.visit.trip, self._job
        if trip is None or trip.state is not TripState.PAID:
            return
        state = job.state if job is not None else PrintState.NOT_STARTED
        if job is not None and job.job_id in self._under_way:
            writes = [self._settling.later(trip.sale_id)]
        else:
            writes = list(self._settling.told(trip.sale_id, state))
        self._bench.commit(self._bench.move(trip, TripEvent.RECEIPT_SETTLED), *writes)
        self._job = None

    def print_for_staff(
        self, job: PrintJob, ended: Callable[[PrintJob], None], *audit: Write
    ) -> Reason | None:
        """Print once what staff ask for, and tell how it ended; or why not. Staff try again themselves."""
        if self._printer is None:
            return Reason("staff.no_printer")
        if self._under_way:
            return Reason("staff.printer_busy")
        self._bench.commit(None, PutPrintJob(job), *audit)
        self._try(job, ended)
        return None

    def settle_left(self) -> None:
        """Tell the paper of shoppers who left before the printer was done, and of which it has no job now:
        after a restart, and where it could not be written at once."""
        self._settling.settle_all_but({job.sale_id for job in self._under_way.values()})

    def is_printing(self) -> bool:
        """The printer has a job now."""
        return bool(self._under_way)

    # --- inside -----------------------------------------------------------------------------------

    def _try(self, job: PrintJob, ended: Callable[[PrintJob], None] | None = None) -> None:
        printer = self._printer
        if printer is None or job.job_id in self._under_way:
            return
        trying = self._under_way[job.job_id] = changed(job, tries=job.tries + 1)
        self._jobs.submit(
            "printer",
            lambda: printer.print(trying, lambda state: self._journal(trying, state)),
            lambda state: self._over(changed(trying, state=state), ended or self._ended),
            lambda fault: self._broke(trying, fault, ended or self._ended),
        )

    def _journal(self, job: PrintJob, state: PrintState) -> None:
        """From the printer's thread: returns once core has made the state durable."""
        written = threading.Event()
        faults: list[Exception] = []

        def write() -> None:
            try:
                self._keep(changed(job, state=state))
            except Exception as fault:
                faults.append(fault)
            finally:
                written.set()

        self._post(write)
        written.wait()
        if faults:
            raise faults[0]

    def _keep(self, job: PrintJob, *writes: Write) -> None:
        self._bench.commit(None, PutPrintJob(job), *writes)
        if job.job_id in self._under_way:
            self._under_way[job.job_id] = job
        if self._is_current(job):
            self._job = job

    def _over(self, job: PrintJob, ended: Callable[[PrintJob], None]) -> None:
        """The printer is done with it; a state that cannot be kept now is still the truth on the screen."""
        self._under_way.pop(job.job_id, None)
        try:
            self._keep(job, *self._settling.ended(job.sale_id, job.state))
        finally:
            ended(job)

    def _ended(self, job: PrintJob) -> None:
        if not self._is_current(job):
            return
        if job.state is PrintState.DONE:
            self._show(PaperView.PRINTED)
            self.paper_settled()
        elif job.state is PrintState.UNCONFIRMED:
            self._show(PaperView.ASK_STAFF)
            self.paper_settled()
        else:
            self._not_yet(job)

    def _not_yet(self, job: PrintJob) -> None:
        """Nothing came out, or half of it: try again while somebody waits for it."""
        if job.tries < TRIES_ON_SCREEN:
            self._timers.after(TRY_AGAIN_S, lambda: self._try(job) if self._is_current(job) else None)
            return
        self._show(PaperView.ASK_STAFF if job.state is not PrintState.NOT_STARTED else PaperView.NO_PAPER)
        self.paper_settled()

    def _broke(self, job: PrintJob, fault: Exception, ended: Callable[[PrintJob], None]) -> None:
        """What the journal or the printer raised: the job stands where it was last journalled."""
        ours = None if isinstance(fault, WorldError) else fault
        log.error("printing %s: %s", job.job_id, fault, exc_info=ours)
        stands = self._under_way.pop(job.job_id, job)
        try:
            self.settle_left()
        finally:
            ended(stands)

    def _is_current(self, job: PrintJob) -> bool:
        return self._job is not None and self._job.job_id == job.job_id

    def _show(self, paper: PaperView) -> None:
        if self._bench.visit.paid is not None:
            self._bench.visit.paid.paper = paper
