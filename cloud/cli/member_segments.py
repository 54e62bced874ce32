"""`member segments`: which members are in which segments: by a list, one by one, shown, who changed it."""

from __future__ import annotations

import argparse
import getpass
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.sheets import text_of
from cloud.cli.tenant_work import in_tenant_of, tenant_command
from cloud.cli.words import refuse_problems, warn
from cloud.clock import system_now
from cloud.members.segments import Statement, all_segments, changes_of, known_members, set_segments
from kiosk.domain.csv_sheet import several
from kiosk.domain.member_segments_csv import read_segments
from kiosk.errors import InputRefused, Reason


def add_commands(actions: Any) -> None:
    told = "put members into segments, by a list or one by one; without either, show who is in which"
    parser: argparse.ArgumentParser = actions.add_parser("segments", help=told)
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "members",
        type=Path,
        nargs="?",
        metavar="CSV",
        help="a list with the columns member and segments; members in it change",
    )
    what.add_argument(
        "--of", metavar="REF", default="", help="one member: show their segments, and who changed them"
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help="the list is of everybody: members who are not in it lose their segments",
    )
    parser.add_argument(
        "--set",
        metavar="NAMES",
        help="with --of: in these and no others from now on, separated by ;  '' for none",
    )
    parser.add_argument("--by", default="", metavar="NAME", help="who says so (the account's name)")
    tenant_command(parser, run)


def run(given: argparse.Namespace) -> int:
    if (given.whole and given.members is None) or (given.set is not None and not given.of):
        raise InputRefused(Reason("member.segments_of_whom"))
    said = Statement(by=given.by or getpass.getuser(), at=system_now())

    async def work(connection: AsyncConnection) -> Sequence[Mapping[str, Any]]:
        if given.members is not None:
            return [await _take(connection, given, said)]
        if not given.of:
            held = await all_segments(connection)
            return [{"member": ref, "segments": held[ref]} for ref in sorted(held)]
        if given.set is not None:
            await set_segments(connection, given.tenant, given.of, several(given.set), said)
        return await _told(connection, given.of)

    for row in in_tenant_of(given, work):
        print(json.dumps(row, ensure_ascii=False, default=str))
    return 0


async def _take(connection: AsyncConnection, given: argparse.Namespace, said: Statement) -> dict[str, Any]:
    """All rows or, where one is wrong, none."""
    sheet = read_segments(text_of(given.members, warn), await known_members(connection))
    refuse_problems(given.members, sheet.problems, "member.list_has_problems")
    held = await all_segments(connection)
    wanted = {row.member: row.segments for row in sheet.values}
    if given.whole:
        wanted = {**dict.fromkeys(held, ()), **wanted}
    changed = 0
    for member_ref in sorted(wanted):
        after = await set_segments(connection, given.tenant, member_ref, wanted[member_ref], said)
        changed += after != held.get(member_ref, ())
    return {"members": len(sheet.values), "changed": changed}


async def _told(connection: AsyncConnection, member_ref: str) -> list[dict[str, Any]]:
    changes = await changes_of(connection, member_ref)
    segments = (await all_segments(connection)).get(member_ref, ())
    return [{"member": member_ref, "segments": segments}, *changes]
