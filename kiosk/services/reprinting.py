"""Reprinting: paper that staff ask for: a receipt still owed, a copy of one, the X-report."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain.day_report import DayReport, day_beside, day_document, day_report
from kiosk.domain.receipt import PrintJob, PrintState, copy_mark
from kiosk.domain.sale import Sale, business_day
from kiosk.errors import Reason
from kiosk.ports import AppendRecord, Sentences
from kiosk.services.audit import acted
from kiosk.services.printing import Printing
from kiosk.services.receipts import Receipts
from kiosk.services.views import DayView, SaleView
from kiosk.services.visit import Bench

_HOW = {
    PrintState.DONE: "staff.printed",
    PrintState.UNCONFIRMED: "staff.print_unconfirmed",
    PrintState.NOT_STARTED: "staff.print_not_started",
}
"""Every other end is half a receipt."""


MOST_DAYS_BACK = 31
"""How far back staff may look; the cloud has everything."""


class Reprinting:
    """A day's sales as staff see them, and their paper."""

    def __init__(
        self,
        bench: Bench,
        printing: Printing,
        receipts: Receipts,
        sentences: Sentences,
        language: str,
    ) -> None:
        self._bench = bench
        self._printing = printing
        self._receipts = receipts
        self._sentences = sentences
        self._language = language
        self.receipt_came: Callable[[str], None] = lambda sale_id: None
        """The receipt of this sale is on paper, by an attendant's hand."""

    def show_day(self) -> None:
        """Read the day shown anew: today when admin mode is entered, and that day still past midnight."""
        staff = self._bench.visit.staff
        if staff is None:
            return
        day = staff.day_shown = staff.day_shown or today(self._bench)
        sales = self._bench.ledger.sales_of_day(day)
        papers = self._bench.ledger.print_states(sale.sale_id for sale in sales)
        staff.sales = tuple(_sale_view(sale, papers.get(sale.sale_id)) for sale in reversed(sales))
        staff.day = _day_view(day_report(day, sales))

    def turn_day(self, by: int) -> None:
        """Show another day, as far as there are days to be shown."""
        staff = self._bench.visit.staff
        if staff is None:
            return
        wanted = day_beside(staff.day_shown or today(self._bench), by)
        if first_day(self._bench) <= wanted <= today(self._bench):
            staff.day_shown = wanted
            self.show_day()

    def reprint(self, sale_id: str) -> None:
        """Print a sale's receipt: as the first while it is owed, else marked as a copy."""
        staff = self._bench.visit.staff
        if staff is None:
            return
        sales = self._bench.ledger.sales_of_day(staff.day_shown)
        sale = next((one for one in sales if one.sale_id == sale_id), None)
        if sale is None:
            staff.message = Reason("staff.no_such_sale")
            return
        job = self._job_of(sale)
        copy = "yes" if job.job_id != sale_id else "no"
        self._print(job, acted(staff.attendant, "reprint", sale_id=sale_id, copy=copy))

    def print_day(self) -> None:
        """Print the X-report of the day shown."""
        staff, identity = self._bench.visit.staff, self._bench.identity
        if staff is None:
            return
        day, now = staff.day_shown, self._bench.clock.now()

        def say(reason: Reason) -> str:
            return self._sentences.say(reason, self._language)

        report = day_report(day, self._bench.ledger.sales_of_day(day))
        document = day_document(
            report,
            identity.store,
            identity.kiosk_id,
            now,
            say,
            self._language,
            simulated=identity.simulated,
        )
        job = PrintJob(job_id=self._bench.ids.new(), sale_id=f"day-{day}", document=document)
        self._print(job, acted(staff.attendant, "print_day", day=day, total_minor=report.total_minor))

    # --- inside -----------------------------------------------------------------------------------

    def _job_of(self, sale: Sale) -> PrintJob:
        """The job that is still owed, else a new copy. One that could not be confirmed is printed again, as
        a reprint by the printer's own mark: that staff ask is the answer to whether it came out."""
        jobs = self._bench.ledger.print_jobs_of(sale.sale_id)
        if not jobs:
            return self._receipts.first_job(sale)
        if jobs[-1].state is not PrintState.DONE:
            return jobs[-1]
        document = self._receipts.document(sale, copy_mark(len(jobs)))
        return PrintJob(job_id=self._bench.ids.new(), sale_id=sale.sale_id, document=document)

    def _print(self, job: PrintJob, record: AppendRecord) -> None:
        staff = self._bench.visit.staff
        if staff is None:
            return
        refusal = self._printing.print_for_staff(job, self._ended, record)
        staff.message = refusal or Reason("staff.printing")
        self.show_day()

    def _ended(self, job: PrintJob) -> None:
        staff = self._bench.visit.staff
        if staff is not None:
            staff.message = Reason(_HOW.get(job.state, "staff.print_torn"))
            self.show_day()
            if job.state is PrintState.DONE:
                self.receipt_came(job.sale_id)


def today(bench: Bench) -> str:
    """The store's business day of now."""
    return business_day(bench.clock.now(), bench.identity.store.zone)


def first_day(bench: Bench) -> str:
    """The earliest day that staff may look at."""
    return day_beside(today(bench), -MOST_DAYS_BACK)


def _sale_view(sale: Sale, paper: PrintState | None) -> SaleView:
    return SaleView(
        sale_id=sale.sale_id,
        sale_no=sale.sale_no,
        closed_at=sale.closed_at,
        total_minor=sale.priced.total_minor,
        paper=paper,
    )


def _day_view(report: DayReport) -> DayView:
    return DayView(
        day=report.day,
        sales=report.sales,
        pieces=report.pieces,
        total_minor=report.total_minor,
        discount_minor=report.discount_minor,
        by_wallet=tuple((one.wallet, one.sales, one.total_minor) for one in report.by_wallet),
        vouchers=(report.vouchers, report.vouchers_minor),
        coupons=(report.coupons, report.coupons_minor),
        staff_minor=report.staff_minor,
        by_tax=tuple((one.tax_bp, one.net_minor, one.tax_minor, one.gross_minor) for one in report.by_tax),
    )
