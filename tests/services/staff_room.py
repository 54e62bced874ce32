"""What an attendant sees at the kiosk, and the way in."""

from __future__ import annotations

from kiosk.domain.receipt import PrintState, TextLine
from kiosk.errors import Reason
from kiosk.services.intents import AskForStaff, EnterStaff, LeaveStaff
from kiosk.services.views import Screen, StaffView
from tests.services.stage import Stage


def enter(stage: Stage) -> StaffView:
    stage.do(AskForStaff())
    assert stage.view.staff_entry is not None
    stage.do(EnterStaff("2468"))
    stage.until(lambda: stage.view.screen is Screen.STAFF)
    return staff(stage)


def staff(stage: Stage) -> StaffView:
    assert stage.view.staff is not None
    return stage.view.staff


def catalogue_trouble(stage: Stage) -> Reason | None:
    """What staff who look in are told of the catalogue among the devices."""
    enter(stage)
    found = [each for each in staff(stage).devices if each.name == "catalogue"]
    stage.do(LeaveStaff())
    return found[0].reason if found else None


def guess(stage: Stage, times: int) -> None:
    """Somebody types a wrong PIN again and again, as fast as each is answered."""
    stage.do(AskForStaff())
    for _ in range(times):
        tried = len(stage.pin_checks)
        stage.do(EnterStaff("1111"))
        stage.until(lambda tried=tried: len(stage.pin_checks) > tried)
        stage.settle(0.03)


def refusal(stage: Stage) -> str | None:
    """What the pad says of the last PIN."""
    entry = stage.view.staff_entry
    return entry.refusal.code if entry is not None and entry.refusal is not None else None


def told(stage: Stage) -> str | None:
    message = staff(stage).message
    return message.code if message is not None else None


def actions(stage: Stage, last: str) -> list[str]:
    stage.until(lambda: any(one["action"] == last for one in stage.bodies("staff_acted")))
    return [str(one["action"]) for one in stage.bodies("staff_acted")]


def paper(stage: Stage, sale_id: str) -> PrintState | None:
    return next(sale.paper for sale in staff(stage).sales if sale.sale_id == sale_id)


def marks(stage: Stage) -> set[str]:
    last = stage.printer.jobs[-1].document.elements
    return {one.text for one in last if isinstance(one, TextLine)}
