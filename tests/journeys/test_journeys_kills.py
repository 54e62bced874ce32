"""The power goes wherever a trip may stand. What the screen says next is true, and nothing is lost or twice.

The receipt's own moments are in `test_journeys_power`, where there is more to say of each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from kiosk.domain.barcode import Symbology
from kiosk.domain.payment import AttemptState
from kiosk.errors import Reason
from kiosk.services.intents import (
    AllowRestricted,
    AskForStaff,
    CloseKiosk,
    Finish,
    GoBack,
    HandOver,
    OpenKiosk,
    Pay,
    StartTrip,
)
from kiosk.services.views import KioskView, NoticeKind, Screen
from lab.demo.surroundings import PIN
from tests.journeys.floor import BEER, MILK, SODA, Floor, until

pytestmark = pytest.mark.timeout(150)  # the first one starts the surroundings

NOT_PAID_YET = 181
IN_DOUBT = 40


# What is going on when the power goes


def an_empty_basket(floor: Floor) -> None:
    floor.kiosk.do(StartTrip())
    floor.kiosk.until("an empty basket", lambda view: view.screen is Screen.BASKET)


def a_member_waits_for_an_attendant(floor: Floor) -> None:
    floor.scan_member()
    floor.scan(BEER)


def a_code_expired(floor: Floor) -> None:
    floor.scan(MILK)
    floor.pay()
    floor.kiosk.advance(NOT_PAID_YET)
    floor.kiosk.until("why it ended", lambda view: view.pay and view.pay.reason)


def a_payment_was_refused(floor: Floor) -> None:
    floor.scan(MILK)
    floor.wallet.refuse(floor.pay())
    floor.kiosk.do(GoBack())
    floor.kiosk.until("the basket", lambda view: view.screen is Screen.BASKET)


def asked_and_nobody_heard(floor: Floor) -> None:
    floor.scan(MILK)
    floor.around.relay.stall()
    floor.kiosk.do(Pay())
    floor.kiosk.until("the pay screen", lambda view: view.pay is not None)


def opened_in_the_wallet(floor: Floor) -> None:
    floor.scan(MILK)
    floor.wallet.open(floor.pay())
    floor.kiosk.until("the wallet to be noticed", lambda view: view.pay and view.pay.opened)


def going_back(floor: Floor) -> None:
    """The provider is slow to close the code: the shopper still waits for it."""
    floor.scan(MILK)
    floor.pay()
    floor.wallet.fault("silent", "close", seconds=3)
    floor.kiosk.do(GoBack())
    until("the cloud to close it", lambda: floor.cloud.attempts()[0]["state"] == AttemptState.CLOSING)
    assert floor.kiosk.view.screen is Screen.CHECKING


def gone_back(floor: Floor) -> None:
    """The basket is back while the code still is closed behind it."""
    going_back(floor)
    floor.kiosk.until("the basket", lambda view: view.screen is Screen.BASKET)


def in_doubt(floor: Floor) -> None:
    floor.scan(MILK)
    code = floor.pay()
    floor.around.relay.cut()
    floor.kiosk.advance(NOT_PAID_YET)
    floor.kiosk.advance(IN_DOUBT)
    floor.kiosk.until("the doubt", lambda view: view.screen is Screen.NEEDS_STAFF)
    floor.wallet.pay(code)


def codes_for_a_till(floor: Floor) -> None:
    floor.scan(MILK)
    floor.kiosk.do(HandOver())
    floor.kiosk.until("the codes", lambda view: view.screen is Screen.HANDOVER)


def staff_at_work(floor: Floor) -> None:
    floor.scan(MILK)
    floor.enter_staff()


def a_pin_pad(floor: Floor) -> None:
    floor.scan(MILK)
    floor.kiosk.do(AskForStaff())
    floor.kiosk.until("the pad", lambda view: view.staff_entry)


def closed_by_staff(floor: Floor) -> None:
    floor.enter_staff()
    floor.kiosk.do(CloseKiosk())
    floor.in_staff("the kiosk to be closed", lambda staff: not staff.is_open)


def closed_after_this_shopper(floor: Floor) -> None:
    floor.scan(MILK)
    closed_by_staff(floor)


# What must come of it


def milk_is_sold(floor: Floor) -> None:
    """From wherever the shopper is now."""
    pay = floor.kiosk.view.pay
    floor.wallet.pay((pay and pay.qr_text) or floor.pay())
    milk_is_paid(floor)


def milk_is_paid(floor: Floor) -> None:
    paid = floor.paid()
    assert paid.amount_minor == 6990
    assert len(floor.receipts(paid.sale_no)) == len(floor.slips()) == 1


def the_basket_is_empty_and_milk_is_sold(floor: Floor) -> None:
    assert floor.kiosk.view.basket.lines == ()
    floor.scan(MILK)
    milk_is_sold(floor)


def the_beer_still_waits(floor: Floor) -> None:
    view = floor.kiosk.view
    assert view.basket.member_greeting
    assert not view.basket.may_pay
    assert view.age_check is not None
    floor.kiosk.do(AllowRestricted(view.age_check.intervention_id, PIN))
    floor.kiosk.until("the beer to be allowed", lambda view: view.basket.may_pay)
    floor.wallet.pay(floor.pay())
    assert floor.paid().member_bound


def nobody_was_asked_and_milk_is_sold(floor: Floor) -> None:
    floor.kiosk.until("the basket", lambda view: view.screen is Screen.BASKET)
    assert floor.cloud.attempts() == []
    milk_is_sold(floor)


def the_same_code_is_paid(floor: Floor) -> None:
    floor.kiosk.until("the payment on the phone", lambda view: view.pay and view.pay.opened)
    milk_is_sold(floor)
    assert len(floor.cloud.attempts()) == 1


def the_code_ends_and_another_is_paid(floor: Floor) -> None:
    floor.kiosk.until("the basket", lambda view: view.screen is Screen.BASKET)
    until("the code to be closed", lambda: floor.kiosk.open().attempts == 0)
    floor.wallet.pay(floor.pay())
    milk_is_paid(floor)
    assert [row["state"] for row in floor.cloud.attempts()] == [AttemptState.CLOSED, AttemptState.PAID]


def admin_mode_is_shut_and_milk_is_sold(floor: Floor) -> None:
    view = floor.kiosk.view
    assert (view.staff, view.staff_entry) == (None, None)
    milk_is_sold(floor)


def it_stays_closed_until_opened(floor: Floor) -> None:
    assert floor.kiosk.view.out_of_service == Reason("service.closed_by_staff")
    floor.enter_staff()
    floor.kiosk.do(OpenKiosk())
    floor.in_staff("the kiosk to be open", lambda staff: staff.is_open)
    floor.leave_staff()
    floor.scan(MILK)
    milk_is_sold(floor)
    assert until("the audit", lambda: floor.audit()[3:]) == ["open_kiosk", "leave"]


def the_shopper_pays_and_then_it_closes(floor: Floor) -> None:
    milk_is_sold(floor)
    floor.kiosk.do(Finish())
    floor.kiosk.until("it to be closed", lambda view: view.screen is Screen.OUT_OF_SERVICE)


def goods(view: KioskView) -> list[tuple[str, int, int]]:
    return [(line.line_id, line.quantity, line.total_minor) for line in view.basket.lines]


@dataclass(frozen=True)
class Moment:
    """Where the trip stands; the first screen after the restart; what comes of it."""

    going_on: Callable[[Floor], None]
    first: Screen
    then: Callable[[Floor], None]


BASKET, CHECKING, CLOSED = Screen.BASKET, Screen.CHECKING, Screen.OUT_OF_SERVICE

MOMENTS = [
    Moment(an_empty_basket, BASKET, the_basket_is_empty_and_milk_is_sold),
    Moment(a_member_waits_for_an_attendant, BASKET, the_beer_still_waits),
    Moment(a_code_expired, BASKET, milk_is_sold),
    Moment(a_payment_was_refused, BASKET, milk_is_sold),
    Moment(asked_and_nobody_heard, CHECKING, nobody_was_asked_and_milk_is_sold),
    Moment(opened_in_the_wallet, CHECKING, the_same_code_is_paid),
    Moment(going_back, CHECKING, the_code_ends_and_another_is_paid),
    Moment(gone_back, BASKET, the_code_ends_and_another_is_paid),
    Moment(in_doubt, Screen.NEEDS_STAFF, milk_is_paid),
    Moment(codes_for_a_till, BASKET, milk_is_sold),
    Moment(staff_at_work, BASKET, admin_mode_is_shut_and_milk_is_sold),
    Moment(a_pin_pad, BASKET, admin_mode_is_shut_and_milk_is_sold),
    Moment(closed_by_staff, CLOSED, it_stays_closed_until_opened),
    Moment(closed_after_this_shopper, BASKET, the_shopper_pays_and_then_it_closes),
]


ALWAYS = {opened_in_the_wallet}
"""The one with most to lose in every run; all of them in the long tier."""


def _in_its_tier(moment: Moment) -> object:
    marks = () if moment.going_on in ALWAYS else (pytest.mark.soak,)
    return pytest.param(moment, id=moment.going_on.__name__, marks=marks)


@pytest.mark.parametrize("moment", [_in_its_tier(moment) for moment in MOMENTS])
def test_the_power_goes_and_comes(floor: Floor, moment: Moment) -> None:
    moment.going_on(floor)
    before = floor.kiosk.view
    first = floor.kiosk.kill_and_start()
    assert first.screen is moment.first, first
    floor.around.relay.heal()
    assert goods(first) == goods(before)
    assert first.basket.total_minor == before.basket.total_minor
    moment.then(floor)


@pytest.mark.soak
@pytest.mark.parametrize("kills", range(3, 30))
def test_the_power_goes_again_and_again_while_somebody_shops(floor: Floor, kills: int) -> None:
    """Each time somewhere else in the stream of scans; what was shown is there, each piece once."""
    for number in range(kills):
        before = floor.scan(SODA, NoticeKind.AGAIN if number else NoticeKind.FOUND).basket
        floor.scan_text(f"UNKNOWN-{number}", Symbology.CODE128, NoticeKind.UNKNOWN)
        assert floor.kiosk.kill_and_start().basket == before
    floor.wallet.pay(floor.pay())
    floor.kiosk.kill_and_start()
    worth = kills * 1890
    assert floor.paid().amount_minor == worth - (1000 if worth >= 5900 else 0), "drinks from 59 are 10 off"
    until("the reports", lambda: len(floor.cloud.records("unknown_code_scanned")) == kills)
