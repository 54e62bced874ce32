"""A kiosk that takes real money talks to its cloud over TLS or not at all."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.assembly import CLOUD_URL, IDENTITY, SystemClock, open_kiosk
from kiosk.cli import main
from kiosk.domain.product import Names
from kiosk.domain.sale import Store
from kiosk.errors import SettingRefused
from kiosk.ports import Identity, PutSetting
from kiosk.remote.address import checked_address
from kiosk.remote.cloud_api import CloudClient, enrol
from kiosk.remote.wire.codec import encode
from kiosk.sentences import Sentences
from kiosk.settings import Settings, SystemSettings
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger

KEY = Ed25519PrivateKey.generate()
LIVE = Identity(
    kiosk_id="K01",
    tenant="acme",
    simulated=False,
    store=Store(store_id="S1", names=Names("店")),
    wallets=("wechat",),
    member_keys=(),
    catalogue_keys=(),
    receipt_url="",
)


@pytest.mark.parametrize("url", ["https://cloud.example", "https://cloud.example:8443/shop/"])
def test_tls_is_for_everyone(url: str) -> None:
    assert checked_address(url, simulated=False) == url.rstrip("/")
    assert checked_address(url, simulated=True) == url.rstrip("/")


def test_plain_http_is_for_demonstrations() -> None:
    assert checked_address("http://127.0.0.1:8000", simulated=True) == "http://127.0.0.1:8000"
    with pytest.raises(SettingRefused, match=r"cloud\.plain_http\(url='http://127\.0\.0\.1:8000'\)"):
        checked_address("http://127.0.0.1:8000", simulated=False)


@pytest.mark.parametrize(
    "url", ["", "cloud.example", "ftp://cloud.example", "https://", "https://a:port", "https://[::1"]
)
def test_what_is_no_address_is_refused_for_everyone(url: str) -> None:
    for simulated in (True, False):
        with pytest.raises(SettingRefused, match=r"cloud\.no_address"):
            checked_address(url, simulated=simulated)


def test_a_line_of_a_live_kiosk_cannot_be_made_without_tls() -> None:
    with pytest.raises(SettingRefused, match=r"cloud\.plain_http"):
        CloudClient("http://cloud.example", KEY, LIVE)
    CloudClient("http://cloud.example", KEY, replace(LIVE, simulated=True))


class LiveCloud(http.server.BaseHTTPRequestHandler):
    """Enrols anyone for a live tenant, over plain HTTP."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        store = {"store_id": "S1", "names": {"zh": "店"}, "zone": "Asia/Shanghai", "currency": "CNY"}
        body = json.dumps(
            {
                "kiosk_id": "K01",
                "tenant": "acme",
                "simulated": False,
                "store": store,
                "wallets": ["wechat"],
                "member_keys": [],
                "catalogue_keys": [],
                "receipt_url": "",
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""


@pytest.fixture
def plain_cloud() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), LiveCloud) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_enrolling_a_live_kiosk_over_plain_http_gives_nothing(
    plain_cloud: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SettingRefused, match=r"cloud\.plain_http"):
        enrol(plain_cloud, "acme-AAAA", KEY, "name")
    assert main(["enrol", "--cloud", plain_cloud, "--code", "acme-AAAA", "--data", str(tmp_path)]) == 1
    assert "https://" in capsys.readouterr().err
    clock = SystemClock()
    with SqliteLedger(tmp_path / "ledger.db", UuidIds(clock), clock) as ledger:
        assert ledger.setting(IDENTITY) is None


def test_a_live_kiosk_whose_address_lost_its_tls_stays_closed(tmp_path: Path) -> None:
    clock = SystemClock()
    with SqliteLedger(tmp_path / "ledger.db", UuidIds(clock), clock) as ledger:
        ledger.commit(
            [
                PutSetting(IDENTITY, encode(LIVE).decode()),
                PutSetting(CLOUD_URL, "http://cloud.example"),
            ]
        )
    with pytest.raises(SettingRefused, match=r"cloud\.plain_http"):
        open_kiosk(Settings(system=SystemSettings(data_dir=str(tmp_path))), Sentences())
