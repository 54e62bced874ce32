"""The shopper's payment: wallets, codes, time, the way back and the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from kiosk.domain.intervention import InterventionKind
from kiosk.domain.payment import NO_WALLET
from kiosk.errors import Reason
from kiosk.services.intents import (
    Finish,
    GoBack,
    Intent,
    LeaveMembership,
    Pay,
)
from kiosk.services.views import AgeCheckView, Screen
from lab.example_views import BASKET, NOW, PAID, PAY, WINE, base
from lab.glass import Glass

Told = Callable[[], list[Intent]]

ATTRACT = base("en")
PAYING = replace(ATTRACT, screen=Screen.PAY, basket=BASKET, pay=PAY)
AGE = AgeCheckView(
    intervention_id="i-1", line_id="line-6", kind=InterventionKind.AGE, names=WINE.names, minimum_age=18
)


def test_another_wallet_a_new_code_and_the_way_back(glass: Glass, told: Told) -> None:
    glass.show(PAYING)
    glass.tap("walletChip_wechat")  # the one in use
    glass.tap("walletChip_alipay")
    glass.tap("backButton")
    failed = replace(PAY, wallet="alipay", qr_text=None, expires_at=None, reason=Reason("pay.expired"))
    glass.show(replace(PAYING, pay=failed))
    glass.tap("newCodeButton")
    assert told() == [Pay("alipay"), GoBack(), Pay("alipay")]


def test_nothing_to_pay_is_agreed_to_and_then_confirmed(glass: Glass, told: Told) -> None:
    nothing = replace(PAY, wallet=NO_WALLET, amount_minor=0, vouchers_minor=31217, nothing_owed=True)
    nothing = replace(nothing, qr_text=None, expires_at=None)
    glass.show(replace(PAYING, pay=replace(nothing, to_agree=True)))
    assert (glass.text("payStateText"), glass.sees("payQr")) == ("Nothing to pay", False)
    glass.tap("finishButton")
    glass.show(replace(PAYING, pay=nothing))
    assert (glass.text("payStateText"), glass.sees("finishButton")) == ("Confirming your vouchers", False)
    used = replace(nothing, reason=Reason("coupon.already_used"), before_minor=0, amount_minor=31217)
    glass.show(replace(PAYING, pay=used))
    assert "¥0.00" in glass.text("newTotal")
    glass.tap("agreeButton")
    assert told() == [Pay(NO_WALLET), Pay(NO_WALLET)]


def test_a_basket_that_vouchers_cover_is_finished_not_paid(glass: Glass) -> None:
    covered = replace(BASKET, vouchers_minor=BASKET.total_minor, due_minor=0)
    glass.show(replace(ATTRACT, screen=Screen.BASKET, basket=covered))
    assert (glass.text("payButton"), glass.text("totalText")) == ("Finish", "¥0.00")


def test_a_refused_member_goes_on_without_membership(glass: Glass, told: Told) -> None:
    reason = Reason("payment.member_not_proven")
    refused = replace(PAY, qr_text=None, expires_at=None, reason=reason, member_refused=True)
    glass.show(replace(PAYING, pay=refused))
    assert glass.sees("memberAgain")
    assert not glass.sees("newCodeButton")  # it would be refused again
    glass.tap("withoutMemberButton")
    assert told() == [LeaveMembership()]
    glass.show(PAYING)
    assert not glass.sees("withoutMemberButton")


def test_the_member_chip_takes_membership_off(glass: Glass, told: Told) -> None:
    member = replace(BASKET, member_greeting="李**")
    glass.show(replace(ATTRACT, screen=Screen.BASKET, basket=member))
    assert glass.text("memberName") == "李**"
    glass.tap("memberBadge")
    assert told() == [LeaveMembership()]


def test_only_wallets_that_work_here_are_drawn(glass: Glass, told: Told) -> None:
    glass.show(replace(PAYING, pay=replace(PAY, wallet="alipay", wallets=("alipay",))))
    assert glass.sees("walletChip_alipay")
    assert not glass.sees("walletChip_wechat")
    glass.tap("walletChip_alipay")
    assert told() == []


@pytest.mark.parametrize(
    ("changed", "shown", "title"),
    [
        ({}, "payQr", None),
        ({"qr_text": None, "expires_at": None}, "payState", "Preparing your code"),
        ({"opened": True}, "payState", "Confirm on your phone"),
    ],
    ids=["scan", "waiting", "opened"],
)
def test_the_states_of_a_payment(
    glass: Glass, changed: dict[str, object], shown: str, title: str | None
) -> None:
    glass.show(replace(PAYING, pay=replace(PAY, **changed)))  # type: ignore[arg-type]
    assert glass.sees(shown)
    assert glass.sees("payQr") is (shown == "payQr")
    assert title is None or glass.text("payStateText") == title
    assert not glass.sees("newCodeButton")


def test_the_time_left_runs_down(glass: Glass, qtbot: QtBot) -> None:
    glass.show(replace(PAYING, pay=replace(PAY, expires_at=NOW + timedelta(seconds=65), lifetime_s=180)))
    first, width = glass.text("timeLeftText"), glass.get("timeLeftBar").width()
    assert first in {"Time left 1:05", "Time left 1:04"}
    qtbot.waitUntil(lambda: glass.text("timeLeftText") < first, timeout=5000)
    qtbot.waitUntil(lambda: 0 < glass.get("timeLeftBar").width() < width, timeout=2000)


def test_a_member_who_is_late_is_led_to_the_receipts_code(glass: Glass) -> None:
    late = replace(PAID, member_bound=False, points=None, member_late=True)
    for paid, words in ((PAID, "keep your receipt"), (late, "add it to your membership")):
        glass.show(replace(ATTRACT, screen=Screen.PAID, paid=paid))
        assert words in glass.text("receiptText")
    glass.show(replace(ATTRACT, screen=Screen.PAID, paid=replace(late, receipt_qr="")))
    assert "before you pay" in glass.text("receiptText")


def test_the_paid_screen_is_left_by_its_button(glass: Glass, told: Told) -> None:
    glass.show(replace(ATTRACT, screen=Screen.PAID, paid=PAID))
    assert glass.text("paidAmount") == "¥312.17"
    assert glass.text("saleNo") == "Sale A01-000184"
    glass.tap("doneButton")
    assert told() == [Finish()]
