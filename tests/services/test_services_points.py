"""Members earn points for what they paid; others are told how to claim them."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.member import MemberPayload, member_code, signed_part, step_of
from kiosk.domain.receipt import ColumnsLine, TextLine
from kiosk.services.intents import ChooseLanguage
from tests.services.goods import MILK
from tests.services.stage import IDENTITY, RIGHT, Stage

CLAIM = "Member? Scan to add this purchase to your membership within 30 days"


def open_shop(stage: Stage, points_minor: int) -> None:
    stage.identity = replace(IDENTITY, points_minor=points_minor)
    stage.restart()
    stage.do(ChooseLanguage("en"))


def identify(stage: Stage) -> None:
    payload = MemberPayload("m-1", "李**", step_of(stage.clock.now()))
    stage.scan(member_code(signed_part(payload), RIGHT))


def paid_points(stage: Stage) -> int | None:
    stage.ask_for_qr(MILK)
    stage.cloud.pay()
    stage.until(lambda: stage.view.paid is not None and stage.view.paid.leaves_at is not None)
    assert stage.view.paid is not None
    return stage.view.paid.points


def on_paper(stage: Stage) -> tuple[str | None, bool]:
    """The receipt's points, and whether it says how to claim them."""
    elements = stage.printer.jobs[-1].document.elements
    columns = {one.left: one.right for one in elements if isinstance(one, ColumnsLine)}
    return columns.get("Points"), any(isinstance(one, TextLine) and one.text == CLAIM for one in elements)


def test_a_member_earns_whole_points_on_screen_paper_and_record(stage: Stage) -> None:
    open_shop(stage, 100)
    identify(stage)
    assert paid_points(stage) == 55
    assert on_paper(stage) == ("+55", False)
    stage.until(lambda: [sale["points"] for sale in stage.bodies("sale_closed")] == [55])


def test_without_a_member_the_receipt_says_how_to_claim(stage: Stage) -> None:
    open_shop(stage, 100)
    assert paid_points(stage) is None
    assert on_paper(stage) == (None, True)
    stage.until(lambda: [sale["points"] for sale in stage.bodies("sale_closed")] == [0])


def test_a_shop_without_points_says_nothing_of_them(stage: Stage) -> None:
    open_shop(stage, 0)
    identify(stage)
    assert paid_points(stage) is None
    assert on_paper(stage) == (None, False)
