"""`publish`: goods, offers and prices from CSV files as the tenant's next signed revision.

All at once where this machine holds the key; in three steps where it is elsewhere: `publish FILE --unsigned
OUT`, `publish sign --key F OUT` on the machine of the key, `publish put OUT`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.contents import Contents
from cloud.catalogue.drafting import VALID_FOR, Draft, draft, renewal, rollback
from cloud.catalogue.keeping import signer_here
from cloud.catalogue.kept_lists import LISTS, keeping
from cloud.catalogue.list_changes import list_changes, plain_changes
from cloud.catalogue.lowest_prices import Lowest, PriceSheet, with_lowest
from cloud.catalogue.parcel import whole, write_parcel
from cloud.catalogue.publishing import Published, sign_and_put
from cloud.catalogue.revisions import categories_now, contents_now
from cloud.catalogue.sheets import Problem, ReadFiles, ShopFiles, read_files
from cloud.catalogue.static_files import write_static
from cloud.cli.looking_again import add_limits, look_again, refuse_emptied
from cloud.cli.master import add_tax, fill
from cloud.cli.place import Place, open_place
from cloud.cli.report import write_report
from cloud.cli.tenant_work import in_tenant, in_tenant_of, shop_of, tenant_command
from cloud.cli.words import sentence, warn
from cloud.clock import system_now
from cloud.database.locks import lock_publishing
from cloud.keys import KeyRing
from cloud.members.segments import known_segments
from kiosk.domain.offer_members import unknown_segments
from kiosk.errors import InputRefused, Reason

Making = Callable[[AsyncConnection], Awaitable[Draft]]


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser("publish", help="publish a catalogue revision")
    parser.add_argument("products", type=Path, metavar="CSV", help="goods")
    for name, told in (
        ("markdowns", "of goods near their date"),
        ("categories", "the tree of categories and their sale rules"),
        ("prices", "with dates and for groups of stores"),
    ):
        parser.add_argument(f"--{name}", type=Path, metavar="CSV", help=told)
    add_offers(parser)
    parser.add_argument(
        "--drop",
        action="append",
        default=[],
        choices=LISTS,
        help="let go of a list published before; one that is not given stays. May be given again",
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="what is wrong, as .html or .csv")
    parser.add_argument(
        "--check", action="store_true", help="read the files and say what is wrong; publish nothing"
    )
    parser.add_argument(
        "--from-master",
        type=Path,
        metavar="OUT.csv",
        help="publish nothing: write the goods with what is known of their barcodes, to be looked over",
    )
    add_tax(parser)
    add_limits(parser)
    parser.add_argument(
        "--after",
        type=int,
        default=0,
        metavar="REVISION",
        help="number on from this one: the cloud was restored and kiosks have it already",
    )
    add_signing(parser, run)
    parser = commands.add_parser("publish rollback", help="go back to an older revision that is still kept")
    parser.add_argument("revision", type=int, metavar="REVISION")
    add_signing(parser, run_rollback)
    parser = commands.add_parser("publish renew", help="sign the present revision for a longer time")
    add_signing(parser, run_renew)
    told = "write what is published as plain files that any web server carries"
    parser = commands.add_parser("publish static", help=told)
    parser.add_argument("static", type=Path, metavar="DIR")
    tenant_command(parser, run_static)


def add_offers(parser: argparse.ArgumentParser) -> None:
    """The files of offers."""
    parser.add_argument(
        "--offers",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="offers on these goods, .csv or .json; may be given again",
    )


def add_signing(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    """A `tenant_command` that makes a manifest: how long it holds, and where it is signed."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--unsigned", type=Path, metavar="OUT", help="a folder to be signed elsewhere")
    where.add_argument(
        "--static",
        type=Path,
        metavar="DIR",
        help="then write all that is published there, as `publish static`",
    )
    parser.add_argument(
        "--valid-days",
        type=int,
        default=VALID_FOR.days,
        metavar="N",
        help="until kiosks tell staff that nothing newer has come (%(default)s)",
    )
    tenant_command(parser, run)


def run(given: argparse.Namespace) -> int:
    if given.from_master is not None:
        fill(given.data, given.tenant, given.products, given.from_master, given.tax)
        return 0
    files = ShopFiles(
        products=given.products,
        offers=tuple(given.offers),
        markdowns=given.markdowns,
        categories=given.categories,
        prices=given.prices,
    )
    for name in files.given() & set(given.drop):
        raise InputRefused(Reason("cloud.given_and_dropped", {"list": name}))
    if given.lowest_as_told and given.prices is None:
        raise InputRefused(Reason("cloud.as_told_without_prices"))
    with open_place(given.data) as place:
        read = in_tenant(place, given.tenant, lambda connection: _read(connection, given.tenant, files))
        if given.report is not None:
            write_report(given.report, read.contents, read.problems, read.notes)
        _tell(read)
        others = files.given() | set(given.drop)
        if given.check:
            made = in_tenant(place, given.tenant, lambda connection: _made(connection, given, read, others))
            contents = made.lowest.contents
            would = {"products": len(contents.products), "problems": 0}
            print(json.dumps({**would, "lists": plain_changes(list_changes(made.held, contents))}))
            return 0
        return finish(place, given, lambda connection: _draft(connection, given, read, others))


async def _read(connection: AsyncConnection, tenant: str, files: ShopFiles) -> ReadFiles:
    known = await categories_now(connection)
    read = read_files(files, await shop_of(connection, tenant), known)
    nobodys = unknown_segments(read.contents.offers, await known_segments(connection))
    return replace(read, notes=(*read.notes, *(Problem(files.offers[0], reason) for reason in nobodys)))


def _keeping(read: ReadFiles, held: Contents, others: frozenset[str]) -> Contents:
    """With the lists that stay; what was left out of them is told on stderr."""
    kept = keeping(read.contents, held, others)
    for reason in kept.left_out:
        warn(reason)
    return kept.contents


def _tell(read: ReadFiles) -> None:
    """Each problem on stderr; raises InputRefused where there is any."""
    for note in read.notes:
        warn(note.reason)
    for problem in read.problems:
        print(f"{problem.file}: {sentence(problem.reason)}", file=sys.stderr)
    if read.problems:
        raise InputRefused(Reason("cloud.catalogue_has_problems", {"problems": len(read.problems)}))


@dataclass(frozen=True, slots=True)
class Made:
    """What is to be published at `at`, and what the shop sells by."""

    lowest: Lowest
    held: Contents
    at: datetime


async def _made(
    connection: AsyncConnection, given: argparse.Namespace, read: ReadFiles, others: frozenset[str]
) -> Made:
    """With what stays of before and the lowest prices of 30 days; tells on stderr what looks wrong."""
    held, at = await contents_now(connection, read.contents), system_now()
    refuse_emptied(held, read.contents, others - set(given.drop))
    contents = _keeping(read, held, others)
    sheet = PriceSheet(read.price_rows, given.lowest_as_told) if "prices" in others else None
    lowest = await with_lowest(connection, contents, held, at, sheet)
    if given.report is not None and lowest.notes:
        notes = (*read.notes, *(Problem(given.prices or given.products, note) for note in lowest.notes))
        write_report(given.report, read.contents, (), notes)
    await look_again(connection, given, held, lowest)
    return Made(lowest, held, at)


async def _draft(
    connection: AsyncConnection, given: argparse.Namespace, read: ReadFiles, others: frozenset[str]
) -> Draft:
    return await drafted(connection, given, await _made(connection, given, read, others), given.after)


async def drafted(
    connection: AsyncConnection, given: argparse.Namespace, made: Made, after: int = 0
) -> Draft:
    """The files and the manifest of what is to be published; `after` as `draft` says."""
    shop = await shop_of(connection, given.tenant)
    return await draft(
        connection,
        given.tenant,
        made.lowest.contents,
        currency=shop.currency,
        at=made.at,
        valid_for=timedelta(days=given.valid_days),
        after=min(after, 2**53 - 1),
        now=made.held,
        words=made.lowest.words,
    )


def run_rollback(given: argparse.Namespace) -> int:
    days = timedelta(days=given.valid_days)
    with open_place(given.data) as place:
        return finish(
            place,
            given,
            lambda connection: rollback(connection, given.tenant, given.revision, system_now(), days),
        )


def run_renew(given: argparse.Namespace) -> int:
    days = timedelta(days=given.valid_days)
    with open_place(given.data) as place:
        return finish(place, given, lambda connection: renewal(connection, given.tenant, system_now(), days))


def finish(place: Place, given: argparse.Namespace, making: Making) -> int:
    """Signs and publishes what `making` makes, or leaves it in a folder to be signed."""
    if not 1 <= given.valid_days <= 3650:
        raise InputRefused(Reason("cloud.valid_days", {"value": given.valid_days}))
    if given.unsigned is not None:
        made = in_tenant(place, given.tenant, lambda connection: _to_carry(connection, making))
        write_parcel(given.unsigned, made)
        told: dict[str, object] = {"revision": made.manifest.revision, "to_sign": str(given.unsigned)}
        if made.contents is not None:
            told["lists"] = plain_changes(list_changes(made.before or Contents(), made.contents))
        print(json.dumps(told))
        return 0

    async def all_at_once(connection: AsyncConnection) -> Published:
        await lock_publishing(connection, given.tenant)
        sign = await signer_here(connection, KeyRing(place.data / "keys"), given.tenant)
        return await sign_and_put(connection, given.tenant, await making(connection), sign)

    tell(in_tenant(place, given.tenant, all_at_once))
    if given.static is not None:
        in_tenant(place, given.tenant, lambda connection: write_static(connection, given.static))
    return 0


async def _to_carry(connection: AsyncConnection, making: Making) -> Draft:
    return await whole(connection, await making(connection))


def run_static(given: argparse.Namespace) -> int:
    done = in_tenant_of(given, lambda connection: write_static(connection, given.static))
    print(json.dumps({"written": done.written, "removed": done.removed, "folder": str(given.static)}))
    return 0


def tell(published: Published) -> None:
    told = {"revision": published.revision, "products": published.products, "offers": published.offers}
    more = {"changed": published.changed, "recalls": published.recalls}
    print(json.dumps({**told, **more, "lists": plain_changes(published.lists)}))


async def publish_files(
    connection: AsyncConnection, keys: KeyRing, tenant: str, files: ShopFiles
) -> Published:
    """All at once, for other commands; raises InputRefused, having told the rows that do not hold."""
    shop = await shop_of(connection, tenant)
    read = read_files(files, shop, await categories_now(connection))
    _tell(read)
    await lock_publishing(connection, tenant)
    held = await contents_now(connection, read.contents)
    contents = _keeping(read, held, files.given())
    made = await draft(connection, tenant, contents, currency=shop.currency, at=system_now(), now=held)
    return await sign_and_put(connection, tenant, made, await signer_here(connection, keys, tenant))
