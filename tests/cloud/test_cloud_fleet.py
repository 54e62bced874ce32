"""How the fleet is: heartbeats heard, the version wished for answered, the list an operator reads."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest
import requests

from kiosk.domain.heartbeat import Heartbeat, MemberProgramme
from kiosk.errors import CloudRefused
from tests.cloud.line import Line
from tests.cloud.town import Town
from tests.cloud.visits import Operate

DEVICES = (("camera", "ready"), ("printer", "lost"))


def said(line: Line, **changes: object) -> Heartbeat:
    plain = Heartbeat(
        version="1.4.0",
        catalogue_revision=1,
        outbox_depth=3,
        devices=DEVICES,
        is_open=True,
        at=line.town.wall.now(),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def rows(line: Line, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in asyncio.run(line.town.rows(sql))]


def test_the_last_thing_a_kiosk_said_is_kept_and_one_a_minute_for_later(line: Line) -> None:
    wall = line.town.wall
    wall.forward(60 - wall.now().second)
    for depth in (3, 2, 1):
        assert line.client.heartbeat(said(line, outbox_depth=depth)).desired_version is None
    wall.forward(60)
    line.client.heartbeat(said(line, outbox_depth=0, is_open=False))
    state = "select kiosk, version, outbox_depth, devices, is_open from kiosk_states"
    assert rows(line, state) == [("K03", "1.4.0", 0, [list(device) for device in DEVICES], False)]
    assert rows(line, "select outbox_depth from kiosk_history order by minute") == [(3,), (0,)]


def test_the_answer_says_what_the_programme_and_the_time_are(line: Line, operate: Operate) -> None:
    enrolled = line.identity
    told = line.client.heartbeat(said(line))
    assert told.members == MemberProgramme(points_minor=enrolled.points_minor, keys=enrolled.member_keys)
    assert operate("member", "points", "1000")[0] == 0
    told = line.client.heartbeat(said(line))
    assert told.members is not None
    assert told.members.points_minor == 1000
    assert told.now is not None
    assert abs((told.now - line.town.wall.now()).total_seconds()) < 5


def test_a_report_out_of_range_changes_nothing(line: Line) -> None:
    line.client.heartbeat(said(line))
    for change in (
        {"outbox_depth": -1},
        {"catalogue_revision": 2**63},
        {"version": "1" * 61},
        {"devices": (("cam\0era", "ready"),)},
        {"devices": DEVICES * 26},
        {"at": line.town.wall.now().replace(tzinfo=None)},
    ):
        with pytest.raises(CloudRefused, match=r"fleet\.heartbeat_wrong"):
            line.client.heartbeat(said(line, **change))
    assert rows(line, "select outbox_depth from kiosk_states") == [(3,)]
    stranger = requests.post(f"{line.url}/v1/line/heartbeat", data=b"{}", timeout=5)
    assert stranger.status_code == 401


def test_the_narrowest_wish_holds_until_it_is_withdrawn(line: Line, operate: Operate) -> None:
    def wanted() -> str | None:
        return line.client.heartbeat(said(line)).desired_version

    for scope, version in (((), "1.5.0"), (("--store", "S01"), "1.6.0"), (("--kiosk", "K03"), "1.7.0rc1")):
        assert operate("release", "desire", version, *scope)[0] == 0
        assert wanted() == version
    operate("release", "desire", "1.8.0", "--kiosk", "K01")
    assert wanted() == "1.7.0rc1"
    for scope, left in (
        (("--kiosk", "K03"), "1.6.0"),
        (("--store", "S01"), "1.5.0"),
        ((), None),
    ):
        assert operate("release", "withdraw", *scope)[0] == 0
        assert wanted() == left


def test_a_wish_for_nobody_or_no_version_is_refused_in_words(town: Town, operate: Operate) -> None:
    for arguments, word in (
        (("desire", "1.0", "--kiosk", "K99"), "K99"),
        (("desire", "1.0", "--store", "S99"), "S99"),
        (("desire", "latest; rm -rf /"), "no version"),
        (("desire", "1.0", "--tenant", "nobody"), "nobody"),
    ):
        status, told = operate("release", *arguments)
        assert status == 1
        assert word in told
        assert "Traceback" not in told


def test_the_operator_reads_who_runs_what_and_what_is_wrong(line: Line, operate: Operate) -> None:
    line.client.heartbeat(said(line))
    operate("release", "desire", "1.5.0")
    status, told = operate("fleet")
    assert status == 0
    first, _, *kiosks = told.splitlines()
    assert first.split("  ")[0] == "KIOSK"
    assert "never" in told.splitlines()[1]
    mine = next(row for row in kiosks if row.startswith("K03"))
    for word in ("Till by the door", "1.4.0", "1.5.0", " s ago", "3", "open", "printer: lost"):
        assert word in mine
    assert "camera" not in mine
    shown = json.loads(operate("fleet", "--json")[1])["kiosks"]
    assert [(one["kiosk"], one["wanted"], one["version"]) for one in shown] == [
        ("K01", "1.5.0", None),
        ("K02", "1.5.0", None),
        ("K03", "1.5.0", "1.4.0"),
    ]
