"""Tasks for staff: what a kiosk asks of its shop's people waits in admin mode until somebody has done it."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.events import Lane, RecordKind
from kiosk.domain.receipt import PrintState
from kiosk.ports import AppendRecord
from kiosk.sentences import Sentences
from kiosk.services.intents import Finish, LeaveStaff, Reprint, StaffReleaseDoubt, StaffTaskDone
from kiosk.services.views import PaperView, StaffView, TaskView
from tests.services.goods import MILK
from tests.services.staff_room import actions, enter, staff, told
from tests.services.stage import Stage
from tests.services.test_services_staff_doubt import come_into_doubt


def raised(stage: Stage, task: str, **about: object) -> None:
    stage.ledger.commit([AppendRecord(RecordKind.STAFF_TASK_RAISED, {"task": task, **about})])


def waiting(view: StaffView) -> list[str]:
    return [one.told.code for one in view.tasks]


def owe_a_receipt(stage: Stage) -> str:
    """A sale whose paper did not come; its id."""
    stage.printer.ends = PrintState.NOT_STARTED
    sale = stage.ask_for_qr(MILK)[:-3]
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None)
    while stage.view.paid is not None and stage.view.paid.paper is PaperView.PRINTING:
        stage.settle(0.02)
        stage.clock.advance(2.1)
    stage.do(Finish())
    stage.until(lambda: bool(stage.bodies("receipt_settled")))
    stage.printer.ends = PrintState.DONE
    return sale


def test_what_waits_is_counted_and_told_with_what_to_do_and_stays_after_a_restart(stage: Stage) -> None:
    raised(stage, "paid_twice", sale_id="s", attempt_id="0000-aaaa-0a1b2c3d-02")
    raised(
        stage,
        "goods_not_paid",
        sale_no="K01-7",
        lines=[{"sku": "1", "quantity": 2}, {"sku": "2", "quantity": 1}],
    )
    for _ in range(2):
        view = enter(stage)
        assert (view.open_tasks, waiting(view)) == (2, ["task.goods_not_paid", "task.paid_twice"])
        words = [Sentences(strict=True).say(one.told, "en") for one in view.tasks]
        assert ("K01-7: 3 pieces" in words[0], "0A1B2C3D-02" in words[1]) == (True, True)
        assert all(Sentences(strict=True).say(one.told, "zh-CN") for one in view.tasks)
        stage.do(LeaveStaff())
        stage.restart()


def test_an_attendant_ticks_a_task_off_with_a_record_of_who(stage: Stage) -> None:
    raised(stage, "paid_twice", sale_id="s", attempt_id="s-01")
    raised(stage, "late_payment", sale_id="t", sale_no="K01-8")
    late, twice = enter(stage).tasks
    stage.do(StaffTaskDone(twice.task_id))
    assert (told(stage), staff(stage).tasks, staff(stage).open_tasks) == ("staff.task_done", (late,), 1)
    stage.do(StaffTaskDone(twice.task_id))
    assert told(stage) == "staff.no_such_task"
    stage.do(LeaveStaff())
    assert actions(stage, "leave") == ["enter", "task_done", "leave"]
    (record,) = (one for one in stage.bodies("staff_acted") if one["action"] == "task_done")
    assert (record["attendant"], record["task_id"], record["task"]) == ("A01", twice.task_id, "paid_twice")
    stage.restart()
    assert enter(stage).tasks == (late,)


def test_a_receipt_that_staff_print_is_owed_no_more(stage: Stage) -> None:
    sale_id = owe_a_receipt(stage)
    assert waiting(enter(stage)) == ["task.receipt_owed"]
    assert staff(stage).tasks[0].told.values["sale"] == staff(stage).sales[0].sale_no
    stage.printer.ends = PrintState.NOT_STARTED
    stage.do(Reprint(sale_id))
    stage.until(lambda: told(stage) == "staff.print_not_started")
    assert waiting(staff(stage)) == ["task.receipt_owed"]
    stage.printer.ends = PrintState.DONE
    stage.do(Reprint(sale_id))
    stage.until(lambda: told(stage) == "staff.printed")
    assert waiting(staff(stage)) == []
    assert actions(stage, "task_done")[-1] == "task_done"


def test_what_an_attendant_lets_go_waits_at_once(stage: Stage) -> None:
    come_into_doubt(stage)
    assert waiting(enter(stage)) == []
    stage.do(StaffReleaseDoubt())
    assert waiting(staff(stage)) == ["task.payment_in_doubt"]


def test_a_call_and_what_nobody_at_the_screen_may_do_wait_for_nobody(stage: Stage) -> None:
    call = {"task": "shopper_calls", "trip_id": "t"}
    stage.ledger.commit([AppendRecord(RecordKind.STAFF_TASK_RAISED, call, lane=Lane.EVENTS)])
    raised(stage, "late_payment", sale_id="t", sale_no="K01-8")
    (late,) = enter(stage).tasks
    stage.do(LeaveStaff())
    stage.do(StaffTaskDone(late.task_id))
    assert waiting(enter(stage)) == ["task.late_payment"]


def test_of_very_many_the_newest_are_shown_and_all_are_counted(stage: Stage) -> None:
    for number in range(60):
        raised(stage, "late_payment", sale_no=f"K01-{number}")
    view = enter(stage)
    assert (view.open_tasks, len(view.tasks)) == (60, 50)
    assert view.tasks[0].told.values["sale"] == "K01-59"
    shown: TaskView = replace(view.tasks[0])
    stage.do(StaffTaskDone(shown.task_id))
    assert (staff(stage).open_tasks, staff(stage).tasks[-1].told.values["sale"]) == (59, "K01-9")
