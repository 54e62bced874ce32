"""The whole way with real processes: fakepay, the cloud's commands, a kiosk enrolled by its own command."""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from cloud.cli import main
from cloud.payments.accounts import check_address
from kiosk.assembly import SystemClock, read_identity
from kiosk.cli import enrol
from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.member import Member
from kiosk.domain.payment import AttemptRequest, AttemptState
from kiosk.domain.pricing import PricingContext, price
from kiosk.domain.product import Product
from kiosk.domain.promotion import MultiBuy, compile_offers
from kiosk.domain.sale import close_sale
from kiosk.errors import SettingRefused
from kiosk.ports import Identity
from kiosk.remote.cloud_api import CloudClient
from kiosk.remote.device_key import load_or_make_device_key
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from kiosk.store.snapshot_file import read_rows
from lab.fakepay.process import FakepayProcess
from tests.cloud.town import Chain

S = AttemptState
PRODUCTS = """sku,name_zh,name_en,category,price,member_price,tax_code,tax_percent
1001,纯牛奶,Milk,dairy,3.50,3.00,VAT13,13
1002,<b>面包</b>,Bread & butter,bakery,8.00,,VAT13,13
"""
OFFERS = """offer_id,name_zh,name_en,skus,quantity,price
two-milks,牛奶两件,Two milks,1001,2,6.00
"""


@dataclass
class Shop:
    """The processes, and the kiosk's client."""

    folder: Path
    fakepay: FakepayProcess
    cloud: subprocess.Popen[str]
    url: str
    identity: Identity
    client: CloudClient
    catalogue: tuple[dict[str, Product], list[MultiBuy], int]

    def request(self, *skus: str, member: Member | None = None) -> AttemptRequest:
        products, offers, revision = self.catalogue
        ids = UuidIds(SystemClock())
        sale_id = ids.new()
        basket = Basket(tuple(BasketLine(line_id=f"l{n}", sku=sku) for n, sku in enumerate(skus)))
        segments = ("member",) if member else ()
        context = PricingContext(
            at=datetime.now(UTC), zone="Asia/Shanghai", currency="CNY", member_segments=segments
        )
        return AttemptRequest(
            attempt_id=f"{sale_id}-01",
            sale_id=sale_id,
            wallet="wechat",
            basket=basket,
            context=context,
            priced=price(basket, products, compile_offers(offers, revision), context),
            member=member,
            expires_at=datetime.now(UTC) + timedelta(minutes=3),
        )

    def pay(self, qr_text: str) -> None:
        """What a phone does: it opens what the QR says and pays."""
        assert self.press(qr_text, "pay") == 200

    def press(self, qr_text: str, button: str) -> int:
        """The answer's status to a button of the wallet page."""
        trade = parse_qs(urlsplit(qr_text).query)["pr"][0]
        return requests.post(f"{self.fakepay.url}/wallet/{trade}/{button}", timeout=5).status_code


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "cloud", "serve", "--port", "0", "--until-stdin-closes"]
    with subprocess.Popen(
        [*command, "--data", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        line = child.stdout.readline()
        try:
            yield child, json.loads(line)["url"]
        finally:
            child.stdin.close()
            child.wait(15)


def run(*arguments: str) -> int:
    return main(list(arguments))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    data = folder / "cloud"
    (folder / "products.csv").write_text(PRODUCTS, "utf-8")
    (folder / "offers.csv").write_text(OFFERS, "utf-8")
    with (
        FakepayProcess.start(folder / "fakepay", "--refund-s", "0.2") as fakepay,
        serving(data) as (child, url),
    ):
        files = ["--products", str(folder / "products.csv"), "--offers", str(folder / "offers.csv")]
        seed = ["seed-demo", "--data", str(data), "--merchant", str(fakepay.credentials), *files]
        assert run(*seed) == run(*seed) == 0
        code = subprocess.run(
            [sys.executable, "-m", "cloud", "enrol-code", "--data", str(data)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        identity = _enrol(folder / "kiosk", url, code)
        client = CloudClient(url, load_or_make_device_key(folder / "kiosk" / "device.key"), identity)
        fetched = client.fetch_catalogue(0, folder).update
        assert fetched is not None
        assert fetched.snapshot is not None
        rows = list(read_rows(fetched.snapshot))
        products = {row.sku: row for row in rows if isinstance(row, Product)}
        offers = [row for row in rows if isinstance(row, MultiBuy)]
        yield Shop(folder, fakepay, child, url, identity, client, (products, offers, fetched.revision))
        client.close()
    assert run("clean", "--data", str(data)) == 0
    assert not data.exists()


def _enrol(folder: Path, url: str, code: str) -> Identity:
    parser = argparse.ArgumentParser()
    enrol.add_arguments(parser)
    assert enrol.run(parser.parse_args(["--cloud", url, "--code", code, "--data", str(folder)])) == 0
    ledger = SqliteLedger(folder / "ledger.db", UuidIds(SystemClock()), SystemClock())
    try:
        return read_identity(ledger)
    finally:
        ledger.close()


def test_a_shopper_pays_at_the_real_protocol_and_finds_the_receipt(shop: Shop) -> None:
    code = requests.get(f"{shop.url}/v1/demo/demo/members/m-demo-1/code", timeout=5).json()["code"]
    request = shop.request("1001", "1001", "1002", member=Member("m-demo-1", code, "李**"))
    shown = shop.client.put_attempt(request)
    assert shown.state is S.PRESENTED
    assert shown.qr_text is not None
    phone = threading.Timer(0.2, shop.pay, [shown.qr_text])
    phone.start()
    paid = shop.client.await_attempt(request.attempt_id, shown.version, 20)
    phone.join()
    assert paid.state is S.PAID
    sale = close_sale(
        request=request,
        attempt=paid,
        products=shop.catalogue[0],
        sale_no="K01-20261121-0001",
        tenant="demo",
        store=shop.identity.store,
        kiosk_id=shop.identity.kiosk_id,
        opened_at=request.context.at,
        closed_at=datetime.now(UTC),
        language="en",
        receipt_token="t" * 22,
        receipt_url=shop.identity.receipt_url + "t" * 22,
        simulated=True,
    )
    english = {"Accept-Language": "en-GB,zh;q=0.5"}
    early = requests.get(sale.receipt_url, headers=english, timeout=5)
    assert early.status_code == 202
    assert "on its way" in early.text
    chain = Chain()
    assert shop.client.put_records([chain.add("sale_closed", sale)]) == 1
    page = requests.get(sale.receipt_url, headers=english, timeout=5)
    assert page.status_code == 200
    for words in ("Simulated payment", "¥14.00", "Bread &amp; butter", "K01-20261121-0001", "WeChat Pay"):
        assert words in page.text
    chinese = requests.get(f"{sale.receipt_url}?lang=zh-CN", timeout=5).text
    assert "模拟支付" in chinese
    assert "&lt;b&gt;面包&lt;/b&gt;" in chinese
    assert code not in page.text + chinese
    assert "<script" not in page.text


def test_going_back_is_quick_and_the_old_code_cannot_be_paid(shop: Shop) -> None:
    request = shop.request("1002")
    shown = shop.client.put_attempt(request)
    began = time.monotonic()
    assert shop.client.close_attempt(request.attempt_id).state is S.CLOSED
    assert time.monotonic() - began < 2
    assert shown.qr_text is not None
    assert shop.press(shown.qr_text, "pay") == 410


def test_the_provider_is_checked_from_the_command_line(
    shop: Shop, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run("provider", "check", "--merchant", str(shop.fakepay.credentials)) == 0
    assert json.loads(capsys.readouterr().out)["verified"] is True
    assert run("provider", "check", "--merchant", str(tmp_path / "none.json")) == 1
    assert "none.json" in capsys.readouterr().err


def test_a_catalogue_with_a_wrong_row_is_not_published_and_the_row_is_named(
    shop: Shop, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(PRODUCTS.replace("8.00", "eight"), "utf-8")
    data = str(shop.folder / "cloud")
    assert run("publish", str(wrong), "--data", data) == 1
    told = capsys.readouterr().err
    assert "wrong.csv" in told
    assert "eight" in told
    assert run("publish", str(tmp_path / "missing.csv"), "--data", data) == 1
    assert "missing.csv" in capsys.readouterr().err
    assert shop.client.fetch_catalogue(1, tmp_path).update is None


def test_a_machine_that_is_a_kiosk_already_is_not_enrolled_again(shop: Shop) -> None:
    parser = argparse.ArgumentParser()
    enrol.add_arguments(parser)
    again = ["--cloud", shop.url, "--code", "demo-AAAAAAAAAA", "--data", str(shop.folder / "kiosk")]
    with pytest.raises(Exception, match=r"enrol\.already_enrolled"):
        enrol.run(parser.parse_args(again))


@pytest.mark.parametrize(
    ("kind", "url", "allowed"),
    [
        ("demo", "http://127.0.0.1:9000", True),
        ("demo", "http://[::1]:9000", True),
        ("demo", "https://api.mch.weixin.qq.com", False),
        ("demo", "http://127.0.0.1.example.com", False),
        ("live", "https://api.mch.weixin.qq.com", True),
        ("live", "http://api.mch.weixin.qq.com", False),
        ("live", "https://127.0.0.1", False),
        ("live", "https://localhost", False),
    ],
)
def test_simulated_money_never_meets_a_live_tenant(kind: str, url: str, allowed: bool) -> None:
    if allowed:
        check_address(kind, "wechat", url)
    else:
        with pytest.raises(SettingRefused):
            check_address(kind, "wechat", url)
