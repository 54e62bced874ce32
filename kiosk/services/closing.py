"""Closing the sale: the one commit in which a paid attempt becomes a sale, its record and its receipt."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from kiosk.domain.basket import BasketLine
from kiosk.domain.events import RecordKind
from kiosk.domain.member import points_earned
from kiosk.domain.owed import due_minor
from kiosk.domain.payment import Attempt, AttemptRequest
from kiosk.domain.product import Product
from kiosk.domain.receipt import PrintJob, QrBlock
from kiosk.domain.sale import Sale, business_day, close_sale, sale_number
from kiosk.domain.sale_record import for_ever
from kiosk.domain.serials import SerialMark, serials_of
from kiosk.domain.trip import ENDED, Trip, TripEvent
from kiosk.domain.unpaid import lines_beyond
from kiosk.errors import BugError, Reason, StoreUnusable
from kiosk.ports import (
    AppendRecord,
    CatalogueStore,
    PutAttempt,
    PutPrintJob,
    PutSerials,
    PutSetting,
    Write,
)
from kiosk.services.on_screen import PaidOnScreen
from kiosk.services.receipts import Receipts
from kiosk.services.views import NoticeKind
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)


class Closing:
    """Makes sales out of paid attempts."""

    def __init__(
        self,
        bench: Bench,
        catalogues: CatalogueStore,
        receipts: Receipts,
        prints: bool,
        closed: Callable[[Sale, PrintJob | None], None],
    ) -> None:
        self._bench = bench
        self._catalogues = catalogues
        self._receipts = receipts
        self._prints = prints
        self._closed = closed

    def complete(self, request: AttemptRequest, attempt: Attempt) -> None:
        """One commit: attempt, sale, its outbox record, its number and its print job; then the screen.

        The sale is of the basket that was frozen, also where the shopper went on adding to it: what was added
        is told to the shopper and to staff, it is not paid. (Where goods were taken out the attempt is given
        up and makes no sale.) Money that came for a trip that is gone still makes its sale, with a task for
        staff instead of paper.
        """
        bench = self._bench
        trip = bench.visit.trip
        here = (
            trip if trip is not None and trip.sale_id == request.sale_id and trip.state not in ENDED else None
        )
        now = bench.clock.now()  # once: number and time of a sale are of the same business day
        counter, number = self._next_number(now)
        sale = self._sale(request, attempt, here, number, now)
        writes: list[Write] = [
            PutAttempt(request, attempt),
            AppendRecord(RecordKind.SALE_CLOSED, for_ever(sale)),
            PutSetting(counter, str(number)),
        ]
        items = serials_of(request.basket)
        if items:
            writes.append(PutSerials(tuple(SerialMark(item) for item in items)))
        if here is None:
            body = {"task": "late_payment", "sale_id": sale.sale_id, "sale_no": sale.sale_no}
            bench.commit(None, *writes, AppendRecord(RecordKind.STAFF_TASK_RAISED, body))
            log.warning("a payment came for a trip that had ended: sale %s", sale.sale_no)
            self._closed(sale, None)
            return
        paid = bench.move(
            here,
            TripEvent.PAID,
            basket=request.basket,
            context=request.context,
            priced=request.priced,
            member=request.member,
            goods=request.goods,
        )
        job = self._receipts.first_job(sale) if self._prints else None
        if job is not None:
            writes.append(PutPrintJob(job))
        unpaid = lines_beyond(here.basket, request.basket)
        if unpaid:
            writes.append(_goods_not_paid(sale, unpaid))
        bench.commit(paid, *writes)
        self._show(paid, sale.sale_no, sale.receipt_url)
        if unpaid:
            missing = {"pieces": sum(line.quantity for line in unpaid)}
            bench.tell(NoticeKind.REFUSED, Reason("pay.goods_not_paid", missing), stays=True)
        self._closed(sale, job)

    def show_again(self, paid: Trip, job: PrintJob) -> None:
        """The paid screen of a sale closed before a crash: its number and QR stand on its receipt."""
        codes = [element.payload for element in job.document.elements if isinstance(element, QrBlock)]
        self._show(paid, job.document.receipt_no, codes[0] if codes else "")

    def _show(self, paid: Trip, sale_no: str, receipt_url: str) -> None:
        if paid.priced is None:
            raise BugError("a paid trip has its priced basket")
        visit, points_minor = self._bench.visit, self._bench.visit.members.points_minor
        visit.payment = visit.notice = visit.doubt = visit.handover = None
        visit.paid = PaidOnScreen(
            sale_id=paid.sale_id,
            sale_no=sale_no,
            amount_minor=due_minor(paid.priced, paid.context),
            receipt_qr=receipt_url,
            member_bound=paid.member is not None,
            points=points_earned(paid.priced.earning_minor, points_minor) if paid.member is not None else 0,
        )

    def _sale(
        self, request: AttemptRequest, attempt: Attempt, trip: Trip | None, number: int, now: datetime
    ) -> Sale:
        identity, bench = self._bench.identity, self._bench
        token = bench.ids.token()
        return close_sale(
            request=request,
            attempt=attempt,
            products=self._products(request) if not request.goods else {},
            sale_no=sale_number(identity.kiosk_id, business_day(now, identity.store.zone), number),
            tenant=identity.tenant,
            store=identity.store,
            kiosk_id=identity.kiosk_id,
            opened_at=trip.opened_at if trip is not None else request.context.at,
            closed_at=now,
            language=trip.language if trip is not None else bench.visit.language,
            receipt_token=token,
            receipt_url=f"{identity.receipt_url}{token}",
            simulated=identity.simulated,
            points_minor=bench.visit.members.points_minor,
        )

    def _products(self, request: AttemptRequest) -> Mapping[str, Product]:
        """What is still known of the goods of a request of an older version, which did not name them."""
        known = self._bench.visit.products
        try:
            found = self._catalogues.current().by_sku({line.sku for line in request.basket.lines})
        except StoreUnusable:
            return known
        return {**found, **known}

    def _next_number(self, now: datetime) -> tuple[str, int]:
        """The counter's setting and the number of the next sale on the store's business day."""
        day = business_day(now, self._bench.identity.store.zone)
        counter = f"sale_number:{day}"
        return counter, int(self._bench.ledger.setting(counter) or "0") + 1


def _goods_not_paid(sale: Sale, lines: Sequence[BasketLine]) -> AppendRecord:
    body = {
        "task": "goods_not_paid",
        "sale_id": sale.sale_id,
        "sale_no": sale.sale_no,
        "lines": [{"sku": line.sku, "quantity": line.quantity} for line in lines],
    }
    return AppendRecord(RecordKind.STAFF_TASK_RAISED, body)
