"""A kiosk and its cloud over real HTTP on loopback: enrolling, signing, paying, records."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cloud.catalogue.contents import Contents
from cloud.fleet.devices import CODE_LIVES
from cloud.payments.rows import out_trade_no
from kiosk.domain.events import Lane
from kiosk.domain.payment import AttemptState
from kiosk.errors import CloudRefused
from kiosk.remote.cloud_api import enrol
from tests.cloud.line import Line, code_of
from tests.cloud.town import MILK, Chain

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


def test_a_basket_of_an_older_revision_keeps_its_price(line: Line) -> None:
    async def raise_price() -> None:
        cloud = line.town.cloud()
        dearer = Contents(products=(replace(MILK, price_minor=400),))
        done, again = await line.town.sell(cloud, dearer), await line.town.sell(cloud, dearer)
        await cloud.database.close()
        assert (done.revision, done.changed) == (2, 2)
        assert (again.revision, again.changed) == (2, 0)

    before = line.town.request()
    asyncio.run(raise_price())
    assert line.client.put_attempt(before).amount_minor == 350
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
