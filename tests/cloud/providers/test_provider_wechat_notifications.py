"""Notifications: whose they are, how old they are, and what they say."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud.payments.providers.port import NotificationRefused, ProviderOrder
from cloud.payments.providers.wechat import WechatPay
from lab.fakepay.listener import NotifyListener
from lab.fakepay.remote import FakepayRemote

if TYPE_CHECKING:
    from tests.cloud.providers.conftest import Till


# Notifications


def paid_and_told(till: Till, shop: FakepayRemote, notify: NotifyListener) -> ProviderOrder:
    order = till.order(amount_minor=990, notify_url=notify.url)
    shop.pay(till.create(order))
    return order


def test_a_notification_says_what_the_query_says(
    till: Till, shop: FakepayRemote, notify: NotifyListener
) -> None:
    order = paid_and_told(till, shop, notify)
    posted = notify.wait(1)[0]
    notification = WechatPay(till.merchant).read_notification(posted.headers, posted.body)
    assert notification.event_type == "TRANSACTION.SUCCESS"
    assert notification.refund is None
    assert notification.trade == till.query(order)


def test_a_notification_sent_twice_has_one_id(
    till: Till, shop: FakepayRemote, notify: NotifyListener
) -> None:
    shop.fault("duplicate_notify")
    paid_and_told(till, shop, notify)
    provider = WechatPay(till.merchant)
    read = [provider.read_notification(p.headers, p.body) for p in notify.wait(2)]
    assert read[0] == read[1]


def test_a_year_old_notification_is_refused_though_its_signature_is_right(
    till: Till, shop: FakepayRemote, notify: NotifyListener
) -> None:
    shop.fault("stale_notify")
    paid_and_told(till, shop, notify)
    posted = notify.wait(1)[0]
    with pytest.raises(NotificationRefused, match="more than 300 s from now"):
        WechatPay(till.merchant).read_notification(posted.headers, posted.body)
    then = WechatPay(till.merchant, clock=lambda: int(posted.headers["Wechatpay-Timestamp"]) + 299)
    assert then.read_notification(posted.headers, posted.body).trade is not None


def test_a_deliberately_bad_notification_is_refused_and_the_good_one_follows(
    till: Till, shop: FakepayRemote
) -> None:
    provider = WechatPay(till.merchant)
    with NotifyListener(answer=lambda nth: 401 if nth == 1 else 204) as notify:
        shop.fault("bad_signature", "notify")
        paid_and_told(till, shop, notify)
        bad, good = notify.wait(2)
    with pytest.raises(NotificationRefused, match="does not match"):
        provider.read_notification(bad.headers, bad.body)
    assert provider.read_notification(good.headers, good.body).trade is not None


def test_a_changed_or_bare_notification_is_refused(
    till: Till, shop: FakepayRemote, notify: NotifyListener
) -> None:
    paid_and_told(till, shop, notify)
    posted = notify.wait(1)[0]
    provider = WechatPay(till.merchant)

    @given(st.integers(0, len(posted.body) * 8 - 1))
    @settings(max_examples=50)
    def one_bit_off(bit: int) -> None:
        body = bytearray(posted.body)
        body[bit // 8] ^= 1 << bit % 8
        with pytest.raises(NotificationRefused):
            provider.read_notification(posted.headers, bytes(body))

    @given(st.binary(max_size=200), st.dictionaries(st.text(max_size=20), st.text(max_size=50), max_size=4))
    @settings(max_examples=50)
    def noise(body: bytes, extra: dict[str, str]) -> None:
        with pytest.raises(NotificationRefused):
            provider.read_notification({**posted.headers, **extra}, body)

    one_bit_off()
    noise()
    for name in ("Timestamp", "Nonce", "Serial", "Signature"):
        bare = {k: v for k, v in posted.headers.items() if k != f"Wechatpay-{name}"}
        with pytest.raises(NotificationRefused, match=f"no Wechatpay-{name} header"):
            provider.read_notification(bare, posted.body)


def test_a_notification_for_another_merchant_does_not_open(
    till: Till, shop: FakepayRemote, notify: NotifyListener
) -> None:
    paid_and_told(till, shop, notify)
    posted = notify.wait(1)[0]
    other = dataclasses.replace(till.merchant, apiv3_key=b"0" * 32)
    with pytest.raises(NotificationRefused, match="does not open"):
        WechatPay(other).read_notification(posted.headers, posted.body)
