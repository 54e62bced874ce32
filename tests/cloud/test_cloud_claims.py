"""A purchase made a member's from its receipt: once, by the receipt's holder, on the member's own phone."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from kiosk.domain.sale import Sale
from tests.cloud.visits import Floor, Page, receipt

DAY = 86_400


def look(floor: Floor, phone: requests.Session, sale: Sale, language: str = "en") -> Page:
    return Page(phone.get(f"{floor.line.url}{receipt(sale)}?lang={language}", timeout=5).text)


def press(floor: Floor, phone: requests.Session, page: Page) -> requests.Response:
    """The button of the page."""
    form, token = page.attributes["form"], page.attributes["form_token"]["value"]
    return phone.post(
        floor.line.url + form["action"], data={"form_token": token}, timeout=10, allow_redirects=False
    )


def entries(floor: Floor) -> list[tuple[object, ...]]:
    found = asyncio.run(floor.line.town.rows("select sale_id, member_ref, points from points_entries"))
    return [tuple(row) for row in found]


def test_a_forgotten_code_is_made_good_from_the_receipt(floor: Floor) -> None:
    sale, phone = floor.buy(), floor.phone()
    page = look(floor, phone, sale)
    assert "Add this purchase to the membership of 李**" in page.text
    assert "+8 points" in page.text
    done = press(floor, phone, page)
    assert (done.status_code, done.headers["Location"]) == (303, f"{receipt(sale)}?lang=en")
    after = look(floor, phone, sale)
    assert "This purchase is in your membership." in after.text
    assert "form" not in after.attributes
    assert "Points earned" in after.text
    assert entries(floor) == [(sale.sale_id, "m-1", 8)]
    bound = asyncio.run(floor.line.town.rows("select member_ref from sales"))
    assert [row.member_ref for row in bound] == ["m-1"]
    assert receipt(sale) in phone.get(floor.link(), timeout=5).text


def test_a_second_claim_is_refused_in_words_whoever_makes_it(floor: Floor) -> None:
    sale, mine, theirs = floor.buy(), floor.phone("m-1"), floor.phone("m-2")
    pages = look(floor, mine, sale), look(floor, theirs, sale, "zh-CN")
    assert press(floor, mine, pages[0]).status_code == 303
    again, other = press(floor, mine, pages[0]), press(floor, theirs, pages[1])
    assert (again.status_code, other.status_code) == (409, 409)
    assert "already in a membership" in Page(again.text).text
    assert "这笔消费已计入会员" in Page(other.text).text
    assert "李" not in other.text
    assert f"{receipt(sale)}?lang=en" in Page(other.text).sources
    assert len(entries(floor)) == 1


def test_of_claims_at_the_same_time_exactly_one_wins(floor: Floor) -> None:
    for _ in range(2):
        sale = floor.buy()
        phones = [floor.phone(ref) for ref in ("m-1", "m-2") * 3]
        pages = [look(floor, phone, sale) for phone in phones]
        with ThreadPoolExecutor(len(phones)) as at_once:
            answers = list(at_once.map(lambda pair: press(floor, *pair), zip(phones, pages, strict=True)))
        assert sorted(answer.status_code for answer in answers) == [303] + [409] * 5
    assert len(entries(floor)) == 2


@pytest.mark.soak
def test_without_a_member_page_the_receipt_says_how(floor: Floor) -> None:
    sale, stranger = floor.buy(), requests.Session()
    page = look(floor, stranger, sale)
    assert "Open your member page on this phone" in page.text
    assert "form" not in page.attributes
    refused = stranger.post(f"{floor.line.url}{receipt(sale)}/claim", data={"form_token": "x"}, timeout=5)
    assert refused.status_code == 403
    assert entries(floor) == []


@pytest.mark.soak
def test_the_forms_address_leads_to_the_receipt(floor: Floor) -> None:
    sale = floor.buy()
    opened = floor.get(f"{receipt(sale)}/claim?lang=en")
    assert (opened.status_code, opened.headers["Location"]) == (303, f"{receipt(sale)}?lang=en")


def test_the_e_receipt_names_the_payment_as_the_paper_does(floor: Floor) -> None:
    sale = floor.buy()
    whole = sale.tender.provider_transaction_id
    page = look(floor, requests.Session(), sale)
    assert f"…{whole[-6:]}" in page.text
    assert whole not in page.text
    assert "WeChat Pay" in page.text


def test_another_sites_form_is_refused(floor: Floor) -> None:
    sale, other, phone = floor.buy(), floor.buy(), floor.phone()
    token = look(floor, phone, other).attributes["form_token"]["value"]
    for forged in ({}, {"form_token": ""}, {"form_token": token}, {"form_token": "ß" * 64}):
        answer = phone.post(f"{floor.line.url}{receipt(sale)}/claim?lang=en", data=forged, timeout=5)
        assert answer.status_code == 403
        assert "out of date" in answer.text
    assert entries(floor) == []


def test_after_thirty_days_it_is_too_late(floor: Floor) -> None:
    sale, wall = floor.buy(), floor.line.town.wall
    wall.forward(DAY)
    phone = floor.phone()
    left_open = look(floor, phone, sale)
    assert "form" in left_open.attributes
    wall.forward(29 * DAY)
    assert "form" not in look(floor, phone, sale).attributes
    late = press(floor, phone, left_open)
    assert late.status_code == 422
    assert "30 days. For this one it is too late" in Page(late.text).text
    assert entries(floor) == []


def test_a_members_own_purchase_needs_no_claim_and_tells_nobody_else(floor: Floor) -> None:
    sale = floor.buy(floor.member())
    assert "in your membership" in look(floor, floor.phone("m-1"), sale).text
    for phone in (floor.phone("m-2"), requests.Session()):
        page = look(floor, phone, sale)
        assert "membership" not in page.text
        assert "李" not in page.text
