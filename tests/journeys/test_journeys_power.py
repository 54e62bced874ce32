"""The kiosk is killed where it hurts. What was paid is sold, printed and recorded once."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

import pytest

from kiosk.services.intents import Pay
from kiosk.services.views import KioskView, NoticeKind, PaperView, Screen
from tests.journeys.floor import APPLES, MILK, SODA, TOAST, VOID, Floor, until

pytestmark = pytest.mark.timeout(150)  # the first one starts the surroundings

LINES_OF_A_RECEIPT = 30
DRAW = random.Random(20261121)
LINES_AT_THE_KILL = sorted(DRAW.sample(range(1, LINES_OF_A_RECEIPT), 3))


def test_a_kill_keeps_the_basket(floor: Floor) -> None:
    floor.scan(MILK)
    floor.scan(TOAST)
    floor.scan_label(APPLES, 500)
    before = floor.scan_member().basket
    floor.kiosk.kill()
    floor.kiosk.start()
    again = floor.kiosk.until("the basket", lambda view: view.screen is Screen.BASKET)
    assert again.basket == before
    assert Screen.ATTRACT not in screens(floor)
    floor.scan(MILK, NoticeKind.AGAIN)


def test_a_payment_made_while_the_kiosk_is_dead_is_paid_before_it_serves(floor: Floor) -> None:
    floor.scan(MILK)
    floor.scan(SODA)
    code = floor.pay()
    floor.kiosk.kill()
    floor.wallet.pay(code)
    floor.kiosk.start()
    paid = floor.paid()
    assert paid.amount_minor == 6990 + 1890
    assert set(screens(floor)) <= {Screen.CHECKING, Screen.PAID}
    assert len(floor.receipts(paid.sale_no)) == len(floor.slips()) == 1


@pytest.mark.soak
def test_a_code_not_paid_while_the_kiosk_was_dead_can_be_paid_again(floor: Floor) -> None:
    floor.scan(MILK)
    code = floor.pay()
    floor.kiosk.kill()
    floor.kiosk.start()
    shown = floor.kiosk.until("the code again", lambda view: view.screen is Screen.PAY)
    assert shown.pay is not None
    assert shown.pay.qr_text == code
    assert Screen.ATTRACT not in screens(floor)
    floor.wallet.pay(code)
    assert floor.paid().amount_minor == 6990


@pytest.mark.soak
def test_a_kill_before_the_code_came_shows_it_after_the_restart(floor: Floor) -> None:
    """The provider takes its time; the cloud has the attempt, the kiosk dies waiting."""
    floor.scan(MILK)
    floor.wallet.fault("silent", "native", seconds=2)
    floor.kiosk.do(Pay())
    until("the attempt in the cloud", floor.cloud.attempts)
    floor.kiosk.kill()
    floor.kiosk.start()
    shown = floor.kiosk.until("the code", lambda view: view.pay is not None and view.pay.qr_text)
    assert shown.pay is not None
    assert shown.pay.qr_text is not None
    floor.wallet.pay(shown.pay.qr_text)
    assert floor.paid().amount_minor == 6990
    assert len(floor.cloud.attempts()) == 1


def printed(floor: Floor, lines: int) -> None:
    until(f"{lines} lines", lambda: floor.hanging().count("\n") >= lines)


KILLS: dict[str, Callable[[Floor], object]] = {
    "PAID is on the screen": lambda floor: None,
    **{f"{lines} lines are on paper": partial(printed, lines=lines) for lines in LINES_AT_THE_KILL},
    "the receipt is cut": lambda floor: until("the cut", floor.slips),
    "the printer has confirmed": lambda floor: floor.paid(PaperView.PRINTED),
}


ALWAYS = {f"{LINES_AT_THE_KILL[0]} lines are on paper"}
"""The worst of them in every run; all in the long tier."""


@pytest.mark.parametrize(
    "moment", [pytest.param(one, marks=() if one in ALWAYS else (pytest.mark.soak,)) for one in KILLS]
)
def test_a_kill_while_printing_leaves_one_whole_receipt(floor: Floor, moment: str) -> None:
    floor.scan(MILK)
    floor.scan_member()
    floor.wallet.pay(floor.pay())
    paid = floor.paid(PaperView.PRINTING)
    KILLS[moment](floor)
    floor.kiosk.kill()

    floor.kiosk.start()
    floor.kiosk.until("the paper to be settled", settled)
    [receipt] = until("one whole receipt", lambda: floor.receipts(paid.sale_no))
    assert f"[QR {paid.receipt_qr}]" in receipt
    assert floor.hanging() == ""
    torn = [slip for slip in floor.slips() if VOID in slip]
    # The printer may have begun before the screen is seen: what is torn is marked, whenever it was.
    assert len(torn) in ((1,) if "lines" in moment else (0, 1))
    [sale] = until("the sale in PostgreSQL", floor.cloud.sales)
    assert (sale["sale_no"], sale["total_minor"]) == (paid.sale_no, 5990)


def settled(view: KioskView) -> bool:
    """The receipt is out: said on the paid screen, or the trip is over since it was out before the kill."""
    return view.screen is Screen.ATTRACT or (view.paid is not None and view.paid.paper is PaperView.PRINTED)


def screens(floor: Floor) -> list[Screen]:
    return [view.screen for view in floor.kiosk.views]
