"""What may not be mistaken for another: links and sessions, members and their codes, near and far askers."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
import pytest
import requests

from cloud.app import make_app
from cloud.cli.tenants import add_tenant
from cloud.keys import MEMBER
from cloud.members.people import Joining, add_member
from cloud.members.sealing import Sealer
from cloud.pages.sessions import cookie_name
from tests.cloud.town import Town
from tests.cloud.visits import Floor, receipt


def asked_from(town: Town, host: str, path: str, public_url: str = "", **headers: str) -> httpx.Response:
    """One request of somebody at `host`."""

    async def ask() -> httpx.Response:
        cloud = town.cloud(public_url or "http://127.0.0.1:8700")
        door = httpx.ASGITransport(make_app(cloud), client=(host, 40000))
        async with httpx.AsyncClient(transport=door, base_url="http://cloud") as client:
            answer = await client.get(path, headers=headers)
        await cloud.database.close()
        return answer

    return asyncio.run(ask())


MINE = "/v1/demo/demo/members/m-1/link"


def test_demo_links_are_for_this_machine_only(town: Town) -> None:
    for near in ("127.0.0.1", "127.8.8.8", "::1"):
        assert asked_from(town, near, MINE).status_code == 200
    for far in ("192.168.1.20", "8.8.8.8", "2001:db8::1", "", "unknown"):
        for path in (MINE, MINE.replace("link", "code")):
            answer = asked_from(town, far, path)
            assert (answer.status_code, answer.json()["reason"]["code"]) == (404, "member.unknown")


@pytest.mark.parametrize("said", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_a_proxy_on_this_machine_does_not_make_everybody_near(town: Town, said: str) -> None:
    assert asked_from(town, "127.0.0.1", MINE, **{said: "8.8.8.8"}).status_code == 404


def test_demo_links_are_for_demo_members_only(town: Town) -> None:
    async def a_real_shop() -> None:
        cloud = town.cloud()
        await add_tenant(town.urls.owner, "real", "live")
        async with cloud.database.as_tenant("real") as connection:
            await cloud.keys.announce(connection, "real", MEMBER)
            joining = Joining(name="Real", consent="terms-1")
            await add_member(connection, Sealer(cloud.keys, "real"), "real", joining, town.wall.now(), "m-9")
        await cloud.database.close()

    asyncio.run(a_real_shop())
    for path in (
        "/v1/demo/real/members/m-9/link",
        "/v1/demo/real/members/m-9/code",
        "/v1/demo/demo/members/nobody/link",
        "/v1/demo/nobody/members/m-1/link",
    ):
        answer = asked_from(town, "127.0.0.1", path)
        assert (answer.status_code, answer.json()["reason"]["code"]) == (404, "member.unknown")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/demo/%00/members/m-1/code",
        "/v1/demo/demo/members/%00/link",
        "/m/%00.%00",
        "/r/%00.%00/claim",
        "/v1/demo/%ED%A0%80/members/m-1/link",
    ],
)
def test_a_name_no_database_holds_is_nobodys(town: Town, path: str, caplog: pytest.LogCaptureFixture) -> None:
    assert asked_from(town, "127.0.0.1", path).status_code in (303, 404)
    assert caplog.records == []


def test_a_session_is_no_link_and_a_link_no_session(floor: Floor) -> None:
    phone, sale = floor.phone(), floor.buy()
    session = next(iter(phone.cookies)).value
    assert floor.get(f"/m/demo.{session}").status_code == 404
    assert floor.get(f"/m/demo.{session}/code").status_code == 404
    link = floor.link().rpartition(".")[2]
    stranger = requests.Session()
    stranger.cookies.set(cookie_name("demo", secure=False), link)
    assert "form_token" not in stranger.get(floor.line.url + receipt(sale), timeout=5).text
    assert "form_token" in phone.get(floor.line.url + receipt(sale), timeout=5).text


def test_behind_https_a_cookie_another_host_may_have_set_is_not_ours(floor: Floor) -> None:
    town, sale = floor.line.town, floor.buy()
    session = next(iter(floor.phone().cookies)).value or ""
    for secure, signed_in in ((False, False), (True, True)):
        cookie = f"{cookie_name('demo', secure=secure)}={session}"
        page = asked_from(town, "8.8.8.8", receipt(sale), "https://shop.example", Cookie=cookie).text
        assert ("form_token" in page) is signed_in


def test_one_members_code_does_not_speak_for_another(floor: Floor) -> None:
    mine = floor.member("m-1")
    client, town = floor.line.client, floor.line.town
    borrowed = client.put_attempt(town.request(member=replace(mine, member_ref="m-2")))
    assert borrowed.reason is not None
    assert borrowed.reason.code == "payment.member_not_proven"
    plain = floor.pay(town.request())
    floor.record(replace(plain, member=replace(mine, member_ref="m-2"), points=3))
    (sold,) = asyncio.run(town.rows("select member_ref, doubt->>'code' as doubt from sales"))
    assert tuple(sold) == (None, "member.not_proven")
