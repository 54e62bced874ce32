"""`--really`: a publication that looks like a mistake is stopped before anything of it is published."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.contents import Contents
from cloud.catalogue.lowest_prices import Lowest
from cloud.catalogue.surprises import Limits, surprises
from cloud.cli.tenant_work import shops_of
from cloud.cli.words import warn
from cloud.clock import system_now
from kiosk.domain.offer import NearDate
from kiosk.errors import InputRefused, Reason


def add_limits(parser: argparse.ArgumentParser) -> None:
    """From where on a publication looks like a mistake, and what counts though it does."""
    parser.add_argument(
        "--most-lost",
        type=int,
        default=Limits().lost_percent,
        metavar="PERCENT",
        help="publish nothing when more than this share of the goods sold now is missing (%(default)s)",
    )
    parser.add_argument(
        "--most-factor",
        type=int,
        default=Limits().price_factor,
        metavar="N",
        help="publish nothing when several goods cost N times what they did, or an Nth of it (%(default)s)",
    )
    parser.add_argument(
        "--lowest-as-told",
        action="store_true",
        help="show lowest_30_days as the sheet of prices says it, even where a lower price was asked",
    )
    parser.add_argument("--really", action="store_true", help="publish although it looks like a mistake")


def refuse_emptied(held: Contents, made: Contents, given: Iterable[str]) -> None:
    """Raises InputRefused (`cloud.list_emptied`) where a file without a row would let go of a whole list.

    `given`: names of the lists that there are files of; `made`: what these say.
    """
    for name in sorted(given):
        if _rows(held, name) and not _rows(made, name):
            raise InputRefused(Reason("cloud.list_emptied", {"list": name, "rows": _rows(held, name)}))


def _rows(contents: Contents, name: str) -> int:
    near = sum(isinstance(offer, NearDate) for offer in contents.offers)
    counts = {"prices": len(contents.prices), "categories": len(contents.categories)}
    return {**counts, "markdowns": near, "offers": len(contents.offers) - near}[name]


async def look_again(
    connection: AsyncConnection, given: argparse.Namespace, held: Contents, made: Lowest
) -> None:
    """Tells what looks like a mistake; raises InputRefused (`cloud.needs_really`) for what would hurt."""
    for reason in made.notes:
        warn(reason)
    limits = Limits(given.most_lost, given.most_factor)
    if not (1 <= limits.lost_percent <= 100 and 2 <= limits.price_factor <= 1000):
        raise InputRefused(Reason("cloud.limits_of_publishing"))
    shops = await shops_of(connection, given.tenant)
    lists = [shop.price_lists for shop in shops]
    found = surprises(held, made.contents, shops[0].currency, limits, system_now(), lists)
    for reason in (*found.stops, *found.notes):
        warn(reason)
    if found.stops and not given.really and not getattr(given, "check", False):
        raise InputRefused(Reason("cloud.needs_really"))
