"""`--really`: a publication that looks like a mistake is stopped before anything of it is published."""

from __future__ import annotations

import argparse

from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.contents import Contents
from cloud.catalogue.lowest_prices import Lowest
from cloud.catalogue.surprises import Limits, surprises
from cloud.cli.tenant_work import shop_of
from cloud.cli.words import warn
from kiosk.errors import InputRefused, Reason


def add_limits(parser: argparse.ArgumentParser) -> None:
    """From where on a publication looks like a mistake."""
    parser.add_argument(
        "--most-lost",
        type=int,
        default=Limits().lost_percent,
        metavar="PERCENT",
        help="of the goods sold now: if more of them are gone, nothing is published (%(default)s)",
    )
    parser.add_argument(
        "--most-factor",
        type=int,
        default=Limits().price_factor,
        metavar="N",
        help="if prices of some goods are so many times what they were, or a part, neither (%(default)s)",
    )
    parser.add_argument("--really", action="store_true", help="publish though it looks like a mistake")


async def look_again(
    connection: AsyncConnection, given: argparse.Namespace, held: Contents, made: Lowest
) -> None:
    """Tells what looks like a mistake; raises InputRefused (`cloud.needs_really`) for what would hurt."""
    for reason in made.notes:
        warn(reason)
    limits = Limits(given.most_lost, given.most_factor)
    if not (1 <= limits.lost_percent <= 100 and 2 <= limits.price_factor <= 1000):
        raise InputRefused(Reason("cloud.limits_of_publishing"))
    shop = await shop_of(connection, given.tenant)
    found = list(surprises(held, made.contents, shop.currency, limits))
    for reason in found:
        warn(reason)
    if found and not given.really and not getattr(given, "check", False):
        raise InputRefused(Reason("cloud.needs_really"))
