"""A return voucher from its scan to the books, over power cuts, and once only."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select

from cloud.database.coupon_tables import claim_holders, claims
from kiosk.domain.coupon_code import parse_signed
from kiosk.domain.payment import NO_WALLET
from kiosk.services.intents import Pay, TakeScan
from kiosk.services.views import CouponState, Screen
from tests.journeys.floor import MILK, SODA, Floor, scan_of, until

pytestmark = pytest.mark.timeout(150)  # the first one starts the surroundings

BEAT_S = 16.0
ANSWERS = {"coupon.voucher_taken", "coupon.not_genuine"}


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


@pytest.mark.soak
@pytest.mark.parametrize("answer_s", [0.0, 0.05, 0.3])
def test_a_voucher_that_pays_for_all_does_so_once_whatever_the_power_does(
    floor: Floor, next_door: Floor, answer_s: float
) -> None:
    """Killed before the word, and again so long after it: before the cloud has heard, after it has redeemed,
    after the sale is in the ledger. There is one sale, and next door the voucher is no good any more."""
    price = floor.scan(MILK).basket.total_minor
    voucher = floor.around.new_voucher(price)
    take(floor, voucher)
    floor.kiosk.do(Pay())
    asked = floor.kiosk.until("nothing to pay", lambda view: view.pay and view.pay.to_agree)
    assert asked.pay is not None
    assert asked.pay.amount_minor == 0
    assert floor.kiosk.kill_and_start().basket.due_minor == 0
    floor.kiosk.do(Pay())
    floor.kiosk.do(Pay(NO_WALLET))
    time.sleep(answer_s)
    floor.kiosk.kill_and_start()

    def paid() -> bool:
        if floor.kiosk.view.screen is Screen.BASKET:  # killed before the word was in the ledger
            floor.kiosk.do(Pay())
            floor.kiosk.do(Pay(NO_WALLET))
        floor.kiosk.advance(1.0)
        return floor.kiosk.view.screen is Screen.PAID

    until("the sale", paid)
    next_door.scan(MILK)
    take(next_door, voucher)
    next_door.kiosk.do(Pay())
    next_door.kiosk.do(Pay(NO_WALLET))
    refused = next_door.kiosk.until("the refusal", lambda view: view.pay and view.pay.reason)
    assert refused.pay is not None
    assert refused.pay.reason is not None
    assert (refused.pay.reason.code, refused.pay.amount_minor) == ("coupon.already_used", price)
    row, held = claims.c, claim_holders.c
    serial = parse_signed(voucher)[0].serial
    [used] = floor.around.rows(select(row.state, row.sale_id).where(row.number == serial))
    assert used["state"] == "consumed"
    whose = select(held.sale_id, held.consumed).where(held.number == serial)
    assert floor.around.rows(whose) == [{"sale_id": used["sale_id"], "consumed": True}]
