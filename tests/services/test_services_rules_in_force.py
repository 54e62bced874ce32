"""A trip holds its prices, not its rules: a newer revision's stricter word holds as soon as it is here."""

from __future__ import annotations

import pytest

from kiosk.domain.intervention import InterventionKind
from kiosk.domain.payment import AttemptState
from kiosk.domain.product import SelfService, TripLimit
from kiosk.services.intents import AllowRestricted, Pay, VoidLine
from kiosk.services.notices import NoticeKind
from kiosk.services.views import Screen
from tests.services.changes import changed_good, new_catalogue
from tests.services.goods import BEER, MILK, PRODUCTS, TOAST
from tests.services.stage import Stage


def told(stage: Stage) -> str:
    return "" if stage.view.notice is None else str(stage.view.notice.reason)


def pay(stage: Stage) -> int:
    """What the cloud is asked to take."""
    stage.do(Pay())
    stage.until_code()
    return stage.cloud.requests[-1].priced.total_minor


def allow(stage: Stage) -> None:
    check = stage.view.age_check
    assert check is not None
    stage.do(AllowRestricted(check.intervention_id, "2468"))
    known = check.intervention_id
    stage.until(lambda: stage.view.age_check is None or stage.view.age_check.intervention_id != known)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ({"minimum_age": 18}, InterventionKind.AGE),
        ({"self_service": SelfService.STAFF}, InterventionKind.STAFF_ONLY),
        ({"identity_required": True}, InterventionKind.IDENTITY),
    ],
)
def test_a_good_that_staff_must_allow_from_now_on_waits_for_their_word(
    stage: Stage, word: dict[str, object], kind: InterventionKind
) -> None:
    stage.scan(TOAST)
    new_catalogue(stage, changed_good("milk", price_minor=9980, **word))
    stage.scan(MILK)
    check = stage.view.age_check
    assert check is not None
    assert (check.kind, stage.view.basket.total_minor) == (kind, 1290 + 5980)
    stage.do(Pay())
    assert (stage.view.screen, stage.cloud.requests) == (Screen.BASKET, [])
    allow(stage)
    assert pay(stage) == 1290 + 5980


def test_what_lies_in_the_basket_already_is_asked_for_before_it_is_paid(stage: Stage) -> None:
    stage.scan(MILK)
    new_catalogue(stage, changed_good("milk", minimum_age=18))
    stage.do(Pay())
    assert (stage.view.screen, stage.cloud.requests) == (Screen.BASKET, [])
    allow(stage)
    assert pay(stage) == 5980


def test_a_limit_that_came_meanwhile_is_told_and_the_basket_paid_without_what_is_too_much(
    stage: Stage,
) -> None:
    stage.scan(MILK)
    stage.scan(TOAST)
    new_catalogue(stage, changed_good("milk", limits=(TripLimit("", 1),)))
    stage.scan(MILK)
    assert told(stage) == "basket.group_limit(limit=1)"
    assert [line.quantity for line in stage.view.basket.lines] == [1, 1]
    assert pay(stage) == 5980 + 1290


def test_a_limit_passed_before_it_came_keeps_the_basket_from_payment(stage: Stage) -> None:
    stage.scan(MILK)
    stage.scan(MILK)
    new_catalogue(stage, changed_good("milk", limits=(TripLimit("", 1),)))
    stage.do(Pay())
    assert (told(stage), stage.cloud.requests) == ("basket.group_limit(limit=1)", [])
    assert stage.view.notice is not None
    assert stage.view.notice.kind is NoticeKind.NOT_FOR_SALE


def test_a_good_that_only_a_till_may_sell_from_now_on_is_taken_out_and_the_rest_paid(stage: Stage) -> None:
    stage.scan(MILK)
    stage.scan(TOAST)
    new_catalogue(stage, changed_good("milk", self_service=SelfService.NEVER))
    stage.do(Pay())
    assert (told(stage), stage.cloud.requests) == ("basket.not_for_self_service()", [])
    stage.do(VoidLine(stage.view.basket.lines[0].line_id))
    assert pay(stage) == 1290


def test_an_attendants_word_for_less_is_asked_for_again(stage: Stage) -> None:
    stage.scan(BEER)
    allow(stage)
    new_catalogue(stage, changed_good("beer", minimum_age=21))
    stage.do(Pay())
    check = stage.view.age_check
    assert check is not None
    assert (check.minimum_age, stage.cloud.requests) == (21, [])
    allow(stage)
    assert pay(stage) == 600


def test_what_an_attendant_is_asked_for_changes_with_the_rule(stage: Stage) -> None:
    stage.scan(BEER)
    new_catalogue(stage, changed_good("beer", minimum_age=21))
    stage.scan(TOAST)
    assert stage.view.age_check is not None
    assert stage.view.age_check.minimum_age == 21
    new_catalogue(stage, changed_good("beer", minimum_age=None, self_service=SelfService.ALLOWED), 3)
    stage.scan(TOAST)
    assert stage.view.age_check is None
    assert pay(stage) == 600 + 2340


def test_a_word_that_stays_as_it_was_is_not_asked_for_again(stage: Stage) -> None:
    stage.scan(BEER)
    allow(stage)
    new_catalogue(stage, changed_good("milk", minimum_age=18))
    assert pay(stage) == 600


def test_a_rule_found_at_the_next_wallet_takes_the_frozen_basket_back(stage: Stage) -> None:
    attempt = stage.ask_for_qr(MILK)
    new_catalogue(stage, changed_good("milk", minimum_age=18))
    stage.cloud.becomes(attempt, AttemptState.CLOSED)
    stage.until(lambda: stage.view.pay is not None and stage.view.pay.reason is not None)
    stage.do(Pay())
    assert stage.view.screen is Screen.BASKET
    allow(stage)
    assert pay(stage) == 5980


def test_a_rule_that_is_taken_back_holds_no_longer(stage: Stage) -> None:
    stage.scan(TOAST)
    new_catalogue(stage, changed_good("milk", minimum_age=18))
    stage.scan(MILK)
    assert stage.view.age_check is not None
    new_catalogue(stage, PRODUCTS, 3)
    stage.do(Pay())
    stage.until_code()
