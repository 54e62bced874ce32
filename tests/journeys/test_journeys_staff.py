"""Attendants at the kiosk, by PIN and by badge: what they do is done, printed truly and written down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.day_report import day_report
from kiosk.domain.money import format_minor
from kiosk.domain.sale import business_day
from kiosk.errors import Reason
from kiosk.services.intents import (
    AskForStaff,
    EnterStaff,
    PrintDay,
    Reprint,
    StaffCancelTrip,
    StaffVoidLine,
    TakeScan,
)
from kiosk.services.views import PaperView, Screen, StaffView
from kiosk.store.attendants import put_badge
from lab.demo.surroundings import ATTENDANT, PIN, Surroundings
from tests.journeys.books import opened_ledger
from tests.journeys.floor import APPLES, COPY, MILK, SODA, TOAST, Floor, scan_of, until

pytestmark = pytest.mark.timeout(150)  # the first one starts the surroundings

DAY_S = 86_400.0


@pytest.fixture
def badge(around: Surroundings, tmp_path: Path) -> Iterator[tuple[Floor, str]]:
    """A floor whose attendant has a badge, and the badge."""
    made = Floor(around, tmp_path)
    with opened_ledger(made.folder) as ledger:
        token = put_badge(ledger, ATTENDANT)
    with made.journey():
        yield made, token


def test_a_day_of_an_attendant(badge: tuple[Floor, str]) -> None:
    floor, token = badge
    floor.scan(MILK)
    floor.scan(TOAST)
    floor.scan_member()
    floor.enter_staff()
    floor.kiosk.do(StaffVoidLine(floor.line_of(TOAST)))
    floor.in_staff("the toast to go", lambda staff: staff.message == Reason("staff.line_voided"))
    floor.leave_staff()
    first = pay(floor)
    floor.scan(SODA)
    floor.scan_label(APPLES, 1240)
    pay(floor)
    floor.scan(MILK)

    floor.kiosk.do(TakeScan(scan_of(token)))
    staff = floor.in_staff("admin mode by badge", lambda staff: staff.trip_lines)
    floor.kiosk.do(StaffCancelTrip())
    floor.in_staff("the trip to go", lambda staff: not staff.trip_lines)
    a_copy_is_marked(floor, staff, first)
    the_report_is_what_postgresql_has(floor)
    floor.leave_staff()
    assert floor.kiosk.view.screen is Screen.ATTRACT
    done = ["enter", "void_line", "leave", "enter", "cancel_trip", "reprint", "print_day", "leave"]
    assert until("the audit", lambda: floor.audit() if len(floor.audit()) >= len(done) else None) == done
    bodies = "".join(row["body"] for row in floor.cloud.records())
    assert token not in bodies
    assert f'"attendant":"{ATTENDANT}"' in bodies


def pay(floor: Floor) -> str:
    """The sale's number, its paper out and the shopper gone."""
    floor.wallet.pay(floor.pay())
    number = floor.paid(PaperView.PRINTED).sale_no
    floor.finish()
    return number


def a_copy_is_marked(floor: Floor, staff: StaffView, sale_no: str) -> None:
    [original] = floor.receipts(sale_no)
    floor.kiosk.do(Reprint(next(sale.sale_id for sale in staff.sales if sale.sale_no == sale_no)))
    floor.in_staff("the copy", lambda staff: staff.message == Reason("staff.printed"))
    copy = floor.slips()[-1]
    assert COPY in copy
    assert COPY not in original
    # the kiosk forgets how a member is greeted, so a copy does not say it
    assert {line for line in original.splitlines() if not line.startswith("会员")} <= set(copy.splitlines())


def the_report_is_what_postgresql_has(floor: Floor) -> None:
    sales = until("both sales", lambda: floor.cloud.sold() if len(floor.cloud.sold()) == 2 else None)
    slips = len(floor.slips())
    floor.kiosk.do(PrintDay())
    until("the report", lambda: len(floor.slips()) > slips)
    staff = floor.in_staff("it to be said", lambda staff: staff.message == Reason("staff.printed"))
    day = business_day(sales[0].closed_at, sales[0].store.zone)
    wanted = day_report(day, sales)
    assert (staff.day.day, staff.day.sales, staff.day.total_minor) == (day, 2, wanted.total_minor)
    assert wanted.total_minor == sum(row["total_minor"] for row in floor.cloud.sales()) == 5990 + 1890 + 1734
    paper = floor.slips()[-1]
    sums = [wanted.total_minor, *(tax.net_minor for tax in wanted.by_tax)]
    for minor in [*sums, *(tax.tax_minor for tax in wanted.by_tax)]:
        assert format_minor(minor, "CNY").lstrip("¥￥") in paper


@pytest.mark.soak
def test_guesses_lock_the_pad_across_power_cuts_and_whatever_the_clock_says(floor: Floor) -> None:
    for guess in range(4):
        refused(floor, f"999{guess}", "staff.pin_wrong")
    floor.kiosk.kill_and_start()
    refused(floor, "1111", "staff.pin_locked")
    floor.kiosk.set_wall(DAY_S)
    refused(floor, PIN, "staff.pin_locked")
    floor.kiosk.set_wall(-DAY_S)
    refused(floor, PIN, "staff.pin_locked")
    floor.kiosk.kill()
    floor.kiosk.start(wall_s=-DAY_S)
    refused(floor, PIN, "staff.pin_locked")
    floor.kiosk.advance(31)
    floor.enter_staff()
    floor.leave_staff()
    floor.kiosk.kill_and_start()
    refused(floor, "1111", "staff.pin_wrong")
    done = ["enter", "leave"]
    assert until("the audit", lambda: floor.audit() if len(floor.audit()) >= len(done) else None) == done
    until("every guess", lambda: len(floor.cloud.records("pin_refused")) == 6)


def refused(floor: Floor, pin: str, code: str) -> None:
    """The pad is opened anew for each guess."""
    floor.kiosk.do(AskForStaff())
    floor.kiosk.until("the pad", lambda view: view.staff_entry and not view.staff_entry.refusal)
    floor.kiosk.do(EnterStaff(pin))
    told = floor.kiosk.until("why not", lambda view: view.staff_entry and view.staff_entry.refusal)
    assert told.staff_entry is not None
    assert told.staff_entry.refusal is not None
    assert told.staff_entry.refusal.code == code
    floor.leave_staff()
    floor.kiosk.until("the pad to go", lambda view: view.staff_entry is None)
