"""`member`: joining, a new link to the phone page, being forgotten; and the rule of points."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.cli import member_segments
from cloud.cli.place import open_place
from cloud.cli.tenant_work import in_tenant, tenant_command
from cloud.clock import system_now
from cloud.keys import MEMBER, KeyRing
from cloud.members.logins import end_logins, make_link
from cloud.members.people import Joining, add_member
from cloud.members.points import set_points_rule
from cloud.members.sealing import Sealer
from cloud.sales.forgetting import forget_member
from kiosk.errors import InputRefused, Reason

Work = Callable[[AsyncConnection, KeyRing], Awaitable[dict[str, Any]]]
LARGEST_RULE = 100_000_000


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser("member", help="members and their phone pages")
    actions = parser.add_subparsers(dest="action", required=True)
    action = actions.add_parser("add", help="a new member, and the link to their page")
    action.add_argument("--name", required=True)
    action.add_argument("--phone", help="kept sealed; one membership a number")
    action.add_argument("--consent", required=True, metavar="TERMS", help="the terms they agreed to, by name")
    _add_common(action, run_add, link=True)
    action = actions.add_parser("link", help="a further link to a member's page")
    action.add_argument("member", metavar="REF")
    action.add_argument("--replace", action="store_true", help="earlier links and sessions end")
    _add_common(action, run_link, link=True)
    action = actions.add_parser(
        "forget", help="erase name, phone, segments and logins; amounts and points stay"
    )
    action.add_argument("member", metavar="REF")
    _add_common(action, run_forget)
    action = actions.add_parser("points", help="the rule: minor units paid that earn one point")
    action.add_argument("points_minor", type=int, metavar="MINOR")
    _add_common(action, run_points)
    member_segments.add_commands(actions)


def _add_common(parser: argparse.ArgumentParser, run: Any, *, link: bool = False) -> None:
    if link:
        default = os.environ.get("TOUCHLANE_PUBLIC_URL", "http://127.0.0.1:8700")
        parser.add_argument(
            "--public-url", default=default, help="what phones reach the cloud by (%(default)s)"
        )
    tenant_command(parser, run)


def run_add(given: argparse.Namespace) -> int:
    async def add(connection: AsyncConnection, keys: KeyRing) -> dict[str, Any]:
        joining = Joining(name=given.name, consent=given.consent, phone=given.phone)
        await keys.announce(connection, given.tenant, MEMBER)
        sealer, now = Sealer(keys, given.tenant), system_now()
        member_ref = await add_member(connection, sealer, given.tenant, joining, now)
        return {"member": member_ref, "page": await _page(connection, given, member_ref)}

    return _told(given, add)


def run_link(given: argparse.Namespace) -> int:
    async def link(connection: AsyncConnection, _keys: KeyRing) -> dict[str, Any]:
        if given.replace:
            await end_logins(connection, given.member)
        return {"member": given.member, "page": await _page(connection, given, given.member)}

    return _told(given, link)


def run_forget(given: argparse.Namespace) -> int:
    async def forget(connection: AsyncConnection, _keys: KeyRing) -> dict[str, Any]:
        await forget_member(connection, given.member, system_now())
        return {"forgotten": given.member}

    return _told(given, forget)


def run_points(given: argparse.Namespace) -> int:
    if not 1 <= given.points_minor <= LARGEST_RULE:
        raise InputRefused(Reason("member.points_rule_wrong", {"limit": LARGEST_RULE}))

    async def rule(connection: AsyncConnection, _keys: KeyRing) -> dict[str, Any]:
        await set_points_rule(connection, given.tenant, given.points_minor)
        return {"tenant": given.tenant, "points_minor": given.points_minor}

    return _told(given, rule)


async def _page(connection: AsyncConnection, given: argparse.Namespace, member_ref: str) -> str:
    path = await make_link(connection, given.tenant, member_ref, system_now())
    return f"{given.public_url.rstrip('/')}{path}"


def _told(given: argparse.Namespace, work: Work) -> int:
    """Does the work in one transaction of the tenant's, and prints what came of it."""
    with open_place(given.data) as place:
        keys = KeyRing(place.data / "keys")
        told = in_tenant(place, given.tenant, lambda connection: work(connection, keys))
    print(json.dumps(told, ensure_ascii=False))
    return 0
