"""What the kiosk makes of a cloud that is away, slow, strange or lying: unknown is never a no."""

from __future__ import annotations

import http.server
import json
import socket
import stat
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.events import GENESIS, Lane, Record
from kiosk.domain.payment import Attempt, AttemptState
from kiosk.domain.product import Names
from kiosk.domain.sale import Store
from kiosk.errors import CloudRefused, CloudUnreachable, InputRefused, Reason, StoreUnusable
from kiosk.ports import Identity
from kiosk.remote import cloud_api, exchange
from kiosk.remote.cloud_api import CloudClient, enrol
from kiosk.remote.device_key import load_or_make_device_key
from kiosk.remote.wire.codec import decode, encode, from_base64url, to_base64url
from kiosk.remote.wire.shapes import RecordBatch, Refusal

KEY = Ed25519PrivateKey.generate()
IDENTITY = Identity(
    kiosk_id="K01",
    tenant="demo",
    simulated=True,
    store=Store(store_id="S01", names=Names("店")),
    wallets=("wechat",),
    member_keys=(),
    catalogue_keys=(to_base64url(KEY.public_key().public_bytes_raw()),),
    receipt_url="",
)
ATTEMPT = Attempt(
    attempt_id="a-01",
    sale_id="a",
    wallet="wechat",
    state=AttemptState.PRESENTED,
    version=2,
    amount_minor=1,
    currency="CNY",
)
RECORD = Record(
    record_id="r",
    lane=Lane.MONEY,
    seq=1,
    at=datetime(2026, 11, 21, tzinfo=UTC),
    kind="trip_released",
    schema=1,
    body="{}",
    prev_hash=GENESIS,
    hash="0" * 64,
)

Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


class Strange(http.server.ThreadingHTTPServer):
    """A server that answers as the test says."""

    daemon_threads = True
    answer: Answer
    heard: bytes = b""
    """The body of the last request."""

    def say(self, status: int, body: bytes, **headers: str) -> None:
        def answer(request: http.server.BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                request.send_header(name.replace("_", "-"), value)
            request.end_headers()
            request.wfile.write(body)

        self.answer = answer


class Handler(http.server.BaseHTTPRequestHandler):
    server: Strange

    def _any(self) -> None:
        self.server.heard = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.answer(self)

    do_GET = do_PUT = do_POST = _any  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def strange() -> Iterator[Strange]:
    with Strange(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def client(strange: Strange) -> Iterator[CloudClient]:
    made = CloudClient(f"http://127.0.0.1:{strange.server_port}", KEY, IDENTITY)
    yield made
    made.close()


def test_nobody_listening_is_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    client = CloudClient(f"http://127.0.0.1:{port}", KEY, IDENTITY)
    with pytest.raises(CloudUnreachable, match=r"cloud\.no_answer"):
        client.close_attempt("a-01")
    with pytest.raises(CloudUnreachable):
        enrol(f"http://127.0.0.1:{port}", "demo-AAAA", KEY, "name")
    client.close()


def test_a_silent_cloud_is_unknown_in_bounded_time(
    strange: Strange, client: CloudClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloud_api, "WAIT_MARGIN_S", 0.2)
    strange.answer = lambda _request: time.sleep(1)
    began = time.monotonic()
    with pytest.raises(CloudUnreachable):
        client.await_attempt("a-01", 1, 0.1)
    assert time.monotonic() - began < 0.9


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b""),
        (503, encode(Refusal(reason=Reason("cloud.database_failed")))),
        (404, b"<html>no such page at this proxy</html>"),
        (403, b'{"reason": 5}'),
        (302, b""),
        (304, b""),
        (200, b""),
        (200, b"<html>log in to this network</html>"),
        (200, b"{}"),
        (200, encode(ATTEMPT).replace(b"presented", b"sold")),
        (200, encode(ATTEMPT).replace(b"a-01", b"b-01")),
        (200, b"[" * 100_000),
    ],
)
def test_an_answer_that_is_not_the_clouds_is_unknown(
    strange: Strange, client: CloudClient, status: int, body: bytes
) -> None:
    strange.say(status, body, Location="http://127.0.0.1:1/")
    with pytest.raises(CloudUnreachable):
        client.close_attempt("a-01")


def test_an_answer_cut_short_or_without_end_is_unknown(strange: Strange, client: CloudClient) -> None:
    strange.say(200, b'{"seq":', Content_Length="50")
    with pytest.raises(CloudUnreachable):
        client.put_records([RECORD])
    strange.say(200, b" " * (exchange.LARGEST_ANSWER + 1))
    with pytest.raises(CloudUnreachable, match="length"):
        client.put_records([RECORD])


def test_a_no_with_its_reason_is_definite(strange: Strange, client: CloudClient) -> None:
    reason = Reason("sync.gap", {"lane": "money", "expected": 7})
    strange.say(409, encode(Refusal(reason=reason)))
    with pytest.raises(CloudRefused) as caught:
        client.put_records([RECORD])
    assert caught.value.reason == reason


def test_a_close_tells_whether_the_sale_was_given_up(strange: Strange, client: CloudClient) -> None:
    strange.say(200, encode(ATTEMPT))
    client.close_attempt("a-01")
    assert strange.heard == b""
    client.close_attempt("a-01", abandon=True)
    assert json.loads(strange.heard) == {"abandon": True}


def test_a_newer_cloud_may_say_more(strange: Strange, client: CloudClient) -> None:
    more = json.loads(encode(ATTEMPT)) | {"from_the_future": [1]}
    strange.say(200, json.dumps(more).encode())
    assert client.close_attempt("a-01") == ATTEMPT


def test_each_thread_has_connections_of_its_own(strange: Strange, client: CloudClient) -> None:
    strange.say(200, encode(ATTEMPT))
    answers: list[Attempt] = []
    threads = [
        threading.Thread(target=lambda: answers.append(client.close_attempt("a-01"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [ATTEMPT] * 4


# The device's key


def test_the_key_is_made_once_for_this_account_only(tmp_path: Path) -> None:
    path = tmp_path / "kiosk" / "device.key"
    first = load_or_make_device_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_make_device_key(path).private_bytes_raw() == first.private_bytes_raw()


def test_a_key_others_may_read_or_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "device.key"
    load_or_make_device_key(path)
    path.chmod(0o644)
    with pytest.raises(StoreUnusable, match=r"device_key\.wrong"):
        load_or_make_device_key(path)
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(StoreUnusable, match=r"device_key\.wrong"):
        load_or_make_device_key(path)


# The codec


@given(st.binary(max_size=200))
def test_base64url_goes_there_and_back(data: bytes) -> None:
    assert from_base64url(to_base64url(data)) == data


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_bytes_are_a_batch_or_refused(data: bytes | str) -> None:
    try:
        batch = decode(RecordBatch, data)
    except InputRefused as refused:
        assert refused.reason.code == "wire.unreadable"  # noqa: PT017
    else:
        assert decode(RecordBatch, encode(batch)) == batch


@given(st.text(), st.integers(1, 2**62), st.text())
def test_a_record_comes_over_the_wire_as_it_was(body: str, seq: int, kind: str) -> None:
    record = Record(
        record_id=str(uuid.UUID(int=seq)),
        lane=Lane.EVENTS,
        seq=seq,
        at=datetime(2026, 11, 21, 1, 2, 3, 456789, tzinfo=UTC),
        kind=kind,
        schema=1,
        body=body,
        prev_hash=GENESIS,
        hash="f" * 64,
    )
    batch = RecordBatch(records=(record,))
    assert decode(RecordBatch, encode(batch)) == batch
