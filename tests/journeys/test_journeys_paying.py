"""Payments that do not go straight: refused, expired, cut off, late, paid twice. Money is never lost."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.barcode import Symbology
from kiosk.domain.payment import AttemptState
from kiosk.errors import Reason
from kiosk.services.intents import CancelTrip, GoBack, Pay
from kiosk.services.views import NoticeKind, Screen
from tests.journeys.books import kept_minor
from tests.journeys.floor import MILK, SODA, TOAST, Floor, until

pytestmark = pytest.mark.timeout(150)  # the first one starts the surroundings


@pytest.mark.soak
def test_a_wallet_refuses_and_a_new_code_is_paid(floor: Floor) -> None:
    floor.scan(MILK)
    first = floor.pay()
    floor.wallet.open(first)
    floor.kiosk.until("the wallet to be noticed", lambda view: view.pay and view.pay.opened)
    assert floor.wallet.refuse(first)["state"] == "PAYERROR"
    go_back(floor)

    second = floor.pay()
    assert second != first
    assert floor.wallet.look(first)["state"] == "CLOSED"
    floor.wallet.pay(second)
    paid = floor.paid()

    assert paid.amount_minor == 6990
    states = [row["state"] for row in floor.cloud.attempts()]
    assert states == [AttemptState.CLOSED, AttemptState.PAID]
    assert len(floor.receipts(paid.sale_no)) == len(floor.slips()) == 1


@pytest.mark.soak
def test_a_code_nobody_pays_expires_and_is_closed_at_the_provider(floor: Floor) -> None:
    floor.scan(MILK)
    code = floor.pay()
    floor.kiosk.advance(181)
    expired = floor.kiosk.until("why it ended", lambda view: view.pay and view.pay.reason)
    assert expired.pay is not None
    assert expired.screen is Screen.PAY
    assert expired.pay.qr_text is None
    assert floor.wallet.look(code)["state"] == "CLOSED"
    assert floor.wallet.pay(code) == {"error": "closed"}
    assert [row["state"] for row in floor.cloud.attempts()] == [AttemptState.CLOSED]

    floor.wallet.pay(floor.pay())
    assert floor.paid().amount_minor == 6990


@pytest.mark.soak
def test_scanning_goes_on_without_a_network_and_is_told_once_it_is_back(floor: Floor) -> None:
    floor.scan(MILK)
    until("what was told before", lambda: floor.kiosk.open().records == 0)
    floor.around.relay.cut()
    for number in range(5):
        floor.scan_text(f"UNKNOWN-{number}", Symbology.CODE128, NoticeKind.UNKNOWN)
        floor.scan(SODA, NoticeKind.AGAIN if number else NoticeKind.FOUND)
    floor.kiosk.until("the strip `no connection`", lambda view: not view.online)
    assert floor.kiosk.view.basket.pieces == 6
    assert floor.kiosk.open().records == 5
    assert floor.cloud.records("unknown_code_scanned") == []

    floor.around.relay.heal()
    told = until("the five reports", lambda: _five(floor))
    assert [f"UNKNOWN-{number}" in row["body"] for number, row in enumerate(told)] == [True] * 5
    floor.kiosk.until("the strip to go", lambda view: view.online)
    floor.wallet.pay(floor.pay())
    assert floor.paid().amount_minor == 6990 + 5 * 1890 - 1000, "drinks from 59 are 10 off"


def _five(floor: Floor) -> list[dict[str, Any]] | None:
    told = sorted(floor.cloud.records("unknown_code_scanned"), key=lambda row: int(row["seq"]))
    return told if len(told) >= 5 else None


def test_a_network_cut_while_paying_is_in_doubt_until_it_heals(floor: Floor) -> None:
    floor.scan(TOAST)
    code = floor.pay()
    floor.around.relay.cut()
    floor.kiosk.until("`do not pay again`", lambda view: view.screen is Screen.CHECKING)
    floor.wallet.pay(code)
    floor.around.relay.heal()
    paid = floor.paid()
    assert paid.amount_minor == 1290
    assert len(floor.receipts(paid.sale_no)) == 1


@pytest.mark.soak
def test_no_network_at_all_gives_the_basket_back_at_once(floor: Floor) -> None:
    floor.scan(TOAST)
    floor.around.relay.cut()
    floor.kiosk.do(Pay())
    told = floor.kiosk.until(
        "why it cannot be paid", lambda view: view.notice and view.notice.kind is NoticeKind.REFUSED
    )
    assert told.notice is not None
    assert told.notice.reason == Reason("pay.cloud_unreachable")
    assert told.screen is Screen.BASKET
    floor.around.relay.heal()
    floor.wallet.pay(floor.pay())
    assert floor.paid().amount_minor == 1290


@pytest.mark.soak
def test_a_killed_cloud_resolves_the_payment_when_it_is_back(floor: Floor) -> None:
    floor.scan(MILK)
    code = floor.pay()
    floor.around.kill_cloud()
    try:
        floor.kiosk.until("`do not pay again`", lambda view: view.screen is Screen.CHECKING)
        floor.wallet.pay(code)
    finally:
        floor.around.start_cloud()
    paid = floor.paid()
    assert paid.amount_minor == 6990
    assert len(floor.receipts(paid.sale_no)) == 1


@pytest.mark.parametrize("order", ["old code first", pytest.param("new code first", marks=pytest.mark.soak)])
def test_two_codes_paid_are_one_sale_and_one_refund(floor: Floor, order: str) -> None:
    """The provider is slow to close the code that was left behind, and the shopper pays that one too."""
    floor.scan(MILK)
    old = floor.pay()
    floor.wallet.fault("silent", "close", seconds=4)
    go_back(floor)
    new = floor.pay()
    for code in (old, new) if order == "old code first" else (new, old):
        assert floor.wallet.pay(code)["state"] == "SUCCESS"
    paid = floor.paid()
    assert paid.amount_minor == 6990

    [refunded] = until("the other one's money to go back", lambda: _refunded(floor), 30)
    assert refunded["paid_minor"] == 6990
    assert kept_minor(refunded) == 0
    assert len(floor.receipts(paid.sale_no)) == len(floor.slips()) == 1


@pytest.mark.soak
def test_money_that_comes_after_the_shopper_left_is_given_back(floor: Floor) -> None:
    """The wallet's success is captured seconds later, when the code was closed and the basket given up."""
    floor.scan(MILK)
    code = floor.pay()
    floor.wallet.fault("late_success", "pay", seconds=3)
    floor.wallet.pay(code)
    go_back(floor)
    assert [row["state"] for row in floor.cloud.attempts()] == [AttemptState.CLOSED]
    floor.kiosk.do(CancelTrip())
    floor.kiosk.until("attract", lambda view: view.screen is Screen.ATTRACT)

    [refunded] = until("the money to go back", lambda: _refunded(floor), 30)
    assert kept_minor(refunded) == 0
    assert floor.cloud.sales() == []
    assert floor.slips() == []


@pytest.mark.soak
def test_money_for_a_shopper_who_left_goes_back_beside_the_next_shopper(floor: Floor) -> None:
    """The code left behind is paid before the provider closes it; by then its basket was given up and
    somebody else is shopping."""
    floor.scan(MILK)
    code = floor.pay()
    floor.wallet.fault("silent", "close", seconds=4)
    go_back(floor)
    floor.kiosk.do(CancelTrip())
    floor.kiosk.until("attract", lambda view: view.screen is Screen.ATTRACT)
    floor.scan(SODA)
    floor.wallet.pay(code)

    [refunded] = until("the money to go back", lambda: _refunded(floor), 30)
    assert kept_minor(refunded) == 0
    assert [line.names for line in floor.kiosk.view.basket.lines] == [floor.goods[SODA].names]
    floor.wallet.pay(floor.pay())
    assert floor.paid().amount_minor == 1890
    [sale] = until("the one sale", floor.cloud.sales)
    assert sale["total_minor"] == 1890


@pytest.mark.soak
def test_a_code_lost_on_its_way_to_the_screen_does_not_stand_in_the_way_of_the_next(floor: Floor) -> None:
    """The cloud has the attempt, its answer never arrives: nobody saw that code, so nobody waits for it."""
    floor.scan(MILK)
    floor.wallet.fault("delay", "native", seconds=2)
    floor.kiosk.do(Pay())
    until("the attempt in the cloud", floor.cloud.attempts)
    floor.around.relay.cut()
    floor.kiosk.until("the basket again", lambda view: view.screen is Screen.BASKET)
    floor.around.relay.heal()

    def closed() -> bool:
        return floor.cloud.attempts()[0]["state"] in (AttemptState.CLOSING, AttemptState.CLOSED)

    until("the lost one to be given up", closed)
    floor.wallet.pay(floor.pay())
    assert floor.paid().amount_minor == 6990


def go_back(floor: Floor) -> None:
    floor.kiosk.do(GoBack())
    floor.kiosk.until("the basket", lambda view: view.screen is Screen.BASKET)


def _refunded(floor: Floor) -> list[dict[str, Any]]:
    mine = {row["out_trade_no"] for row in floor.cloud.attempts()}
    trades = [trade for number, trade in floor.provider.trades().items() if number in mine]
    return [trade for trade in trades if any(one["state"] == "SUCCESS" for one in trade["refunds"])]
