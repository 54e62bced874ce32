"""The member's page on a phone: opened by a secret link, with a code that kiosks believe."""

from __future__ import annotations

import asyncio
import re

import pytest
import requests
from starlette.responses import Response

from cloud.members.logins import SESSION_LIVES
from cloud.pages.misses import MOST_MISSES
from cloud.pages.sessions import give_session
from kiosk.domain.member import STEP_S, read_member_code
from kiosk.remote.wire.signing import verifier
from tests.cloud.town import BREAD, MILK
from tests.cloud.visits import Floor, Page, read_qr, receipt


def open_page(floor: Floor, url: str, language: str = "zh-CN") -> tuple[requests.Response, Page]:
    answer = requests.get(url, headers={"Accept-Language": language}, timeout=5)
    return answer, Page(answer.text)


def shown_code(page: Page) -> str:
    drawing = page.attributes["svg"]["viewbox"]
    return read_qr(page.attributes["path"]["d"], int(drawing.split()[-1]))


def test_the_code_on_the_page_is_one_that_kiosks_take(floor: Floor) -> None:
    answer, page = open_page(floor, floor.link())
    assert answer.status_code == 200
    verify = verifier(floor.line.identity.member_keys)
    member = read_member_code(shown_code(page), floor.line.town.wall.now(), verify)
    assert (member.member_ref, member.greeting) == ("m-1", "李**")


def test_the_code_is_renewed_before_it_ends(floor: Floor) -> None:
    _, page = open_page(floor, floor.link())
    card = page.attributes["code"]
    assert 0 < int(card["data-left"]) <= STEP_S * 1000
    floor.line.town.wall.forward(int(card["data-left"]) / 1000 + 0.1)
    fresh = floor.get(card["data-url"]).json()
    assert read_qr(fresh["path"], fresh["side"]) != shown_code(page)
    assert STEP_S * 1000 - 5000 < fresh["left_ms"] <= STEP_S * 1000


def test_points_and_purchases_are_on_the_page_in_both_languages(floor: Floor) -> None:
    link = floor.link()
    before = open_page(floor, link)[1].text
    assert "还没有消费记录" in before
    sale = floor.buy(floor.member(), ((MILK, 2), (BREAD, 1)))
    chinese, english = (open_page(floor, link, language)[1] for language in ("zh-CN", "en"))
    for words in ("您好，李**", "14", "积分", "拾味便利·示范店", "共 3 件", "¥14.00", "+14 积分"):
        assert words in re.sub(r"\s+", " ", chinese.text)
    for words in (
        "Hello,",
        "李**",
        "14",
        "points",
        "Touchlane Demo Store",
        "3 pieces",
        "¥14.00",
        "+14 points",
    ):
        assert words in re.sub(r"\s+", " ", english.text)
    assert any(source.startswith(receipt(sale)) for source in chinese.sources)
    assert floor.get(chinese.attributes["code"]["data-url"]).json()["points"] == 14


def test_the_page_loads_nothing_from_elsewhere_and_is_kept_nowhere(floor: Floor) -> None:
    answer, page = open_page(floor, floor.link())
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|<script>|\son\w+=|style=", answer.text)
    files = [source for source in page.sources if source.startswith("/pages/")]
    assert len(files) == 2
    for file in files:
        assert floor.get(file).headers["Cache-Control"].endswith("immutable")
    assert all(source.startswith(("/", "?")) for source in page.sources)
    assert floor.get("/pages/base.html").status_code == 404


def test_the_phone_is_remembered_by_a_cookie_no_script_can_read(floor: Floor) -> None:
    answer, _ = open_page(floor, floor.link())
    given = answer.headers["Set-Cookie"]
    for flag in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=2592000"):
        assert flag in given
    assert "Secure" not in given  # on loopback; see the story below
    phone = floor.phone()
    assert "Set-Cookie" not in phone.get(floor.link(), timeout=5).headers
    stored = asyncio.run(floor.line.town.rows("select token_hash from member_logins"))
    secrets = [cookie.value or "" for cookie in phone.cookies]
    assert secrets
    assert not {row.token_hash for row in stored} & set(secrets)


def test_guessed_links_open_nothing_and_keep_nobody_from_theirs(floor: Floor) -> None:
    link = floor.link()
    for wrong in ("/m/demo.AAAA", "/m/demo.", "/m/nobody.AAAA", "/m/x", "/m/demo." + "A" * 500, "/m/%00"):
        answer, page = open_page(floor, floor.line.url + wrong, "en")
        assert answer.status_code == 404
        assert "opens no membership" in page.text
        assert "Set-Cookie" not in answer.headers
    for _ in range(MOST_MISSES):
        floor.get("/m/demo.AAAA/code")
    refused, page = open_page(floor, floor.line.url + "/m/demo.AAAA")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert "请稍等一分钟" in page.text
    assert floor.get("/m/demo.AAAA/code").status_code == 429
    # the others behind the same address
    assert open_page(floor, link)[0].status_code == 200
    assert requests.get(f"{link}/code", timeout=5).status_code == 200
    floor.line.town.wall.forward(61)
    assert floor.get("/m/demo.AAAA").status_code == 404


def test_a_browser_that_keeps_no_cookie_fills_no_table(floor: Floor) -> None:
    link = floor.link()
    for _ in range(25):
        assert requests.get(link, timeout=5).status_code == 200
    counted = "select purpose, count(*) from member_logins group by 1 order by 1"
    assert [tuple(row) for row in asyncio.run(floor.line.town.rows(counted))] == [
        ("link", 1),
        ("session", 20),
    ]
    assert "form_token" in floor.phone().get(floor.line.url + receipt(floor.buy()), timeout=5).text


@pytest.mark.soak
def test_a_members_oldest_link_ends_when_there_are_too_many(floor: Floor) -> None:
    links = [floor.link() for _ in range(11)]
    assert [open_page(floor, link)[0].status_code for link in links] == [404] + [200] * 10


@pytest.mark.soak
def test_a_session_ends_after_thirty_days(floor: Floor) -> None:
    phone, wall = floor.phone(), floor.line.town.wall
    wall.forward(SESSION_LIVES.total_seconds() - 60)
    page = floor.line.url + receipt(floor.buy())
    assert "form_token" in phone.get(page, timeout=5).text
    wall.forward(60)
    assert "form_token" not in phone.get(page, timeout=5).text


def test_behind_https_the_cookie_goes_nowhere_else() -> None:
    answer = Response()
    give_session(answer, "demo", "secret", "https://shop.example")
    given = answer.headers["set-cookie"]
    assert given.startswith("__Host-member-")
    assert "Secure" in given
    assert "Domain" not in given
