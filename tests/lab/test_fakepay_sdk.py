"""An outside judge: a third-party SDK, written against the real API, drives fakepay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from wechatpayv3 import WeChatPay, WeChatPayType

from lab.fakepay.listener import NotifyListener
from lab.fakepay.process import FakepayProcess
from lab.fakepay.remote import FakepayRemote


@pytest.fixture(scope="module")
def fakepay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakepayProcess]:
    directory = tmp_path_factory.mktemp("fakepay")
    with FakepayProcess.start(directory, "--notify-scale", "0.01", "--refund-s", "0.05") as process:
        yield process


@pytest.fixture
def shop(fakepay: FakepayProcess) -> Iterator[FakepayRemote]:
    with FakepayRemote(fakepay.url) as remote:
        yield remote


@pytest.fixture
def notify() -> Iterator[NotifyListener]:
    with NotifyListener() as listener:
        yield listener


@pytest.fixture
def sdk(fakepay: FakepayProcess, notify: NotifyListener, tmp_path: Path) -> Any:
    directory = fakepay.credentials.parent
    merchant = json.loads(fakepay.credentials.read_text("utf-8"))
    # A certificate in hand keeps the SDK from asking its hard-coded gateway before it can be redirected.
    (tmp_path / "platform.pem").write_bytes((directory / "platform_cert.pem").read_bytes())
    client = WeChatPay(
        wechatpay_type=WeChatPayType.NATIVE,
        mchid=merchant["mchid"],
        private_key=(directory / merchant["private_key_path"]).read_text(),
        cert_serial_no=merchant["serial_no"],
        apiv3_key=merchant["apiv3_key"],
        appid=merchant["appid"],
        notify_url=notify.url,
        cert_dir=str(tmp_path),
        timeout=(3, 5),
    )
    client._core._gate_way = fakepay.url
    return client


def native(sdk: Any, number: str, total: int = 1280) -> tuple[int, dict[str, Any]]:
    expires = (datetime.now(UTC) + timedelta(minutes=5)).isoformat(timespec="seconds")
    status, answer = sdk.pay(
        description="体验店", out_trade_no=number, amount={"total": total}, time_expire=expires
    )
    return status, json.loads(answer)


def test_the_sdk_creates_queries_and_reads_the_notification_of_a_payment(
    sdk: Any, shop: FakepayRemote, notify: NotifyListener
) -> None:
    status, created = native(sdk, "SDK-PAY-0001")
    assert status == 200
    status, answer = sdk.query(out_trade_no="SDK-PAY-0001")
    assert (status, json.loads(answer)["trade_state"]) == (200, "NOTPAY")

    shop.open(created["code_url"])
    shop.pay(created["code_url"])

    posted = notify.wait(1)[0]
    callback = sdk.callback(posted.headers, posted.body)
    assert callback["event_type"] == "TRANSACTION.SUCCESS"
    assert callback["resource"]["out_trade_no"] == "SDK-PAY-0001"
    assert callback["resource"]["amount"]["total"] == 1280

    status, answer = sdk.query(transaction_id=callback["resource"]["transaction_id"])
    assert (status, json.loads(answer)["trade_state"]) == (200, "SUCCESS")


def test_the_sdk_closes_an_order_and_is_told_why_it_cannot(sdk: Any, shop: FakepayRemote) -> None:
    native(sdk, "SDK-CLOSE-01")
    assert sdk.close(out_trade_no="SDK-CLOSE-01")[0] == 204
    status, answer = sdk.query(out_trade_no="SDK-CLOSE-01")
    assert (status, json.loads(answer)["trade_state"]) == (200, "CLOSED")
    assert native(sdk, "SDK-CLOSE-01")[1]["code"] == "ORDER_CLOSED"

    shop.pay(native(sdk, "SDK-CLOSE-02")[1]["code_url"])
    status, answer = sdk.close(out_trade_no="SDK-CLOSE-02")
    assert (status, json.loads(answer)["code"]) == (400, "ORDERPAID")

    shop.open(native(sdk, "SDK-CLOSE-03")[1]["code_url"])
    status, answer = sdk.close(out_trade_no="SDK-CLOSE-03")
    assert (status, json.loads(answer)["code"]) == (202, "USERPAYING")

    status, answer = sdk.query(out_trade_no="SDK-NOT-THERE")
    assert (status, json.loads(answer)["code"]) == (404, "ORDER_NOT_EXIST")


def test_the_sdk_refunds_and_reads_the_notification_of_the_refund(
    sdk: Any, shop: FakepayRemote, notify: NotifyListener
) -> None:
    shop.pay(native(sdk, "SDK-REFUND-1", total=900)[1]["code_url"])
    notify.wait(1)
    status, answer = sdk.refund(
        out_refund_no="SDK-REFUND-1-r1",
        out_trade_no="SDK-REFUND-1",
        amount={"refund": 300, "total": 900, "currency": "CNY"},
        notify_url=notify.url,
    )
    assert (status, json.loads(answer)["status"]) == (200, "PROCESSING")
    posted = notify.wait(2)[1]
    callback = sdk.callback(posted.headers, posted.body)
    assert callback["event_type"] == "REFUND.SUCCESS"
    assert callback["resource"]["amount"]["refund"] == 300
    status, answer = sdk.query_refund(out_refund_no="SDK-REFUND-1-r1")
    assert (status, json.loads(answer)["status"]) == (200, "SUCCESS")


def test_the_sdk_decrypts_the_certificates_and_trusts_answers_signed_with_them(sdk: Any) -> None:
    sdk._core._update_certificates()
    assert len(sdk._core._certificates) == 1
    assert native(sdk, "SDK-CERT-0001")[0] == 200


def test_the_sdk_rejects_a_notification_with_a_bad_signature(
    sdk: Any, shop: FakepayRemote, notify: NotifyListener
) -> None:
    shop.fault("bad_signature", "notify")
    shop.pay(native(sdk, "SDK-SIGN-0001")[1]["code_url"])
    posted = notify.wait(1)[0]
    assert sdk.callback(posted.headers, posted.body) is None
