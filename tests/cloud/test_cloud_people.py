"""Members as people: joining with consent, their data sealed, and being forgotten."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cloud.keys import KeyRing
from cloud.members.sealing import Sealer, read_phone
from kiosk.errors import InputRefused, StoreUnusable
from tests.cloud.town import BREAD, Town
from tests.cloud.visits import Floor, Operate, receipt


def everything(town: Town) -> str:
    """All that the database has of members, as text."""
    named = asyncio.run(
        town.rows("select table_name from information_schema.tables where table_schema = 'public'")
    )
    tables = sorted(row.table_name for row in named if row.table_name != "alembic_version")
    assert {"records", "quarantine", "alarms", "settlements"} < set(tables)
    found = " union all ".join(f"select t::text as row from {table} t" for table in tables)
    return "\n".join(row.row for row in asyncio.run(town.rows(found)))


def test_a_new_member_has_a_page_at_once_and_no_name_in_the_open(floor: Floor, operate: Operate) -> None:
    status, told = operate(
        "member", "add", "--name", "王小明", "--phone", "138 0013 8000", "--consent", "terms-1",
        "--public-url", floor.line.url,
    )  # fmt: skip
    assert status == 0
    page = json.loads(told)["page"]
    assert "您好，王**" in floor.get(urlsplit(page).path).text
    known = everything(floor.line.town)
    assert "王**" in known
    for secret in ("王小明", "8613800138000", "13800138000", page.rpartition(".")[2]):
        assert secret not in known
        assert secret.encode().hex() not in known
    consent = asyncio.run(
        floor.line.town.rows("select consent from member_personal order by consented_at desc")
    )
    assert consent[0].consent == "terms-1"


def test_one_membership_a_number_however_it_is_written(town: Town, operate: Operate) -> None:
    add = ("member", "add", "--consent", "terms-1", "--name")
    assert operate(*add, "A", "--phone", "13800138000")[0] == 0
    status, told = operate(*add, "B", "--phone", "+86 (138) 0013-8000")
    assert (status, "already" in told) == (1, True)
    assert operate(*add, "C", "--phone", "13800138001")[0] == 0
    assert len(asyncio.run(town.rows("select 1 from members"))) == 4


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--name", " ", "--consent", "t"), "1 to 60"),
        (("--name", "x" * 61, "--consent", "t"), "1 to 60"),
        (("--name", "A", "--consent", ""), "terms"),
        (("--name", "A", "--consent", "t", "--phone", "not a number"), "+86"),
    ],
)
def test_nobody_joins_with_half_their_data(
    town: Town, operate: Operate, arguments: tuple[str, ...], word: str
) -> None:
    status, told = operate("member", "add", *arguments)
    assert status == 1
    assert word in told
    assert len(asyncio.run(town.rows("select 1 from members"))) == 2


def test_a_member_who_is_forgotten_leaves_amounts_and_nobody(floor: Floor, operate: Operate) -> None:
    sale, left_open, page = floor.buy(floor.member()), floor.phone(), floor.link()
    floor.line.town.wall.forward(61)
    code = floor.member()
    assert operate("member", "forget", "m-1")[0] == 0
    assert floor.get(urlsplit(page).path).status_code == 404
    assert "membership" not in left_open.get(f"{floor.line.url}{receipt(sale)}?lang=en", timeout=5).text
    known = everything(floor.line.town)
    assert "李" not in known
    assert code.proof.split(".")[1] not in known
    kept = asyncio.run(floor.line.town.rows("select member_ref, points, total_minor from points_entries"))
    assert [tuple(row) for row in kept] == [("m-1", 8, 800)]
    answer = floor.line.client.put_attempt(floor.line.town.request(member=code))
    assert answer.reason is not None
    assert answer.reason.code == "payment.member_not_proven"
    for again in (("forget", "m-1"), ("link", "m-1"), ("link", "nobody")):
        status, told = operate("member", *again)
        assert (status, "Traceback" in told) == (1, False)


def test_a_sale_that_comes_after_its_member_was_forgotten_is_nobodys(floor: Floor, operate: Operate) -> None:
    """The kiosk was offline: it paid, and its records came a day later."""
    code = floor.member()
    request = floor.line.town.request(lines=((BREAD, 1),), member=code)
    late = floor.pay(request)
    assert operate("member", "forget", "m-1")[0] == 0
    floor.record(late)
    (sold,) = asyncio.run(floor.line.town.rows("select member_ref, doubt, sale from sales"))
    assert (sold.member_ref, sold.doubt, sold.sale["member"], sold.sale["points"]) == (None, None, None, 0)
    known = everything(floor.line.town)
    assert "李" not in known
    assert code.proof.split(".")[1] not in known
    assert "m-1" in known
    assert asyncio.run(floor.line.town.rows("select 1 from points_entries")) == []


def test_a_replaced_link_ends_the_earlier_ones(floor: Floor, operate: Operate) -> None:
    sale, old, phone = floor.buy(), floor.link(), floor.phone()
    status, told = operate("member", "link", "m-1", "--replace", "--public-url", floor.line.url)
    assert status == 0
    assert floor.get(urlsplit(old).path).status_code == 404
    assert "form_token" not in phone.get(floor.line.url + receipt(sale), timeout=5).text
    assert floor.get(urlsplit(json.loads(told)["page"]).path).status_code == 200


def test_the_rule_of_points_is_set_by_the_operator(floor: Floor, operate: Operate) -> None:
    assert operate("member", "points", "0")[0] == 1
    assert operate("member", "points", "50")[0] == 0
    floor.buy(floor.member())
    kept = asyncio.run(floor.line.town.rows("select points, told_points, points_minor from points_entries"))
    assert [tuple(row) for row in kept] == [(16, 8, 50)]


def test_sealed_values_open_in_their_own_place_only(tmp_path: Path) -> None:
    sealer, other = Sealer(KeyRing(tmp_path), "demo"), Sealer(KeyRing(tmp_path), "other")
    sealed = sealer.seal("m-1", "name", "李明")
    assert sealer.open("m-1", "name", sealed) == "李明"
    assert sealer.seal("m-1", "name", "李明") != sealed
    damaged = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for who, place, value in (
        (sealer, ("m-2", "name"), sealed),
        (sealer, ("m-1", "phone"), sealed),
        (other, ("m-1", "name"), sealed),
        (sealer, ("m-1", "name"), damaged),
        (sealer, ("m-1", "name"), b""),
    ):
        with pytest.raises(StoreUnusable, match=r"member\.cannot_be_opened"):
            who.open(*place, value)
    assert sealer.phone_hash("+8613800138000") != other.phone_hash("+8613800138000")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("13800138000", "+8613800138000"),
        ("+44 20 7946 0000", "+442079460000"),
        ("+86-138-0013-8000", "+8613800138000"),
    ],
)
def test_numbers_are_read_as_people_write_them(written: str, read: str) -> None:
    assert read_phone(written) == read


@pytest.mark.parametrize(
    "wrong", ["", "12345", "+", "+0123456789", "1380013800", "１３８００１３８０００", "+86138001380001234"]
)
def test_what_is_no_number_is_refused_without_being_repeated(wrong: str) -> None:
    with pytest.raises(InputRefused, match=r"member\.phone_wrong\(\)"):
        read_phone(wrong)
