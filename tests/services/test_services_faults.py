"""What breaks closes no shop for good: wrong labels are refused, faults forgiven, the screen is painted."""

from __future__ import annotations

from typing import Any, cast

import pytest

from kiosk.domain.product import Product
from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import DeviceState
from kiosk.services.intents import Intent
from kiosk.services.views import NoticeKind, Screen
from tests.services.changes import new_catalogue, restart_with
from tests.services.goods import MILK, PRODUCTS, TOAST, with_check
from tests.services.staff_room import enter, staff
from tests.services.stage import Stage

BUN = Product(
    sku="bun",
    names=PRODUCTS[0].names,
    category="bakery",
    plu="00033",
    price_minor=300,
    tax_code="CN13",
    tax_bp=1300,
)
BUN_BY_WEIGHT = with_check("210003301000")


def break_a_rule(stage: Stage) -> None:
    """An intent that no version of ours posts."""
    stage.do(cast(Intent, object()))


@pytest.mark.expects_log("kiosk.services.shopping")
def test_labels_that_do_not_fit_their_good_are_refused_however_many(stage: Stage) -> None:
    restart_with(stage, [*PRODUCTS, BUN])
    for _ in range(6):
        stage.scan(BUN_BY_WEIGHT)
        assert stage.view.notice is not None
        assert stage.view.notice.kind is NoticeKind.NOT_FOR_SALE
        assert stage.view.notice.reason.code == "basket.label_not_right"
        assert stage.view.out_of_service is None
    assert stage.view.basket.lines == ()
    stage.scan(MILK)
    assert stage.view.screen is Screen.BASKET
    assert stage.view.basket.pieces == 1


@pytest.mark.expects_log("kiosk.services.core")
def test_faults_in_a_row_close_the_kiosk_and_peace_opens_it(stage: Stage) -> None:
    for _ in range(3):
        break_a_rule(stage)
    assert stage.view.screen is Screen.OUT_OF_SERVICE
    stage.clock.advance(60)
    stage.settle()
    assert stage.view.screen is Screen.OUT_OF_SERVICE
    stage.clock.advance(61)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)
    stage.scan(MILK)
    assert stage.view.basket.pieces == 1


@pytest.mark.expects_log("kiosk.services.core")
def test_a_fault_now_and_then_closes_nothing(stage: Stage) -> None:
    for _ in range(5):
        break_a_rule(stage)
        stage.clock.advance(31)
        stage.settle(0.03)
        assert stage.view.out_of_service is None


@pytest.mark.expects_log("kiosk.services.syncing")
def test_records_that_cannot_be_read_keep_nobody_from_shopping(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.scan(MILK)

    def unreadable(*_: Any) -> None:
        raise StoreUnusable(Reason("store.unreachable", {"file": "ledger.db", "detail": "i/o"}))

    monkeypatch.setattr(stage.ledger, "pending", unreadable, raising=True)
    stage.scan(TOAST)
    assert (stage.view.screen, stage.view.basket.pieces) == (Screen.BASKET, 2)
    enter(stage)
    cloud = next(one for one in staff(stage).devices if one.name == "cloud")
    assert cloud.state is DeviceState.STOPPED
    assert cloud.reason is not None
    assert cloud.reason.code == "store.unreachable"


def test_a_newer_catalogue_while_nobody_is_here_is_used_at_once(stage: Stage) -> None:
    new_catalogue(stage, [BUN])
    stage.scan(MILK)
    assert stage.view.notice is not None
    assert stage.view.notice.kind is NoticeKind.UNKNOWN
