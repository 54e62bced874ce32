"""Coupons for the services' stories. Signatures are words: `right` is the shop's (`tests.services.stage`)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kiosk.domain.coupon_code import (
    CouponProgramme,
    CouponSeries,
    SeriesKind,
    SignedCoupon,
    coupon_text,
    signed_part,
)
from kiosk.domain.heartbeat import CloudWish, Heartbeat
from tests.services.stage import RIGHT, Stage

HALF_MILK = CouponSeries(starts_with="9912345", offer_id="toast-2")
FROM_WALLET = CouponSeries(starts_with="WXQ-", offer_id="toast-2", kind=SeriesKind.WECHAT, stock_id="1234567")
LIST = CouponProgramme(keys=("new",), series=(HALF_MILK, FROM_WALLET), version="v1")


def signed(stage: Stage, serial: str = "bon-1", signature: bytes = RIGHT, **fields: Any) -> str:
    """A voucher of 2.50 that is good for a day, or what `fields` make of it."""
    now = stage.clock.now()
    told: dict[str, Any] = {"valid_until": now + timedelta(days=1)}
    if "offer_id" not in fields:
        told |= {"amount_minor": 250, "currency": "CNY"}
    part = signed_part(SignedCoupon(serial=serial, **{**told, **fields}))
    return coupon_text(part, signature)


def tell_list(stage: Stage, programme: CouponProgramme = LIST) -> list[Heartbeat]:
    """The cloud tells the list with its next heartbeat, as long as the kiosk says that it has another."""
    said: list[Heartbeat] = []

    def heartbeat(report: Heartbeat) -> CloudWish:
        stage.cloud._reach("heartbeat")
        said.append(report)
        return CloudWish(coupons=None if report.coupons == programme.version else programme)

    stage.cloud.heartbeat = heartbeat  # type: ignore[method-assign]
    stage.pass_time(15, lambda: stage.shop._bench.visit.coupons == programme)
    return said


def notice(stage: Stage) -> str | None:
    return stage.view.notice.reason.code if stage.view.notice is not None else None
