"""What a kiosk's disk still knows of a member once they have gone: a reference, no name, no code."""

from __future__ import annotations

import json

from kiosk.domain.events import Lane
from kiosk.domain.member import Member, MemberPayload, member_code, signed_part, step_of
from kiosk.services.intents import CancelTrip, Finish, GoBack
from tests.services.goods import MILK
from tests.services.stage import RIGHT, Stage


def show_code(stage: Stage) -> str:
    code = member_code(signed_part(MemberPayload("m-1", "李**", step_of(stage.clock.now()))), RIGHT)
    stage.scan(code)
    return code


def on_disk(stage: Stage, *words: str) -> list[str]:
    """Those of the words that a file of the kiosk holds."""
    stage.stop()
    files = [path.read_bytes() for path in stage.folder.rglob("*") if path.is_file()]
    return [word for word in words if any(word.encode() in held for held in files)]


def test_a_paid_trip_leaves_no_name_and_no_code_on_the_disk(stage: Stage) -> None:
    code = show_code(stage)
    stage.ask_for_qr(MILK)
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.leaves_at is not None)
    assert "李**" in str(stage.printer.jobs[0].document.elements)
    stage.do(Finish())
    stage.settle(0.2)
    (body,) = [json.loads(one.body) for one in stage.cloud.records if one.kind == "sale_closed"]
    kept = body["member"]
    assert (kept["member_ref"], kept["greeting"]) == ("m-1", "")
    assert kept["proof"] == Member("m-1", code).kept().proof
    assert stage.ledger.verify_chain(Lane.MONEY) > 0
    assert on_disk(stage, "李**", code, code.split(".")[1]) == []


def test_a_trip_that_came_to_nothing_leaves_nothing_either(stage: Stage) -> None:
    code = show_code(stage)
    stage.ask_for_qr(MILK)
    stage.do(GoBack())
    stage.until(lambda: stage.view.pay is None)
    stage.do(CancelTrip())
    assert on_disk(stage, "李**", code, code.split(".")[1]) == []


def test_a_restart_in_mid_trip_still_knows_who_shops(stage: Stage) -> None:
    show_code(stage)
    stage.scan(MILK)
    stage.restart()
    assert stage.view.basket.member_greeting == "李**"
