"""Receipts reach the paper exactly once, whatever happens to printer, cable, power and process."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.printer.encoder import encode_body
from drivers.printer.profile import load_profile
from kiosk.domain.receipt import PrintState
from tests.drivers.printer_shop import (
    REPRINT,
    VOIDED,
    Counter,
    assert_printed_once,
    counter,
    job_of,
    on_paper,
    receipt,
)

BODY = len(encode_body(receipt(), load_profile("epson-tm")))
CHANCE = random.Random(7)
BEFORE = 9 + 256 + 11  # questions, resynchronisation, probe
OFFSETS = sorted([3, 270, *(BEFORE + CHANCE.randrange(-20, BODY + 20) for _ in range(10))])


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as open_counter:
        yield open_counter


def test_a_receipt_is_printed_confirmed_and_cut(shop: Counter) -> None:
    printed = shop.try_once(job_of(receipt()))
    assert printed.state is PrintState.DONE
    assert shop.journalled == [PrintState.SENDING, PrintState.BODY_DONE]
    assert_printed_once(shop.device, receipt())
    assert REPRINT not in shop.device.slips[0]
    assert shop.try_once(printed).state is PrintState.DONE
    assert len(shop.device.slips) == 1


def test_a_long_receipt_goes_in_pieces_and_stays_whole(shop: Counter) -> None:
    long = receipt("R-LONG", lines=150)
    assert shop.try_once(job_of(long)).state is PrintState.DONE
    assert_printed_once(shop.device, long)


def test_a_silent_printer_gets_no_byte_of_the_receipt(shop: Counter) -> None:
    shop.device.set(silent=True)
    job = shop.try_once(job_of(receipt()))
    assert job.state is PrintState.NOT_STARTED
    assert shop.journalled == []
    assert not shop.printer.status().answers
    shop.device.set(silent=False)
    shop.finish(job)
    assert_printed_once(shop.device, receipt())


@pytest.mark.parametrize(
    "trouble", [{"paper": "out"}, {"cover_open": True}, {"offline": True}, {"error": True}], ids=str
)
def test_a_blocked_printer_is_not_started(shop: Counter, trouble: dict[str, object]) -> None:
    shop.device.set(**trouble)
    job = shop.try_once(job_of(receipt()))
    assert job.state is PrintState.NOT_STARTED
    assert shop.device.uncut() == ""
    shop.device.set(paper="ok", cover_open=False, offline=False, error=False)
    shop.finish(job)
    assert_printed_once(shop.device, receipt())


def test_paper_near_its_end_still_prints(shop: Counter) -> None:
    shop.device.set(paper="near_end")
    assert shop.try_once(job_of(receipt())).state is PrintState.DONE


def test_paper_that_ends_in_the_middle_is_waited_for(tmp_path: Path) -> None:
    with counter(tmp_path, quiet_s=0.3) as shop:
        shop.device.set(out_after_lines=6)
        refill = threading.Timer(0.8, shop.device.refill)
        refill.start()
        assert shop.try_once(job_of(receipt())).state is PrintState.DONE
        refill.join()
        assert_printed_once(shop.device, receipt())
        assert len(shop.device.slips) == 1


@pytest.mark.parametrize("offset", OFFSETS)
def test_the_cable_is_pulled_at_any_byte(shop: Counter, offset: int) -> None:
    shop.device.set(unplug_at=offset)
    job = shop.try_once(job_of(receipt()))
    shop.device.replug()
    shop.finish(job)
    assert_printed_once(shop.device, receipt())


@pytest.mark.parametrize("offset", OFFSETS[::2])
def test_the_power_goes_at_any_byte(shop: Counter, offset: int) -> None:
    shop.device.set(power_cut_at=offset)
    job = shop.try_once(job_of(receipt()))
    shop.finish(job)
    assert_printed_once(shop.device, receipt())


def test_the_power_goes_in_a_long_receipt_between_two_pieces(tmp_path: Path) -> None:
    long = receipt("R-LONG", lines=150)
    with counter(tmp_path, profile="generic-80mm") as shop:
        for offset in (2700, 5200):
            shop.device.set(power_cut_at=offset)
            shop.finish(job_of(long))
        assert_printed_once(shop.device, long, long)


def test_the_kiosk_dies_while_sending_and_comes_back(shop: Counter) -> None:
    shop.device.set(unplug_at=BEFORE + BODY // 2)
    torn = shop.try_once(job_of(receipt()))
    assert torn.state is PrintState.TORN
    shop.restart()
    shop.device.replug()
    done = shop.finish(torn)
    voided, whole = shop.device.slips
    assert VOIDED in voided
    assert receipt().receipt_no in voided
    assert REPRINT in whole
    assert done.tries == 2
    assert_printed_once(shop.device, receipt())


def test_a_body_on_paper_needs_only_its_cut(shop: Counter) -> None:
    def power_fails_at_the_cut(state: PrintState) -> None:
        if state is PrintState.BODY_DONE:
            shop.device.set(unplug_at=1)

    job = job_of(receipt())
    state = shop.printer.print(job, power_fails_at_the_cut)
    assert state is PrintState.BODY_DONE
    shop.restart()
    shop.device.replug()
    assert shop.printer.print(replace(job, state=state, tries=1), shop.journalled.append) is PrintState.DONE
    assert shop.journalled == []
    assert_printed_once(shop.device, receipt())
    assert VOIDED not in "".join(shop.device.slips)


def test_another_receipt_does_not_grow_onto_a_torn_one(shop: Counter) -> None:
    first, second = receipt("R-0001"), receipt("R-0002")
    shop.device.set(unplug_at=BEFORE + BODY // 2)
    torn = shop.try_once(job_of(first))
    shop.device.replug()
    shop.finish(job_of(second))
    shop.finish(torn)
    assert_printed_once(shop.device, second, first)


def test_a_lost_confirmation_voids_the_paper_and_prints_again(shop: Counter) -> None:
    shop.printer.status()
    job = shop.try_once(job_of(receipt("R-0001")))
    shop.device.set(lose_replies=1)
    unsure = shop.try_once(job_of(receipt("R-0002")))
    assert (job.state, unsure.state) == (PrintState.DONE, PrintState.TORN)
    shop.finish(unsure)
    assert_printed_once(shop.device, receipt("R-0001"), receipt("R-0002"))
    assert any(VOIDED in slip and on_paper(receipt("R-0002")) in slip for slip in shop.device.slips)


@pytest.mark.parametrize("fault", [{"noise": True}, {"split": True}, {"noise": True, "split": True}], ids=str)
def test_replies_may_be_noisy_and_come_in_pieces(shop: Counter, fault: dict[str, object]) -> None:
    shop.device.set(**fault)
    assert shop.try_once(job_of(receipt())).state is PrintState.DONE
    assert_printed_once(shop.device, receipt())


def test_a_printer_that_cannot_confirm_leaves_the_question_to_staff(shop: Counter) -> None:
    shop.device.set(process_id=False)
    job = shop.try_once(job_of(receipt()))
    assert job.state is PrintState.UNCONFIRMED
    assert shop.journalled == [PrintState.SENDING, PrintState.UNCONFIRMED]
    assert_printed_once(shop.device, receipt())
    again = shop.try_once(job)
    assert again.state is PrintState.UNCONFIRMED
    assert REPRINT in shop.device.slips[1]


def test_a_printer_that_stops_reading_is_given_up_and_found_again(shop: Counter) -> None:
    shop.printer.status()
    started = time.monotonic()
    job = job_of(receipt("R-LONG", lines=600))
    shop.device.set(stalled=True)
    job = shop.try_once(job)
    assert job.state is PrintState.NOT_STARTED
    assert time.monotonic() - started < 3
    shop.device.set(stalled=False)
    shop.finish(job)
    assert_printed_once(shop.device, receipt("R-LONG", lines=600))


def test_a_printer_that_stalls_in_the_middle_is_torn_not_lost(shop: Counter) -> None:
    job = job_of(receipt(lines=200))

    def stall(state: PrintState) -> None:
        if state is PrintState.SENDING:
            shop.device.set(stalled=True)

    state = shop.printer.print(job, stall)
    assert state is PrintState.TORN
    shop.device.set(stalled=False)
    shop.finish(replace(job, state=state, tries=1))
    assert_printed_once(shop.device, receipt(lines=200))


def test_nothing_is_sent_when_the_journal_cannot_keep_it(shop: Counter) -> None:
    shop.printer.status()
    before = shop.device.received

    def disk_is_full(state: PrintState) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        shop.printer.print(job_of(receipt()), disk_is_full)
    assert shop.device.uncut() == ""
    assert shop.device.received - before < 300  # questions only
    shop.finish(job_of(receipt()))
    assert_printed_once(shop.device, receipt())
