"""`fleet` and `release`: how the kiosks are, and which version they should run."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.cli.tenant_work import in_tenant_of, tenant_command
from cloud.clock import system_now
from cloud.fleet.states import KioskShown, fleet_of
from cloud.fleet.wishes import desire
from kiosk.remote.wire.codec import to_builtins

HEADINGS = ("KIOSK", "STORE", "NAME", "VERSION", "WANTED", "SEEN", "OUTBOX", "STATE", "NOT READY")


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "fleet", help="the kiosks: version running and wanted, last seen, records waiting, devices"
    )
    parser.add_argument("--json", action="store_true")
    tenant_command(parser, run_fleet)
    parser = commands.add_parser("release", help="the version that kiosks should run")
    actions = parser.add_subparsers(dest="action", required=True)
    action = actions.add_parser("desire", help="of all kiosks, of a store's, or of one")
    action.add_argument("version", metavar="VERSION")
    _add_scope(action)
    tenant_command(action, run_desire)
    action = actions.add_parser("withdraw", help="take the wish back: the wider one holds again")
    _add_scope(action)
    tenant_command(action, run_withdraw)


def _add_scope(parser: argparse.ArgumentParser) -> None:
    scope = parser.add_mutually_exclusive_group()
    scope.add_argument("--kiosk", metavar="KIOSK")
    scope.add_argument("--store", metavar="STORE")


def run_fleet(given: argparse.Namespace) -> int:
    shown = in_tenant_of(given, fleet_of)
    if given.json:
        print(json.dumps({"kiosks": to_builtins(shown)}, ensure_ascii=False))
        return 0
    now = system_now()
    rows = [HEADINGS, *(_row(kiosk, now) for kiosk in shown)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        print("  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip())
    return 0


def _row(kiosk: KioskShown, now: datetime) -> tuple[str, ...]:
    state = {True: "open", False: "closed", None: "-"}[kiosk.is_open]
    depth = "-" if kiosk.outbox_depth is None else str(kiosk.outbox_depth)
    seen = "never" if kiosk.heard_at is None else ago(kiosk.heard_at, now)
    versions = (kiosk.version or "-", kiosk.wanted or "-")
    not_ready = ", ".join(kiosk.not_ready) or "-"
    return (kiosk.kiosk, kiosk.store, kiosk.name, *versions, seen, depth, state, not_ready)


def ago(then: datetime, now: datetime) -> str:
    """In the largest whole unit: `40 s ago`, `3 h ago`."""
    seconds = max(0, int((now - then).total_seconds()))
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit} ago"
    return f"{seconds} s ago"


def run_desire(given: argparse.Namespace) -> int:
    return _set(given, given.version)


def run_withdraw(given: argparse.Namespace) -> int:
    return _set(given, None)


def _set(given: argparse.Namespace, version: str | None) -> int:
    async def work(connection: AsyncConnection) -> None:
        now = system_now()
        await desire(connection, given.tenant, version, now, store=given.store, kiosk=given.kiosk)

    in_tenant_of(given, work)
    scope = {"tenant": given.tenant, "store": given.store, "kiosk": given.kiosk}
    print(json.dumps({"desired": version, **scope}))
    return 0
