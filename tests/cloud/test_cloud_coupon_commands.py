"""Coupons from the command line: the list, codes that are good once, what became of them."""

from __future__ import annotations

import json
from pathlib import Path

from cloud.assembly import Cloud
from kiosk.domain.coupon_code import parse_signed
from kiosk.domain.heartbeat import Heartbeat
from kiosk.domain.payment import AttemptState
from tests.cloud.couponing import asked
from tests.cloud.line import Line
from tests.cloud.town import BREAD, KIOSK, Town
from tests.cloud.visits import Operate

SHEET = """starts_with,offer_id,kind,stock_id,from,to
9912345,two-milks,,,2026-01-01,2036-12-31
WXQ-,two-milks,wechat,1234567,,
"""


def test_a_list_is_taken_whole_or_refused_by_row(operate: Operate, tmp_path: Path) -> None:
    sheet = tmp_path / "coupons.csv"
    sheet.write_text(SHEET)
    assert operate("coupons", "import", str(sheet)) == (0, '{"coupons": 2}\n')
    sheet.write_text(SHEET + "99,two-milks,,,,\n9988,no-such,,,,\nWXR-,two-milks,wechat,,,\n")
    status, said = operate("coupons", "import", str(sheet))
    assert status == 1
    for words in ("Row 4, starts_with", "no offer no-such", "Row 6"):
        assert words in said
    status, said = operate("coupons", "list")
    rows = [json.loads(row) for row in said.splitlines()]
    assert [row["coupon"]["starts_with"] for row in rows] == ["9912345", "WXQ-"]
    assert rows[0]["coupon"]["valid_until"].startswith("2036-12-31T16:00")


def test_codes_are_signed_listed_and_counted(operate: Operate, town: Town) -> None:
    status, said = operate("coupons", "issue", "--voucher", "100", "--count", "3", "--days", "2")
    codes = said.split()
    assert (status, len({parse_signed(code)[0].serial for code in codes})) == (0, 3)
    assert {parse_signed(code)[0].amount_minor for code in codes} == {100}

    async def story(cloud: Cloud) -> None:
        request = await asked(town, cloud, codes[:1], lines=((BREAD, 1),))
        assert (await cloud.desk.put(KIOSK, request)).state is AttemptState.PRESENTED

    town.play(story)
    _, said = operate("coupons", "list")
    assert json.loads(said) == {"claims": 1, "kind": "voucher", "offer_id": "", "state": "held"}


def test_what_cannot_be_issued_is_refused_in_words(operate: Operate) -> None:
    for wrong in (
        ("--offer", "no-such"),
        ("--offer", "two-milks", "--count", "0"),
        ("--voucher", "5", "--days", "0"),
    ):
        status, said = operate("coupons", "issue", *wrong)
        assert (status, said.startswith("No coupons were issued")) == (1, True), said


def test_a_kiosk_is_told_the_list_and_keys_once(operate: Operate, line: Line, tmp_path: Path) -> None:
    def beat(known: str) -> Heartbeat:
        return Heartbeat(
            version="1",
            catalogue_revision=1,
            outbox_depth=0,
            devices=(),
            is_open=True,
            at=line.town.wall.now(),
            coupons=known,
        )

    assert line.client.heartbeat(beat("")).coupons is None
    sheet = tmp_path / "coupons.csv"
    sheet.write_text(SHEET)
    operate("coupons", "import", str(sheet))
    operate("coupons", "issue", "--offer", "two-milks")
    told = line.client.heartbeat(beat("")).coupons
    assert told is not None
    assert ([row.stock_id for row in told.series], len(told.keys)) == (["", "1234567"], 1)
    assert line.client.heartbeat(beat(told.version)).coupons is None
