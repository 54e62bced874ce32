"""Staff read the day's sales and their paper again; a payment finds whether its sale is closed."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kiosk.domain.events import Lane, RecordKind
from kiosk.domain.payment import AttemptState
from kiosk.domain.product import Names
from kiosk.domain.receipt import PrintState
from kiosk.domain.sale import Sale, SoldLine, Store, Tender, sale_number
from kiosk.ports import AppendRecord, PutAttempt, PutPrintJob
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from tests.store.store_values import (
    BASKET,
    CONTEXT,
    NOON,
    PRICED,
    OpenLedger,
    SetClock,
    answer,
    print_job,
    request,
)

LINES = BASKET.lines[:1]


def sale(number: int, closed_at: datetime, day: str) -> Sale:
    return Sale(
        sale_id=f"s-{day}-{number}",
        sale_no=sale_number("K01", day, number),
        tenant="t1",
        store=Store(store_id="S1", names=Names("店")),
        kiosk_id="K01",
        opened_at=closed_at,
        closed_at=closed_at,
        language="en",
        basket=replace(BASKET, lines=LINES),
        context=CONTEXT,
        priced=PRICED,
        goods=tuple(
            SoldLine(line_id=one.line_id, sku=one.sku, names=Names("奶"), size=Names("")) for one in LINES
        ),
        tender=Tender(
            wallet="wechat",
            attempt_id="a",
            amount_minor=PRICED.total_minor,
            provider_transaction_id="42",
            paid_at=closed_at,
        ),
        member=None,
        receipt_token="tok",
        simulated=False,
    )


def sell(path: Path, sales: list[Sale]) -> None:
    """Each at the time it was closed, among records of other kinds."""
    for one in sales:
        clock = SetClock(one.closed_at)
        with SqliteLedger(path, UuidIds(clock), clock) as ledger:
            noise = AppendRecord(RecordKind.UNKNOWN_CODE_SCANNED, {"shown": "x"}, lane=Lane.EVENTS)
            ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, one), noise])


def test_a_day_is_the_shops_own_and_not_that_of_utc(ledger_path: Path, open_ledger: OpenLedger) -> None:
    last = sale(9, datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC), "20261120")
    first = sale(1, datetime(2026, 11, 20, 16, 0, tzinfo=UTC), "20261121")
    night = sale(2, datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC), "20261121")
    after = sale(1, datetime(2026, 11, 21, 16, 0, tzinfo=UTC), "20261122")
    sell(ledger_path, [last, first, night, after])
    ledger = open_ledger()
    assert ledger.sales_of_day("20261121") == [first, night]
    assert ledger.sales_of_day("20261119") == []


def test_a_kiosk_whose_name_looks_like_a_day_has_its_sales_on_the_day_they_were_made(
    ledger_path: Path, open_ledger: OpenLedger
) -> None:
    at = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
    made = replace(sale(1, at, "20261121"), kiosk_id="K-20261120-B", sale_no="K-20261120-B-20261121-0001")
    sell(ledger_path, [made])
    ledger = open_ledger()
    assert (ledger.sales_of_day("20261120"), ledger.sales_of_day("20261121")) == ([], [made])


def test_three_hundred_sales_are_read_while_a_finger_lifts(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    for day, number in (("20261120", 300), ("20261121", 300)):
        at = NOON if day == "20261121" else NOON.replace(day=20)
        ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, sale(n + 1, at, day)) for n in range(number)])
    started = time.perf_counter()
    sales = ledger.sales_of_day("20261121")
    assert len(sales) == 300
    assert time.perf_counter() - started < 0.25


def test_the_print_jobs_of_a_sale_are_its_own_in_the_order_they_were_made(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    ledger.commit([PutPrintJob(print_job("first")), PutPrintJob(print_job("copy"))])
    ledger.commit([PutPrintJob(replace(print_job("other"), sale_id="sale-2"))])
    ledger.commit([PutPrintJob(replace(print_job("first"), state=PrintState.DONE))])
    found = ledger.print_jobs_of("sale-1")
    assert [(job.job_id, job.state) for job in found] == [
        ("first", PrintState.DONE),
        ("copy", PrintState.NOT_STARTED),
    ]


def test_how_the_first_paper_of_each_sale_stands_is_read_without_the_paper(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    torn = replace(print_job("sale-1"), state=PrintState.TORN)
    copy = replace(print_job("copy"), state=PrintState.DONE)
    other = replace(print_job("sale-2"), sale_id="sale-2", state=PrintState.DONE)
    ledger.commit([PutPrintJob(torn), PutPrintJob(copy), PutPrintJob(other)])
    states = ledger.print_states(["sale-2", "sale-1", "sale-3"])
    assert states == {"sale-1": PrintState.TORN, "sale-2": PrintState.DONE}
    assert ledger.print_states([]) == {}


def test_which_attempt_paid_a_sale_is_known_for_ever(open_ledger: OpenLedger) -> None:
    with open_ledger() as ledger:
        for number, attempt_id, state in (
            (1, "a", AttemptState.PAID),
            (2, "b", AttemptState.PAID),
            (3, "c", AttemptState.CLOSED),
        ):
            one = sale(number, NOON, "20261121")
            asked = replace(request(attempt_id), sale_id=one.sale_id)
            closed = replace(one, tender=replace(one.tender, attempt_id=attempt_id))
            sold = [AppendRecord(RecordKind.SALE_CLOSED, closed)] if state is AttemptState.PAID else []
            ledger.commit([PutAttempt(asked, answer(attempt_id, state)), *sold])
        assert [ledger.paid_by(f"s-20261121-{number}") for number in (1, 2, 3, 4)] == ["a", "b", None, None]
        assert ledger.paid_by("s-20261121") is None
