"""Merchant coupons: the shop takes the money off, WeChat Pay is told that the coupon was used."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cloud.payments.providers.port import CouponRedeemer, CouponUse, Refusal, UnknownReason
from lab.fakepay.remote import FakepayRemote

if TYPE_CHECKING:
    from tests.cloud.providers.conftest import Till

USE = CouponUse("WXQ-1", "1234567", "a" * 32, datetime(2026, 11, 21, 4, tzinfo=UTC))


def state(shop: FakepayRemote, code: str) -> tuple[str, int]:
    return next((one["state"], one["uses"]) for one in shop.coupons() if one["coupon_code"] == code)


def test_a_coupon_is_used_once_however_often_it_is_told(till: Till, shop: FakepayRemote) -> None:
    shop.give_coupon("WXQ-1", "1234567")
    assert till.ask(_is_redeemer)
    till.ask(lambda p: p.use_coupon(USE))
    till.ask(lambda p: p.use_coupon(USE))
    assert state(shop, "WXQ-1") == ("USED", 1)
    assert till.refused(lambda p: p.use_coupon(replace(USE, request_no="b" * 32))) is Refusal.INVALID


async def _is_redeemer(provider: object) -> bool:
    return isinstance(provider, CouponRedeemer)


def test_a_return_frees_it_for_another_use(till: Till, shop: FakepayRemote) -> None:
    shop.give_coupon("WXQ-2", "1234567")
    use = replace(USE, coupon_code="WXQ-2")
    till.ask(lambda p: p.use_coupon(use))
    till.ask(lambda p: p.return_coupon("WXQ-2", "1234567", "r" * 32))
    till.ask(lambda p: p.return_coupon("WXQ-2", "1234567", "r" * 32))
    till.ask(lambda p: p.use_coupon(replace(use, request_no="c" * 32)))
    assert state(shop, "WXQ-2") == ("USED", 2)


def test_nobodys_coupon_is_refused_and_a_lost_answer_is_unknown(till: Till, shop: FakepayRemote) -> None:
    assert till.refused(lambda p: p.use_coupon(replace(USE, coupon_code="none"))) is Refusal.NOT_FOUND
    shop.give_coupon("WXQ-3", "1234567")
    use = replace(USE, coupon_code="WXQ-3")
    shop.fault("drop_response_after_commit", "use_coupon")
    assert till.unknown(lambda p: p.use_coupon(use)) is UnknownReason.CONNECTION
    assert state(shop, "WXQ-3") == ("USED", 1)
    assert till.refused(lambda p: p.return_coupon("WXQ-9", "1234567", "r" * 32)) is Refusal.NOT_FOUND
