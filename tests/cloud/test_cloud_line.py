"""A kiosk and its cloud over real HTTP on loopback: enrolling, signing, catalogue, paying, records."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cloud.catalogue.revisions import publish
from cloud.database.engine import Database
from cloud.fleet.devices import CODE_LIVES
from cloud.keys import CATALOGUE, KeyRing
from cloud.payments.rows import out_trade_no
from kiosk.domain.catalogue_rows import read_snapshot
from kiosk.domain.events import Lane
from kiosk.domain.payment import AttemptState
from kiosk.errors import CloudRefused
from kiosk.remote.cloud_api import CloudClient, enrol
from kiosk.remote.wire.codec import to_base64url
from tests.cloud.line import Line, code_of
from tests.cloud.town import BREAD, MILK, OFFERS, Chain

S = AttemptState


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
