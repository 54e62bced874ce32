"""The retailer gives members to segments from the command line, and publishes offers for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cloud.visits import Operate

GOODS = "sku,name_zh,price,tax_code,tax_percent,category\n1001,牛奶,3.50,VAT13,13,dairy\n"
OFFERS = "offer_id,name_zh,kind,skus,percent,segments\nx,会员日,piece,1001,5,gold;stuff\n"


def rows(said: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in said.splitlines()]


def test_members_are_given_to_segments_by_a_list(operate: Operate, tmp_path: Path) -> None:
    sheet = tmp_path / "members.csv"
    sheet.write_text("member,segments\nm-1,gold;员工\nm-2,\n")
    assert operate("member", "segments", str(sheet), "--by", "anna") == (0, '{"members": 2, "changed": 1}\n')
    assert rows(operate("member", "segments")[1]) == [{"member": "m-1", "segments": ["gold", "员工"]}]
    sheet.write_text("member,segments\nm-2,gold\n")
    assert operate("member", "segments", str(sheet)) == (0, '{"members": 1, "changed": 1}\n')
    assert len(rows(operate("member", "segments")[1])) == 2
    assert operate("member", "segments", str(sheet), "--whole") == (0, '{"members": 1, "changed": 1}\n')
    assert rows(operate("member", "segments")[1]) == [{"member": "m-2", "segments": ["gold"]}]


def test_a_list_with_a_wrong_row_changes_nothing_and_says_which(operate: Operate, tmp_path: Path) -> None:
    sheet = tmp_path / "members.csv"
    sheet.write_text("member,segments\nm-1,gold\nm-9,gold\nm-2,gold card\nm-1,silver\nm-2,1;2;3;4;5;6\n")
    status, said = operate("member", "segments", str(sheet))
    assert status == 1
    for words in (
        "Row 3: there is no member m-9",
        "Row 4: the segments of m-2 are not right: “gold card”",
        "Row 5",
        "Row 6: the segments of m-2 are too many: 5 at most",
        "Nothing was",
    ):
        assert words in said, said
    assert operate("member", "segments") == (0, "")


def test_one_member_is_changed_and_who_did_it_is_shown(operate: Operate) -> None:
    assert operate("member", "segments", "--of", "m-1", "--set", "gold", "--by", "anna")[0] == 0
    assert operate("member", "segments", "--of", "m-1", "--set", "", "--by", "bob")[0] == 0
    now, *changes = rows(operate("member", "segments", "--of", "m-1")[1])
    assert now == {"member": "m-1", "segments": []}
    told = [(change["before"], change["after"], change["changed_by"]) for change in changes]
    assert told == [([], ["gold"], "anna"), (["gold"], [], "bob")]
    for wrong in (
        ("--of", "m-9", "--set", "gold"),
        ("--of", "m-1", "--set", "a b"),
        ("--set", "a"),
        ("--whole",),
    ):
        status, said = operate("member", "segments", *wrong)
        assert status == 1, said
        assert "Traceback" not in said


def test_an_offer_for_a_segment_of_nobody_is_published_with_a_warning(
    operate: Operate, tmp_path: Path
) -> None:
    goods, offers = tmp_path / "goods.csv", tmp_path / "offers.csv"
    goods.write_text(GOODS)
    offers.write_text(OFFERS)
    assert operate("member", "segments", "--of", "m-1", "--set", "gold")[0] == 0
    status, said = operate("publish", str(goods), "--offers", str(offers), "--drop", "markdowns", "--check")
    assert "the member segment stuff" in said, said
    assert "Segments with members: gold, member." in said
    assert status == 0, said
