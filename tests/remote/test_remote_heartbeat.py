"""The heartbeat on the wire: what is sent, what is wished, and clouds of before it."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain.heartbeat import CloudWish, Heartbeat
from kiosk.domain.product import Names
from kiosk.domain.sale import Store
from kiosk.errors import CloudRefused, CloudUnreachable, Reason
from kiosk.ports import Identity
from kiosk.remote.cloud_api import CloudClient
from kiosk.remote.wire.codec import decode, encode
from kiosk.remote.wire.shapes import Refusal

REPORT = Heartbeat(
    version="0.1.0",
    catalogue_revision=7,
    outbox_depth=2,
    devices=(("camera", "ready"), ("printer", "lost")),
    is_open=True,
    at=datetime(2026, 11, 21, tzinfo=UTC),
)
IDENTITY = Identity(
    kiosk_id="K01",
    tenant="demo",
    simulated=True,
    store=Store(store_id="S01", names=Names("店")),
    wallets=(),
    member_keys=(),
    catalogue_keys=(),
    receipt_url="",
)


class Line(http.server.ThreadingHTTPServer):
    daemon_threads = True
    status = 200
    answer = b"{}"
    path, body = "", b""


class Handler(http.server.BaseHTTPRequestHandler):
    server: Line

    def do_POST(self) -> None:
        self.server.path = self.path
        self.server.body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def line() -> Iterator[Line]:
    with Line(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def beat(line: Line) -> CloudWish:
    client = CloudClient(f"http://127.0.0.1:{line.server_port}", Ed25519PrivateKey.generate(), IDENTITY)
    try:
        return client.heartbeat(REPORT)
    finally:
        client.close()


def test_the_report_goes_out_whole_and_the_wish_comes_back(line: Line) -> None:
    line.answer = encode(CloudWish(desired_version="0.2.0"))
    assert beat(line) == CloudWish(desired_version="0.2.0")
    assert (line.path, decode(Heartbeat, line.body)) == ("/v1/line/heartbeat", REPORT)


@pytest.mark.parametrize("status", [404, 405])
def test_a_cloud_of_before_heartbeats_is_there_and_wishes_nothing(line: Line, status: int) -> None:
    line.status, line.answer = status, b'{"detail":"Not Found"}'
    assert beat(line) == CloudWish()


def test_no_is_no_and_anything_else_is_silence(line: Line) -> None:
    line.status, line.answer = 403, encode(Refusal(reason=Reason("line.unknown_device")))
    with pytest.raises(CloudRefused):
        beat(line)
    line.status, line.answer = 502, b"<html>"
    with pytest.raises(CloudUnreachable):
        beat(line)
