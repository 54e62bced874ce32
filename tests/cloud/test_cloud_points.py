"""Points for what members buy: once a sale, by the tenant's rule, and a code is good for one sale."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from kiosk.domain.payment import AttemptState
from tests.cloud.town import BREAD, MEMBERS, MILK
from tests.cloud.visits import Floor

S = AttemptState


def rows(floor: Floor, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in asyncio.run(floor.line.town.rows(sql))]


ENTRIES = "select sale_id, member_ref, points, told_points from points_entries order by at"


def test_a_kiosk_is_told_the_rule_and_a_bound_sale_earns_once(floor: Floor) -> None:
    assert floor.line.identity.points_minor == 100
    sale = floor.buy(floor.member(), ((MILK, 1), (BREAD, 1)))
    assert sale.points == 11
    floor.buy()
    assert floor.line.client.put_records(floor.chain.records) == 2
    assert rows(floor, ENTRIES) == [(sale.sale_id, "m-1", 11, 11)]
    assert rows(floor, "select doubt->>'code' from sales") == [(None,), (None,)]
    assert rows(floor, "select code from alarms") == []


def test_points_that_a_kiosk_made_up_are_noted_and_not_given(floor: Floor) -> None:
    town = floor.line.town
    made_up = [replace(floor.pay(town.request(member=floor.member(ref))), points=800) for ref in MEMBERS]
    for sale in made_up:
        floor.record(sale)
    assert rows(floor, ENTRIES) == [
        (sale.sale_id, ref, 3, 800) for sale, ref in zip(made_up, MEMBERS, strict=True)
    ]
    assert rows(floor, "select code, about->>'kiosk' from alarms") == [("member.points_differ", "K03")]


def test_a_members_price_is_given_to_a_proven_member_only(floor: Floor) -> None:
    member, client, town = floor.member(), floor.line.client, floor.line.town
    shown = client.put_attempt(town.request(member=member))
    assert (shown.state, shown.amount_minor) == (S.PRESENTED, 300)
    forged = replace(member, proof=member.proof[:-4] + "AAAA")
    answer = client.put_attempt(town.request(member=forged))
    assert answer.reason is not None
    assert answer.reason.code == "payment.member_not_proven"


def test_a_code_shown_for_another_sale_gives_no_members_price(floor: Floor) -> None:
    member = floor.member()
    floor.buy(member)
    refused = floor.line.client.put_attempt(floor.line.town.request(member=member))
    assert refused.state is S.REFUSED
    assert refused.reason is not None
    assert refused.reason.code == "member.code_used"
    assert floor.line.client.put_attempt(floor.line.town.request(member=floor.member())).state is S.PRESENTED


@pytest.mark.soak
def test_who_comes_back_within_the_minute_has_a_new_code_on_the_phone(floor: Floor) -> None:
    sales = [floor.buy(floor.member()) for _ in range(3)]
    assert len({sale.member.proof for sale in sales if sale.member}) == 3
    assert rows(floor, "select count(*), sum(points) from points_entries") == [(3, 24)]


@pytest.mark.soak
def test_one_trip_may_try_one_code_with_several_wallets(floor: Floor) -> None:
    member = floor.member()
    first = floor.line.town.request(member=member)
    assert floor.line.client.put_attempt(first).state is S.PRESENTED
    floor.line.client.close_attempt(first.attempt_id)
    again = floor.line.town.request(member=member, sale_id=first.sale_id, number=2)
    sale = floor.record(floor.pay(again))
    assert rows(floor, "select member_ref, doubt from sales") == [("m-1", None)]
    assert rows(floor, ENTRIES) == [(sale.sale_id, "m-1", 3, 3)]


def test_a_trip_that_came_to_nothing_gives_its_code_back(floor: Floor) -> None:
    member = floor.member()
    left = floor.line.town.request(member=member)
    floor.line.client.put_attempt(left)
    early = floor.line.client.put_attempt(floor.line.town.request(member=member))
    assert early.reason is not None
    assert early.reason.code == "member.code_used"
    floor.line.client.close_attempt(left.attempt_id)
    sale = floor.buy(member)
    assert rows(floor, "select member_ref from sales") == [("m-1",)]
    back = floor.line.client.put_attempt(replace(left, attempt_id=f"{left.sale_id}-02"))
    assert back.reason is not None
    assert back.reason.code == "member.code_used"
    assert rows(floor, "select sale_id from member_code_uses") == [(sale.sale_id,)]


def test_a_replayed_code_binds_no_second_sale_but_the_sale_is_booked(floor: Floor) -> None:
    member = floor.member()
    first = floor.buy(member)
    plain = floor.pay(floor.line.town.request(lines=((BREAD, 2),)))
    copied = floor.record(replace(plain, member=member, points=16))
    booked = "select sale_id, member_ref, doubt->>'code' from sales order by closed_at"
    assert rows(floor, booked) == [
        (first.sale_id, "m-1", None),
        (copied.sale_id, None, "member.proof_replayed"),
    ]
    assert rows(floor, ENTRIES) == [(first.sale_id, "m-1", 8, 8)]
    alarms = dict(rows(floor, "select code, about->>'sale' from alarms"))  # type: ignore[arg-type]
    assert alarms["member.proof_replayed"] == copied.sale_no
    page = floor.get(f"/r/demo.{copied.receipt_token}?lang=en").text
    assert "being checked" not in page


def test_two_sales_of_one_batch_with_the_same_code_are_told_apart(floor: Floor) -> None:
    member, town = floor.member(), floor.line.town
    sales = [replace(floor.pay(town.request(lines=((BREAD, 1),))), member=member, points=8) for _ in range(2)]
    for sale in sales:
        floor.chain.add("sale_closed", sale)
    assert floor.line.client.put_records(floor.chain.records) == 2
    bound = rows(floor, "select sale_id from sales where member_ref is not null")
    assert bound == [(sales[0].sale_id,)]
