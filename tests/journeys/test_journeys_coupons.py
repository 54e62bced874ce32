"""A return voucher from its scan to the books, over power cuts, and once only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cloud.database.coupon_tables import claim_holders, claims
from kiosk.services.intents import Pay, TakeScan
from kiosk.services.views import CouponState, Screen
from lab.demo.surroundings import Surroundings
from tests.journeys.floor import MILK, SODA, Floor, scan_of, until

pytestmark = pytest.mark.timeout(150)  # the first one starts the surroundings

BEAT_S = 16.0
ANSWERS = {"coupon.voucher_taken", "coupon.not_genuine"}


@pytest.fixture
def next_door(around: Surroundings, tmp_path: Path) -> Iterator[Floor]:
    """Another kiosk of the same shop; the printer is not at its counter."""
    made = Floor(around, tmp_path / "next-door", {"printer": {"path": ""}})
    try:
        made.open()
        yield made
        made.books_agree()
    finally:
        made.close()


def take(floor: Floor, voucher: str) -> None:
    """Once the kiosk has heard of the key that signed it."""

    def taken() -> bool:
        floor.kiosk.advance(BEAT_S)
        floor.kiosk.do(TakeScan(scan_of(voucher)))
        floor.kiosk.until("an answer", lambda view: view.notice and view.notice.reason.code in ANSWERS)
        return bool(floor.kiosk.view.basket.coupons)

    until("the voucher to be taken", taken)


@pytest.mark.soak
def test_a_voucher_is_used_once_whatever_the_power_does(floor: Floor, next_door: Floor) -> None:
    """Killed right after the coupon is held, and again when the money came: paid, used, refused next door."""
    voucher = floor.around.new_voucher(250)
    whole = floor.scan(MILK).basket.total_minor
    take(floor, voucher)
    assert floor.kiosk.view.basket.due_minor == whole - 250
    code = floor.pay()
    again = floor.kiosk.kill_and_start()
    assert again.basket.coupons[0].state is CouponState.APPLIED
    next_door.scan(SODA)
    dear = next_door.kiosk.view.basket.total_minor
    take(next_door, voucher)
    next_door.kiosk.do(Pay())
    refused = next_door.kiosk.until("the refusal", lambda view: view.pay and view.pay.reason)
    assert refused.pay is not None
    assert refused.pay.reason is not None
    assert refused.pay.reason.code == "coupon.in_use"
    assert (refused.pay.before_minor, refused.pay.amount_minor) == (dear - 250, dear)
    floor.wallet.pay(code)
    floor.kiosk.kill_and_start()
    assert floor.paid().amount_minor == whole - 250
    next_door.wallet.pay(next_door.pay())
    assert next_door.kiosk.until("paid", lambda view: view.screen is Screen.PAID).paid is not None
    row, held = claims.c, claim_holders.c
    [used] = floor.around.rows(select(row.state, row.number, row.sale_id))
    assert used["state"] == "consumed"
    assert floor.around.rows(select(held.sale_id, held.consumed)) == [
        {"sale_id": used["sale_id"], "consumed": True}
    ]
    assert any("2.50" in slip for slip in floor.slips())
