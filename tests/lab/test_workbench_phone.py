"""The phone on the workbench: what it reads from the kiosk's glass, and what its owner does about it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest

from cloud.payments.providers.port import ProviderOrder
from cloud.payments.providers.wechat import WechatPay
from cloud.payments.providers.wechat_merchant import WechatMerchant
from kiosk.services.views import KioskView
from lab.example_views import examples
from lab.fakepay.remote import FakepayRemote
from tests.lab.workbench_room import Bench

pytestmark = pytest.mark.soak

_numbers = count(1)
AMOUNT = 31217


class Browser(QObject):
    """Takes the addresses that the desktop would open."""

    def __init__(self, opened: list[str]) -> None:
        super().__init__()
        self._opened = opened

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self._opened.append(url.toString())


def view(name: str) -> KioskView:
    return next(example.view for example in examples("zh-CN") if example.name == name)


def order(bench: Bench) -> str:
    """A payment code of the real provider."""

    async def create() -> str:
        provider = WechatPay(WechatMerchant.load(bench.room.provider.credentials))
        try:
            expires = datetime.now(UTC) + timedelta(minutes=5)
            wanted = ProviderOrder(
                f"BENCH-{next(_numbers):04}", AMOUNT, "CNY", "10 件商品", expires, "http://127.0.0.1:9/"
            )
            return (await provider.create(wanted)).code_url
        finally:
            await provider.aclose()

    return asyncio.run(create())


def show_code(bench: Bench, code: str) -> None:
    """The kiosk shows a payment code."""
    paying = view("11-pay")
    assert paying.pay is not None
    bench.kiosk.show(replace(paying, pay=replace(paying.pay, qr_text=code)))
    bench.wait(lambda: bench.kiosk.kiosk.screen == "PayScreen")
    QTest.qWait(30)


def state_at_provider(bench: Bench, code: str) -> str:
    with FakepayRemote(bench.room.provider_url) as remote:
        return str(remote.look(code)["state"])


@pytest.fixture
def code(bench: Bench) -> str:
    """An order that the phone has just scanned from the kiosk's pixels."""
    made = order(bench)
    show_code(bench, made)
    bench.click("holdUp")
    bench.wait(lambda: bench.text("amount") == "¥312.17")
    assert "Demo Store" in bench.text("merchant")
    return made


def test_paying_is_known_to_the_provider_and_shown_on_the_phone(bench: Bench, code: str) -> None:
    assert state_at_provider(bench, code) == "USERPAYING"
    bench.click("payButton")
    bench.wait(lambda: bench.text("verdict") == "Paid")
    assert state_at_provider(bench, code) == "SUCCESS"


def test_refusing_is_no_payment(bench: Bench, code: str) -> None:
    bench.click("refuseButton")
    bench.wait(lambda: bench.text("verdict") == "Refused")
    assert state_at_provider(bench, code) == "PAYERROR"


def test_doing_nothing_leaves_the_order_waiting(bench: Bench, code: str) -> None:
    bench.click("awayButton")
    bench.wait(lambda: bench.text("scanTitle") == "Phone put away")
    assert state_at_provider(bench, code) == "USERPAYING"


def test_a_code_the_wallet_does_not_know_is_said_so(bench: Bench) -> None:
    show_code(bench, "weixin://wxpay/bizpayurl?pr=nobody")
    bench.click("holdUp")
    bench.wait(lambda: bench.text("verdict") == "The wallet knows no such order")


def test_the_window_is_looked_at_only_while_the_phone_is_held_up_and_twice_a_second(bench: Bench) -> None:
    grabbed: list[float] = []
    grab = bench.bridge.phone._grab
    bench.bridge.phone._grab = lambda: (grabbed.append(time.monotonic()), grab())[1]
    bench.kiosk.show(view("02-attract"))
    QTest.qWait(600)
    assert grabbed == []
    bench.click("holdUp")
    bench.wait(lambda: len(grabbed) == 4)
    assert all(later - sooner > 0.4 for sooner, later in pairwise(grabbed[1:]))
    bench.click("holdUp")
    QTest.qWait(700)
    assert len(grabbed) == 4


def test_the_receipts_code_shows_the_receipt_once_it_has_arrived(bench: Bench) -> None:
    paid = view("16-paid-printing")
    assert paid.paid is not None
    url = f"{bench.room.cloud.url}/r/demo.Zk3vN8wqT2yXhB5c"
    bench.kiosk.show(replace(paid, paid=replace(paid.paid, receipt_qr=url)))
    bench.wait(lambda: bench.kiosk.kiosk.screen == "PaidScreen")
    QTest.qWait(30)
    bench.click("holdUp")
    bench.wait(lambda: bench.sees("The receipt is on its way"))
    bench.room.cloud.arrived = True
    bench.wait(lambda: bench.text("receiptArrived") == "E-receipt arrived")
    assert bench.bridge.phone.receipt.lines == ["Scan & Go", "Milk 1 l\t12.80"]


def test_the_members_code_held_to_the_camera_is_the_one_of_this_minute(bench: Bench) -> None:
    bench.click("tab_member")
    bench.wait(lambda: bench.bridge.phone.member.ready)
    bench.room.cloud.code = "TLM1.demo.second-minute"
    bench.click("holdMember")
    assert bench.code_before_camera() == "TLM1.demo.second-minute"


def test_the_members_own_page_opens_in_the_browser(bench: Bench) -> None:
    opened: list[str] = []
    browser = Browser(opened)
    QDesktopServices.setUrlHandler("http", browser, "open")
    try:
        bench.click("tab_member")
        bench.click("openMemberPage")
        bench.wait(lambda: opened)
    finally:
        QDesktopServices.unsetUrlHandler("http")
    assert opened == [f"{bench.room.cloud.url}/m/fresh-link"]


def test_a_cloud_that_is_away_is_told(bench: Bench) -> None:
    bench.room.member_code = lambda: (_ for _ in ()).throw(OSError("away"))  # type: ignore[method-assign]
    bench.bridge.phone.member._code_of_now = bench.room.member_code
    bench.click("tab_member")
    bench.wait(lambda: "cloud did not answer" in bench.text("troubleText"))
    assert not bench.bridge.phone.member.ready
