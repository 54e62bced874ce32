"""A kiosk and its cloud over real HTTP on loopback: enrolling, signing, catalogue, paying, records."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cloud.catalogue.revisions import publish
from cloud.database.engine import Database
from cloud.keys import CATALOGUE, KeyRing
from cloud.line.devices import CODE_LIVES, issue_code
from cloud.payments.rows import out_trade_no
from kiosk.domain.catalogue_rows import read_snapshot
from kiosk.domain.events import Lane
from kiosk.domain.payment import AttemptState
from kiosk.errors import CloudRefused, CloudUnreachable
from kiosk.ports import Identity
from kiosk.remote.cloud_api import CloudClient, enrol
from kiosk.remote.wire.codec import to_base64url
from kiosk.remote.wire.signing import KIOSK, NONCE, SIGNATURE, TIME, sign_request
from tests.cloud.town import BREAD, MILK, OFFERS, Chain, Town

S = AttemptState


def code_of(town: Town, store: str = "S01") -> str:
    async def issue() -> str:
        database = Database(town.urls.application)
        async with database.as_tenant("demo") as connection:
            code = await issue_code(connection, "demo", store, town.wall.now())
        await database.close()
        return code

    return asyncio.run(issue())


@dataclass
class Line:
    """An enrolled kiosk with its client."""

    town: Town
    url: str
    key: Ed25519PrivateKey
    identity: Identity
    client: CloudClient


@pytest.fixture
def line(town: Town, serve: Callable[[Town], str]) -> Iterator[Line]:
    url = serve(town)
    key = Ed25519PrivateKey.generate()
    identity = enrol(url, code_of(town), key, "Till by the door")
    client = CloudClient(url, key, identity, now=town.wall.now)
    yield Line(town, url, key, identity, client)
    client.close()


def test_enrolment_gives_the_shop_and_every_key_a_kiosk_needs(line: Line) -> None:
    identity = line.identity
    assert (identity.kiosk_id, identity.tenant, identity.simulated) == ("K03", "demo", True)
    assert identity.store.names.en == "Touchlane Demo Store"
    assert identity.wallets == ("wechat",)
    assert len(identity.member_keys) == len(identity.catalogue_keys) == 1
    assert identity.receipt_url == f"{line.url}/r/demo."


def test_a_code_is_for_one_kiosk_but_a_lost_answer_may_be_asked_again(line: Line) -> None:
    code = code_of(line.town)
    key = Ed25519PrivateKey.generate()
    first = enrol(line.url, code.lower(), key, "A")
    assert enrol(line.url, code, key, "A") == first
    with pytest.raises(CloudRefused, match=r"enrol\.code_not_valid"):
        enrol(line.url, code, Ed25519PrivateKey.generate(), "B")
    with pytest.raises(CloudRefused, match=r"enrol\.key_known"):
        enrol(line.url, code_of(line.town), key, "A")


def test_a_code_ends_after_ten_minutes_and_guesses_are_refused(line: Line) -> None:
    code = code_of(line.town)
    for wrong in ("", "demo-", "demo-AAAAAAAAAA", "nobody-AAAAAAAAAA", "x" * 5000):
        with pytest.raises(CloudRefused, match=r"enrol\.code_not_valid"):
            enrol(line.url, wrong, Ed25519PrivateKey.generate(), "A")
    line.town.wall.forward(CODE_LIVES.total_seconds())
    with pytest.raises(CloudRefused, match=r"enrol\.code_not_valid"):
        enrol(line.url, code, Ed25519PrivateKey.generate(), "A")


def test_the_catalogue_comes_down_verified_and_only_when_newer(line: Line, tmp_path: Path) -> None:
    fetched = line.client.fetch_catalogue(0, tmp_path)
    assert fetched is not None
    path, revision = fetched
    assert revision == 1
    with gzip.open(path) as lines:
        rows = list(read_snapshot(lines))
    assert rows[1:] == [MILK, BREAD, *OFFERS]
    assert line.client.fetch_catalogue(1, tmp_path) is None


def test_a_catalogue_signed_by_another_key_is_not_taken(line: Line, tmp_path: Path) -> None:
    stranger = replace(line.identity, catalogue_keys=(to_base64url(bytes(32)),))
    client = CloudClient(line.url, line.key, stranger, now=line.town.wall.now)
    with pytest.raises(CloudRefused, match=r"catalogue\.not_verified"):
        client.fetch_catalogue(0, tmp_path)
    client.close()
    assert list(tmp_path.glob("snapshot*")) == []


def test_a_snapshot_changed_on_the_way_is_not_taken(line: Line, tmp_path: Path) -> None:
    async def damage() -> None:
        from sqlalchemy.ext.asyncio import create_async_engine

        engine = create_async_engine(line.town.urls.application)
        async with engine.begin() as connection:
            await connection.exec_driver_sql("select set_config('app.tenant', 'demo', true)")
            await connection.exec_driver_sql(
                "update catalogue_revisions set snapshot = set_byte(snapshot, 30, 7)"
            )
        await engine.dispose()

    asyncio.run(damage())
    with pytest.raises(CloudRefused, match=r"catalogue\.not_verified"):
        line.client.fetch_catalogue(0, tmp_path)


def test_a_basket_of_an_older_revision_keeps_its_price(line: Line) -> None:
    dearer = replace(MILK, price_minor=400)

    async def raise_price() -> int:
        database = Database(line.town.urls.application)
        key = KeyRing(line.town.data / "keys").key("demo", CATALOGUE)
        async with database.as_tenant("demo") as connection:
            done = await publish(
                connection, "demo", [dearer], (), currency="CNY", at=line.town.wall.now(), sign=key.sign
            )
            again = await publish(
                connection, "demo", [dearer], (), currency="CNY", at=line.town.wall.now(), sign=key.sign
            )
        await database.close()
        assert (done.revision, done.changed) == (2, 2)
        assert (again.revision, again.changed) == (2, 0)
        return done.revision

    before = line.town.request()
    assert asyncio.run(raise_price()) == 2
    assert line.client.put_attempt(before).amount_minor == 350
    line.town.revision = 2
    answer = line.client.put_attempt(line.town.request())
    assert answer.reason is not None
    assert answer.reason.code == "payment.price_differs"


def test_paying_wakes_the_long_poll_at_once(line: Line) -> None:
    request = line.town.request()
    shown = line.client.put_attempt(request)
    assert shown.state is S.PRESENTED
    number = out_trade_no(request.attempt_id, request.sale_id)

    def pay() -> None:
        time.sleep(0.2)
        line.town.till.pay(number)
        told = requests.post(
            f"{line.url}/v1/providers/wechat/demo/notify",
            data=number,
            headers={"x-signature": "genuine"},
            timeout=5,
        )
        assert told.status_code == 204

    shopper = threading.Thread(target=pay)
    shopper.start()
    began = time.monotonic()
    paid = line.client.await_attempt(request.attempt_id, shown.version, 20)
    shopper.join()
    assert paid.state is S.PAID
    assert time.monotonic() - began < 1.5


def test_without_any_notification_the_sweeper_finds_the_money(line: Line) -> None:
    request = line.town.request()
    shown = line.client.put_attempt(request)
    line.town.till.pay(out_trade_no(request.attempt_id, request.sale_id))
    assert line.client.await_attempt(request.attempt_id, shown.version, 10).state is S.PAID


def test_a_wait_without_news_ends_in_time_with_the_same_version(line: Line) -> None:
    request = line.town.request()
    shown = line.client.put_attempt(request)
    began = time.monotonic()
    assert line.client.await_attempt(request.attempt_id, shown.version, 0.3) == shown
    assert 0.25 < time.monotonic() - began < 1.5
    assert line.client.close_attempt(request.attempt_id).state is S.CLOSED


def test_refusals_come_with_their_reason(line: Line) -> None:
    request = line.town.request()
    with pytest.raises(CloudRefused, match=r"payment\.unknown_attempt"):
        line.client.close_attempt(request.attempt_id)
    with pytest.raises(CloudRefused, match=r"payment\.wallet_not_offered"):
        line.client.put_attempt(replace(request, wallet="alipay"))
    with pytest.raises(CloudRefused, match=r"payment\.attempt_id_wrong"):
        line.client.put_attempt(replace(request, attempt_id="nonsense"))


def test_records_go_up_once_whatever_is_repeated(line: Line) -> None:
    chain = Chain()
    for number in range(5):
        chain.add("trip_released", {"n": number})
    assert line.client.put_records(chain.records[:3]) == 3
    assert line.client.put_records(chain.records[:3]) == 3
    assert line.client.put_records(chain.records[1:]) == 5
    rows = asyncio.run(line.town.rows("select seq, hash from records order by seq"))
    assert [tuple(row) for row in rows] == [(record.seq, record.hash) for record in chain.records]


def test_a_lane_does_not_know_the_other(line: Line) -> None:
    money, events = Chain(), Chain(lane=Lane.EVENTS)
    assert line.client.put_records([money.add("trip_released", {})]) == 1
    assert (
        line.client.put_records([events.add("unknown_code_scanned", {}), events.add("trip_released", {})])
        == 2
    )


# The gate


def signed(line: Line, **changes: str) -> dict[str, str]:
    target = "/v1/line/catalogue?after=0"
    headers = dict(
        sign_request(
            line.key,
            method="GET",
            target=target,
            body=b"",
            who="demo/K03",
            at=line.town.wall.now(),
            nonce="n" * 24,
        )
    )
    return headers | changes


def ask(line: Line, headers: dict[str, str], target: str = "/v1/line/catalogue?after=0") -> tuple[int, str]:
    answer = requests.get(line.url + target, headers=headers, timeout=5)
    return answer.status_code, answer.json().get("reason", {}).get("code", "")


def test_a_request_is_believed_once(line: Line) -> None:
    headers = signed(line)
    assert ask(line, headers)[0] == 200
    assert ask(line, headers) == (401, "line.request_twice")


CHANGES: tuple[dict[str, str], ...] = (
    {SIGNATURE: "A" * 86},
    {SIGNATURE: "not base64!"},
    {NONCE: "m" * 24},
    {NONCE: "short"},
    {KIOSK: "demo/K01"},
    {KIOSK: "other/K03"},
    {KIOSK: ""},
    {TIME: "yesterday"},
    {TIME: "2026-11-21T10:00:00"},
)


def test_a_changed_request_is_not_believed(line: Line) -> None:
    for change in CHANGES:
        assert ask(line, signed(line, **change)) == (401, "line.not_signed"), change
    assert ask(line, signed(line))[0] == 200


def test_the_signature_covers_path_and_query(line: Line) -> None:
    assert ask(line, signed(line), "/v1/line/catalogue?after=00") == (401, "line.not_signed")


def test_a_clock_that_is_far_off_is_told_so(line: Line) -> None:
    slow = CloudClient(
        line.url, line.key, line.identity, now=lambda: line.town.wall.now() - timedelta(minutes=6)
    )
    with pytest.raises(CloudRefused, match=r"line\.clock_off"):
        slow.fetch_catalogue(0, Path())
    slow.close()


def test_another_machines_key_is_not_let_in(line: Line) -> None:
    thief = CloudClient(line.url, Ed25519PrivateKey.generate(), line.identity, now=line.town.wall.now)
    with pytest.raises(CloudRefused, match=r"line\.not_signed"):
        thief.put_attempt(line.town.request())
    thief.close()


def test_bodies_that_are_too_large_or_no_json_are_refused(line: Line) -> None:
    big = requests.post(f"{line.url}/v1/line/enrol", data=b"x" * 70_000, timeout=5)
    assert (big.status_code, big.json()["reason"]["code"]) == (413, "line.body_too_large")
    for body in (b"", b"{", b"[]", b'{"code":1}', b"\xff", b"[" * 20_000):
        answer = requests.post(f"{line.url}/v1/line/enrol", data=body, timeout=5)
        assert (answer.status_code, answer.json()["reason"]["code"]) == (400, "wire.unreadable")


def test_a_database_that_is_gone_is_unknown_to_the_kiosk_not_a_no(
    line: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    chain = Chain()
    record = chain.add("trip_released", {})

    async def gone(*_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr("cloud.line.devices.Gate.who", gone)
    with pytest.raises(CloudUnreachable):
        line.client.put_records([record])


def test_the_description_of_the_line_needs_nothing_from_elsewhere(line: Line) -> None:
    page = requests.get(f"{line.url}/docs", timeout=5).text
    assert "PUT /v1/line/attempts/{attempt_id}" in page
    assert "http" not in page.replace("http-equiv", "").lower()
    assert requests.get(f"{line.url}/openapi.json", timeout=5).json()["info"]["title"] == "Touchlane cloud"
