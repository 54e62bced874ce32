"""The line to the printer: one owner, honest status, let go at once, nothing left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.registry import make
from kiosk.domain.receipt import PrintState
from kiosk.errors import SettingRefused
from kiosk.ports import PaperState, ReceiptPrinter
from tests.drivers.printer_shop import (
    Counter,
    assert_printed_once,
    counter,
    job_of,
    receipt,
    wait_until,
)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as open_counter:
        yield open_counter


def test_status_says_what_the_sensors_see(shop: Counter) -> None:
    ready = shop.printer.status()
    assert (ready.answers, ready.online, ready.paper) == (True, True, PaperState.OK)
    shop.device.set(paper="near_end")
    assert shop.printer.status().paper is PaperState.NEAR_END
    shop.device.set(paper="out", cover_open=True)
    opened = shop.printer.status()
    assert (opened.online, opened.cover_open, opened.paper) == (False, True, PaperState.OUT)


def test_only_one_may_hold_the_printer(shop: Counter) -> None:
    assert shop.printer.status().answers
    second = shop.open()
    assert not second.status().answers
    job = job_of(receipt())
    assert second.print(job, shop.journalled.append) is PrintState.NOT_STARTED
    assert shop.journalled == []
    shop.printer.close()
    assert second.status().answers
    second.close()


def test_no_device_is_no_exception(tmp_path: Path) -> None:
    printer: ReceiptPrinter = make("printer.escpos", "printer", {"path": str(tmp_path / "none")})
    assert not printer.status().answers
    assert printer.print(job_of(receipt()), lambda _: None) is PrintState.NOT_STARTED


def test_settings_that_name_no_printer_are_refused() -> None:
    for settings in (
        {},
        {"path": "/dev/x", "usb": "04b8:0202"},
        {"usb": "epson"},
        {"path": "x", "profile": "?"},
    ):
        with pytest.raises(SettingRefused):
            make("printer.escpos", "printer", settings)


def test_the_status_of_a_printing_printer_is_its_last_word(tmp_path: Path) -> None:
    with counter(tmp_path, lines_per_s=60, quiet_s=3) as shop:
        work = threading.Thread(target=shop.try_once, args=(job_of(receipt()),))
        work.start()
        wait_until(lambda: "第03件" in shop.device.uncut())
        started = time.monotonic()
        assert shop.printer.status().answers
        assert time.monotonic() - started < 0.1
        work.join()
        assert_printed_once(shop.device, receipt())


def test_closing_does_not_wait_for_a_stalled_printer(tmp_path: Path) -> None:
    with counter(tmp_path, quiet_s=30) as shop:
        states: list[PrintState] = []

        stalled = threading.Event()

        def stall(state: PrintState) -> None:
            shop.device.set(stalled=True)
            stalled.set()

        work = threading.Thread(
            target=lambda: states.append(shop.printer.print(job_of(receipt(lines=300)), stall))
        )
        work.start()
        assert stalled.wait(3)
        started = time.monotonic()
        shop.printer.close()
        work.join(3)
        assert time.monotonic() - started < 3
        assert states == [PrintState.TORN]


def test_a_hundred_reconnects_leak_nothing(shop: Counter) -> None:
    shop.printer.status()
    descriptors, threads = len(list(Path("/proc/self/fd").iterdir())), threading.active_count()
    for _ in range(100):
        shop.device.replug()
        wait_until(lambda: shop.printer.status().answers)
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
    assert threading.active_count() == threads
