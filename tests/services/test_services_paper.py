"""The paper of a sale: said once and truly, whoever leaves and whatever ends meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from kiosk.domain.receipt import PrintJob, PrintState
from kiosk.services.intents import Finish
from kiosk.services.views import PaperView, Screen
from tests.services.goods import MILK, TOAST
from tests.services.stage import ScriptedPrinter, Stage


@dataclass
class SlowPrinter(ScriptedPrinter):
    """Holds each receipt half-way until it is let go."""

    go_on: threading.Event = field(default_factory=threading.Event)

    def print(self, job: PrintJob, journal: Callable[[PrintState], None]) -> PrintState:
        self.jobs.append(job)
        journal(PrintState.SENDING)
        self.go_on.wait(5)
        return self.ends


def pay(stage: Stage, code: str = MILK) -> None:
    stage.ask_for_qr(code)
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None)


def paper(stage: Stage) -> PaperView | None:
    return stage.view.paid.paper if stage.view.paid is not None else None


def owed(stage: Stage) -> list[str]:
    return [one["paper"] for one in stage.bodies("staff_task_raised") if one["task"] == "receipt_owed"]


def settled(stage: Stage) -> list[str]:
    return [one["paper"] for one in stage.bodies("receipt_settled")]


def leave(stage: Stage, papers: list[str]) -> None:
    stage.do(Finish())
    stage.until(lambda: settled(stage) == papers)


def slow_printer(stage: Stage, ends: PrintState = PrintState.DONE) -> SlowPrinter:
    """The kiosk starts again with it."""
    stage.stop()
    stage.printer = printer = SlowPrinter(ends=ends)
    stage.start()
    return printer


def test_paper_that_came_out_is_owed_to_nobody(stage: Stage) -> None:
    pay(stage)
    stage.until(lambda: paper(stage) is PaperView.PRINTED)
    leave(stage, ["done"])
    assert owed(stage) == []


@pytest.mark.parametrize("ends", [PrintState.TORN, PrintState.UNCONFIRMED, PrintState.NOT_STARTED])
def test_paper_that_did_not_surely_come_out_is_a_task_for_staff(stage: Stage, ends: PrintState) -> None:
    stage.printer.ends = ends
    pay(stage)
    while paper(stage) is PaperView.PRINTING:
        stage.settle(0.02)
        stage.clock.advance(2.1)
    leave(stage, [str(ends)])
    stage.until(lambda: owed(stage) == [str(ends)])


def test_a_crash_after_the_receipt_came_out_owes_nothing_and_prints_nothing(stage: Stage) -> None:
    pay(stage)
    stage.until(lambda: paper(stage) is PaperView.PRINTED)
    stage.restart()
    stage.until(lambda: paper(stage) is PaperView.PRINTED)
    leave(stage, ["done"])
    assert owed(stage) == []
    assert len(stage.printer.jobs) == 1


def test_a_receipt_nobody_could_confirm_is_not_printed_again_by_a_restart(stage: Stage) -> None:
    stage.printer.ends = PrintState.UNCONFIRMED
    pay(stage)
    stage.until(lambda: paper(stage) is PaperView.ASK_STAFF)
    stage.restart()
    stage.until(lambda: stage.view.screen is Screen.PAID)
    stage.settle(0.2)
    assert paper(stage) is PaperView.ASK_STAFF
    assert len(stage.printer.jobs) == 1
    leave(stage, ["unconfirmed"])
    assert owed(stage) == ["unconfirmed"]


def test_a_shopper_who_leaves_while_it_prints_is_owed_nothing_once_it_is_out(stage: Stage) -> None:
    printer = slow_printer(stage)
    pay(stage)
    stage.until(lambda: bool(printer.jobs))
    stage.do(Finish())
    stage.scan(TOAST)
    assert (stage.view.screen, settled(stage)) == (Screen.BASKET, [])
    printer.go_on.set()
    stage.until(lambda: settled(stage) == ["done"])
    assert owed(stage) == []


def test_a_shopper_who_leaves_while_it_tears_is_owed_a_receipt(stage: Stage) -> None:
    printer = slow_printer(stage, PrintState.TORN)
    pay(stage)
    stage.until(lambda: bool(printer.jobs))
    stage.do(Finish())
    printer.go_on.set()
    stage.until(lambda: settled(stage) == ["torn"] and owed(stage) == ["torn"])
    stage.restart()
    stage.settle(0.2)
    assert (settled(stage), owed(stage)) == (["torn"], ["torn"])


@pytest.mark.expects_log("kiosk.services.printing", sometimes=True)
def test_a_crash_while_it_prints_for_a_shopper_who_left_is_told_at_the_next_start(stage: Stage) -> None:
    printer = slow_printer(stage)
    pay(stage)
    stage.until(lambda: bool(printer.jobs))
    stage.until(lambda: _journalled(stage) == ["sending"])
    stage.do(Finish())
    stage.printer = ScriptedPrinter()
    stage.restart()
    printer.go_on.set()
    stage.until(lambda: settled(stage) == ["sending"] and owed(stage) == ["sending"])
    assert stage.view.screen is Screen.ATTRACT


def _journalled(stage: Stage) -> list[str]:
    sales: list[dict[str, Any]] = stage.bodies("sale_closed")
    return [str(job.state) for sale in sales for job in stage.ledger.print_jobs_of(sale["sale_id"])]
