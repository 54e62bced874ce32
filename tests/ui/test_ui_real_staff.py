"""An attendant at the glass of a real shop: touches reach the ledger, what it says reaches the glass."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiosk.domain.money import format_minor
from kiosk.domain.receipt import PrintState
from kiosk.sentences import Sentences
from kiosk.services.intents import ChooseLanguage, HandOver, Pay
from kiosk.services.views import Screen
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import write_snapshot
from lab.example_staff import STAFF
from lab.example_views import base
from lab.glass import Glass
from tests.services.changes import time_goes_on
from tests.services.goods import MILK, OFFERS, PRODUCTS, TOAST
from tests.services.stage import IDENTITY, Stage
from ui.application import KioskApplication, Look
from ui.sounds import Sounds

SENTENCES = Sentences(strict=True)
LOOK = Look(width=540, height=960, px_per_mm=2.015, reduce_motion=True)


class ShopFloor:
    """A real shop behind a real window; core is driven in turns with the glass."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        app = KioskApplication(stage.shop.post, SENTENCES, None, LOOK, Sounds(audible=False))
        self.glass = Glass(app)
        stage.do(ChooseLanguage("en"))
        self.follow()

    def follow(self) -> None:
        """Let core do what was asked, then show what it says."""
        self.stage.settle(0.03)
        self.glass.show(self.stage.view)

    def tap(self, name: str, row: int = 0) -> None:
        self.glass.tap(name, row)
        self.follow()

    def until(self, holds: Callable[[], bool]) -> None:
        self.stage.until(holds)
        self.follow()

    def enter(self, pin: str = "2468") -> None:
        self.tap("staffButton" if self.glass.sees("staffButton") else "helpButton")
        if self.glass.sees("helpPanel"):
            self.tap("staffButton")
        self.glass.type(pin)
        self.tap("key_done")

    def come_in(self) -> None:
        self.enter()
        self.until(lambda: self.stage.view.screen is Screen.STAFF)

    def sell(self) -> str:
        """One milk, paid; the shopper has gone. The sale's number."""
        self.stage.scan(MILK)
        self.stage.do(Pay())
        self.stage.until(lambda: self.stage.view.pay is not None and self.stage.view.pay.qr_text is not None)
        self.stage.cloud.pay()
        self.until(lambda: self.stage.view.screen is Screen.PAID)
        paid = self.stage.view.paid
        assert paid is not None
        self.tap("doneButton")
        assert self.glass.sees("attractScreen")
        return paid.sale_no


@pytest.fixture
def floor(tmp_path: Path, qtbot: QtBot) -> Iterator[ShopFloor]:
    snapshot = tmp_path / "snapshot.gz"
    write_snapshot(snapshot, PRODUCTS, OFFERS, 1, datetime.now(UTC))
    FileCatalogueStore(tmp_path / "catalogue").install(snapshot, 1)
    stage = Stage(tmp_path)
    stage.identity = replace(IDENTITY, store=replace(IDENTITY.store, most_staff_percent=20))
    stage.restart()
    made = ShopFloor(stage)
    yield made
    made.glass.app.close()
    stage.stop()


def test_a_wrong_pin_is_told_and_a_right_one_opens(floor: ShopFloor) -> None:
    floor.enter("1111")
    floor.until(
        lambda: floor.stage.view.staff_entry is not None and bool(floor.stage.view.staff_entry.refusal)
    )
    assert floor.glass.sees("pinRefusal")
    floor.glass.type("2468")
    floor.tap("key_done")
    floor.until(lambda: floor.stage.view.screen is Screen.STAFF)
    assert "A01" in floor.glass.text("staffWho")
    floor.tap("backButton")
    assert floor.glass.sees("attractScreen")


def test_what_an_attendant_takes_off_is_in_the_price_that_the_shopper_reads(floor: ShopFloor) -> None:
    floor.stage.scan(TOAST)
    floor.stage.scan(TOAST)
    floor.follow()
    floor.come_in()
    floor.tap("staffOtherButton")
    floor.glass.type("21")
    floor.tap("key_done")
    assert "20%" in floor.glass.text("staffMessage"), "the store lets them take no more"
    floor.tap("staffDiscountButton")
    floor.glass.type("10")
    floor.tap("key_done")
    assert "Staff discount (damaged) −¥2.34" in "\n".join(floor.glass.texts())
    floor.tap("backButton")
    floor.glass.tap("priceButton")
    assert [item.property("text") for item in floor.glass.all("priceRowAmount")] == [
        *("¥25.80", "−¥2.40", "−¥2.34")
    ]
    assert [item.property("text") for item in floor.glass.all("priceRowName")] == [
        *("Shelf price", "2 toasts", "Staff discount")
    ]
    assert floor.glass.text("explainedTotal") == "¥21.06"


def test_a_line_is_taken_out_of_the_shoppers_basket(floor: ShopFloor) -> None:
    floor.stage.scan(MILK)
    floor.stage.scan(TOAST)
    floor.follow()
    floor.come_in()
    assert len(floor.glass.all("staffVoidButton")) == 2
    floor.tap("staffVoidButton", row=0)
    assert len(floor.glass.all("staffVoidButton")) == 1
    assert floor.glass.sees("staffMessage")
    floor.tap("backButton")
    assert floor.glass.sees("basketScreen")
    (left,) = floor.stage.view.basket.lines
    assert floor.glass.text("totalText") == format_minor(left.total_minor, "CNY")


def test_a_trip_is_cancelled(floor: ShopFloor) -> None:
    floor.stage.scan(MILK)
    floor.follow()
    floor.come_in()
    floor.tap("staffCancelButton")
    assert floor.stage.view.basket.lines
    floor.tap("staffCancelButton")
    assert not floor.stage.view.basket.lines
    assert floor.glass.sees("staffMessage")
    floor.tap("tab_basket")
    assert floor.glass.sees("noTripText")


def test_a_payment_in_doubt_is_looked_at_and_its_trip_released(floor: ShopFloor) -> None:
    stage = floor.stage
    stage.ask_for_qr(MILK)
    stage.cloud.reachable = False
    time_goes_on(stage, lambda: stage.view.screen is Screen.NEEDS_STAFF)
    floor.follow()
    code = floor.glass.text("saleCode")
    floor.come_in()
    assert floor.glass.text("staffSaleCode") == code
    floor.tap("staffReleaseButton")
    floor.tap("staffReleaseButton")
    assert floor.glass.sees("staffMessage")
    assert not floor.glass.sees("staffReleaseButton")
    floor.tap("backButton")
    assert floor.glass.sees("attractScreen")


def test_a_basket_handed_over_by_mistake_comes_back(floor: ShopFloor) -> None:
    floor.stage.scan(MILK)
    floor.stage.do(HandOver())
    floor.follow()
    assert floor.glass.sees("handoverScreen")
    floor.tap("backButton")
    assert floor.glass.sees("basketScreen")
    assert floor.stage.view.basket.pieces == 1


def test_the_kiosk_is_closed_stays_closed_and_is_opened(floor: ShopFloor) -> None:
    floor.come_in()
    floor.tap("openCloseButton")
    floor.tap("backButton")
    assert floor.glass.sees("outOfServiceScreen")
    floor.come_in()
    floor.tap("openCloseButton")
    floor.tap("backButton")
    assert floor.glass.sees("attractScreen")


def test_a_receipt_is_printed_again_and_the_day_adds_up(floor: ShopFloor) -> None:
    numbers = [floor.sell(), floor.sell()]
    floor.come_in()
    floor.until(lambda: floor.stage.view.staff is not None and len(floor.stage.view.staff.sales) == 2)
    floor.tap("tab_sales")
    assert [
        number for number in reversed(numbers) if any(number in text for text in floor.glass.texts())
    ] == [*reversed(numbers)]
    printed = len(floor.stage.printer.jobs)
    floor.tap("reprintButton")
    floor.until(lambda: len(floor.stage.printer.jobs) == printed + 1)
    floor.tap("tab_day")
    staff = floor.stage.view.staff
    assert staff is not None
    assert (staff.day.sales, floor.glass.text("dayTotal")) == (2, format_minor(staff.day.total_minor, "CNY"))
    assert staff.day.total_minor > 0
    assert "微信支付" in floor.glass.texts(), "the shopper's language has gone with the shopper"
    floor.tap("printDayButton")
    floor.until(lambda: len(floor.stage.printer.jobs) == printed + 2)


@pytest.mark.parametrize(("zone", "shown"), [("Asia/Shanghai", "09:05"), ("Europe/Berlin", "02:05")])
def test_times_are_those_of_the_stores_zone(glass: Glass, zone: str, shown: str) -> None:
    glass.show(replace(base("en"), screen=Screen.STAFF, staff=STAFF, zone=zone))
    assert any(f"2026-11-21 {shown}" in text for text in glass.texts())
    glass.tap("tab_sales")
    assert any(re.match(rf"{shown}  ·", text) for text in glass.texts())


@pytest.mark.parametrize("paper", [*PrintState, None])
def test_every_state_of_a_paper_has_words(glass: Glass, paper: PrintState | None) -> None:
    sale = replace(STAFF.sales[0], paper=paper)
    glass.show(replace(base("en"), screen=Screen.STAFF, staff=replace(STAFF, sales=(sale,))))
    glass.tap("tab_sales")
    assert not any(text.endswith(str(paper)) for text in glass.texts() if "_" in text)
