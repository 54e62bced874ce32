"""Sales whose money the cloud doubts: no points until people say how it ended, and who said so is kept."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace

import pytest
import requests
from sqlalchemy import text

from cloud.members.logins import form_token
from cloud.payments.returned import watch_returned
from cloud.payments.rows import out_trade_no
from kiosk.domain.payment import AttemptRequest, AttemptState
from kiosk.domain.sale import Sale
from tests.cloud.town import BREAD
from tests.cloud.visits import Floor, Operate, Page, receipt

ENTRIES = "select cause, points from points_entries order by at, points desc"


def rows(floor: Floor, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in asyncio.run(floor.line.town.rows(sql))]


def code_of(floor: Floor, sale: Sale) -> object:
    ((code,),) = rows(floor, f"select doubt->>'code' from sales where sale_id = '{sale.sale_id}'")
    return code


def sold(floor: Floor, request: AttemptRequest, transaction: str) -> Sale:
    """As a kiosk that was tampered with may close it: the money of `request` never came, or went back."""
    honest = floor.pay(floor.line.town.request(lines=((BREAD, 1),)))
    return replace(
        honest,
        sale_id=request.sale_id,
        sale_no=f"K03-20261121-{request.sale_id[:4]}",
        basket=request.basket,
        context=request.context,
        priced=request.priced,
        member=request.member,
        receipt_token=request.sale_id.replace("-", "")[:22],
        points=request.priced.total_minor // 100 if request.member else 0,
        tender=replace(
            honest.tender,
            attempt_id=request.attempt_id,
            amount_minor=request.priced.total_minor,
            provider_transaction_id=transaction,
        ),
    )


def returned(floor: Floor, request: AttemptRequest) -> str:
    """The shopper left, the money came late and went back; answers its transaction."""
    client, town = floor.line.client, floor.line.town
    client.put_attempt(request)
    client.close_attempt(request.attempt_id, abandon=True)
    number = out_trade_no(request.attempt_id, request.sale_id)
    town.till.pay(number)
    notify = f"{floor.line.url}/v1/providers/wechat/demo/notify"
    requests.post(notify, data=number, headers={"x-signature": "genuine"}, timeout=5)
    going_back = (AttemptState.REFUND_PENDING, AttemptState.REFUNDED)
    until = time.monotonic() + 8
    while (answer := client.await_attempt(request.attempt_id, -1, 0)).state not in going_back:
        assert time.monotonic() < until, answer
        time.sleep(0.05)
    return answer.provider_transaction_id or ""


def settle(operate: Operate, sale: Sale, *more: str) -> tuple[int, str]:
    said = ("--by", "Wang", "--why", "seen in the provider's statement")
    return operate("doubts", "settle", "--sale", sale.sale_no, *said, *more)


def test_points_are_never_minted_without_money(floor: Floor) -> None:
    town, member = floor.line.town, floor.member()
    invented = floor.record(sold(floor, town.request(lines=((BREAD, 99),), member=member), "4200000001"))
    closed = town.request(lines=((BREAD, 1),), member=floor.member("m-2"))
    floor.line.client.put_attempt(closed)
    floor.line.client.close_attempt(closed.attempt_id)
    unpaid = floor.record(sold(floor, closed, "4200000002"))
    assert [code_of(floor, sale) for sale in (invented, unpaid)] == ["sale.attempt_unknown", "sale.not_paid"]
    assert rows(floor, ENTRIES) == []
    assert rows(floor, "select member_ref from sales") == [(None,), (None,)]
    assert rows(floor, "select 1 from member_bindings") == []


@pytest.mark.soak
def test_money_that_went_back_earns_nothing(floor: Floor) -> None:
    request = floor.line.town.request(lines=((BREAD, 1),), member=floor.member())
    sale = floor.record(sold(floor, request, returned(floor, request)))
    assert code_of(floor, sale) == "sale.money_returned"
    assert rows(floor, ENTRIES) == []
    assert "being checked" in floor.get(f"{receipt(sale)}?lang=en").text


def test_who_settles_a_doubt_gives_the_member_the_rest(floor: Floor, operate: Operate) -> None:
    town = floor.line.town
    request = town.request(lines=((BREAD, 1),), member=floor.member())
    honest = floor.pay(request)
    other = replace(honest.tender, provider_transaction_id="4200000009")
    sale = floor.record(replace(honest, tender=other))
    assert code_of(floor, sale) == "sale.amount_differs"
    assert rows(floor, ENTRIES) == []
    told = json.loads(operate("doubts")[1].splitlines()[0])
    assert (told["kind"], told["sale"], told["total_minor"]) == ("sale", sale.sale_no, 800)
    status, why = settle(operate, sale)
    assert (status, "--money" in why) == (1, True)
    status, why = settle(operate, sale, "--money", "received")
    assert (status, json.loads(why)) == (0, {"sale": sale.sale_no, "settled": True, "doubt": None})
    assert code_of(floor, sale) is None
    assert rows(floor, ENTRIES) == [("earned", 8)]
    assert rows(floor, "select member_ref from sales") == [("m-1",)]
    assert operate("doubts")[1] == ""
    kept = "select settled_by, why, money, doubt->>'code' from settlements"
    assert rows(floor, kept) == [
        ("Wang", "seen in the provider's statement", "received", "sale.amount_differs")
    ]
    status, why = settle(operate, sale, "--money", "received")
    assert (status, sale.sale_no in why, "Traceback" in why) == (1, True, False)
    assert len(rows(floor, kept)) == 1


@pytest.mark.soak
def test_a_sale_settled_without_money_stays_nobodys(floor: Floor, operate: Operate) -> None:
    sale = floor.record(sold(floor, floor.line.town.request(lines=((BREAD, 1),)), "4200000001"))
    page = Page(floor.phone().get(f"{floor.line.url}{receipt(sale)}?lang=en", timeout=5).text)
    assert "being checked" in page.text
    assert settle(operate, sale, "--money", "none")[0] == 0
    assert operate("doubts")[1] == ""
    page = Page(floor.phone().get(f"{floor.line.url}{receipt(sale)}?lang=en", timeout=5).text)
    assert "no payment" in page.text
    assert "form" not in page.attributes
    assert rows(floor, ENTRIES) == []


def test_a_claim_waits_until_the_money_is_certain(floor: Floor, operate: Operate) -> None:
    honest = floor.pay(floor.line.town.request(lines=((BREAD, 1),)))
    sale = floor.record(replace(honest, tender=replace(honest.tender, provider_transaction_id="4200000009")))
    phone, sure = floor.phone(), floor.buy()
    address = floor.line.url + receipt(sale)
    session = next(iter(phone.cookies)).value or ""
    assert "form" not in Page(phone.get(address, timeout=5).text).attributes
    assert "form" in Page(phone.get(floor.line.url + receipt(sure), timeout=5).text).attributes
    pressed = {"form_token": form_token(session, sale.receipt_token)}
    early = phone.post(f"{address}/claim?lang=en", data=pressed, timeout=5)
    assert early.status_code == 422
    assert "can be added once that is done" in Page(early.text).text
    assert rows(floor, ENTRIES) == []
    assert settle(operate, sale, "--money", "received")[0] == 0
    done = phone.post(f"{address}/claim?lang=en", data=pressed, timeout=5, allow_redirects=False)
    assert done.status_code == 303
    assert rows(floor, ENTRIES) == [("earned", 8)]


def test_points_go_back_with_the_money_and_come_again_with_it(floor: Floor, operate: Operate) -> None:
    """A payment of a sale that was returned afterwards, by people or at the provider."""
    sale, town = floor.buy(floor.member()), floor.line.town
    assert rows(floor, ENTRIES) == [("earned", 8)]

    async def money_goes_back() -> None:
        cloud = town.cloud()
        async with cloud.database.as_tenant("demo") as connection:
            gone = "update pay_attempts set state = 'refunded', changed_at = :now where attempt_id = :id"
            values = {"now": town.wall.now(), "id": sale.tender.attempt_id}
            await connection.execute(text(gone), values)
        for _ in range(2):
            async with cloud.database.as_tenant("demo") as connection:
                await watch_returned(connection, "demo", None, town.wall.now())
        await cloud.database.close()

    asyncio.run(money_goes_back())
    assert code_of(floor, sale) == "sale.money_returned"
    assert sorted(rows(floor, ENTRIES)) == [("earned", 8), ("reversed", -8)]
    page = floor.get(f"{receipt(sale)}?lang=en").text
    assert "Points earned" not in page
    mine = requests.get(floor.link(), timeout=5).text
    assert mine.count(receipt(sale)) == 1
    assert settle(operate, sale, "--money", "received")[0] == 0
    assert sorted(rows(floor, ENTRIES)) == [("earned", 8), ("restored", 8), ("reversed", -8)]
    asyncio.run(money_goes_back())
    assert code_of(floor, sale) is None


@pytest.mark.soak
def test_a_doubt_about_the_member_says_nothing_of_the_payment(floor: Floor, operate: Operate) -> None:
    plain = floor.pay(floor.line.town.request(lines=((BREAD, 1),)))
    stranger = replace(floor.member(), proof="TLM1.x.y")
    sale = floor.record(replace(plain, member=stranger, points=8))
    assert code_of(floor, sale) == "member.not_proven"
    page = Page(floor.phone().get(f"{floor.line.url}{receipt(sale)}?lang=en", timeout=5).text)
    assert "being checked" not in page.text
    assert "form" in page.attributes
    assert settle(operate, sale)[0] == 0
    assert code_of(floor, sale) is None


def test_of_two_sales_with_one_number_the_one_that_is_meant_is_settled(
    floor: Floor, operate: Operate
) -> None:
    town = floor.line.town
    forged = [sold(floor, town.request(lines=((BREAD, 1),)), f"420000000{n}") for n in range(2)]
    twins = [floor.record(replace(one, sale_no="K03-20261121-0001")) for one in forged]
    assert settle(operate, twins[0], "--money", "none")[0] == 1
    listed = [json.loads(line) for line in operate("doubts")[1].splitlines()]
    assert {one["id"] for one in listed if one["kind"] == "sale"} == {twin.sale_id for twin in twins}
    meant = replace(twins[1], sale_no=twins[1].sale_id)
    assert settle(operate, meant, "--money", "none")[0] == 0
    assert code_of(floor, twins[0]) == "sale.attempt_unknown"
    assert code_of(floor, twins[1]) == "sale.without_money"


def test_an_alarm_is_settled_by_its_number(floor: Floor, operate: Operate) -> None:
    member, town = floor.member(), floor.line.town
    floor.record(replace(floor.pay(town.request(member=member)), points=800))
    (alarm,) = [json.loads(line) for line in operate("doubts")[1].splitlines()]
    assert alarm["reason"] == "member.points_differ"
    said = ("--by", "Wang", "--why", "told the kiosk's people")
    assert operate("doubts", "settle", "--alarm", str(alarm["alarm"]), *said)[0] == 0
    assert operate("doubts")[1] == ""
    assert operate("doubts", "settle", "--alarm", str(alarm["alarm"]), *said)[0] == 1


@pytest.mark.parametrize("wrong", [("--by", "", "--why", "x"), ("--by", "x", "--why", " ")])
def test_nobody_settles_without_a_name_and_a_cause(
    floor: Floor, operate: Operate, wrong: tuple[str, ...]
) -> None:
    sale = floor.record(sold(floor, floor.line.town.request(lines=((BREAD, 1),)), "4200000001"))
    status, told = operate("doubts", "settle", "--sale", sale.sale_no, *wrong, "--money", "none")
    assert (status, "Traceback" in told) == (1, False)
    assert code_of(floor, sale) == "sale.attempt_unknown"
