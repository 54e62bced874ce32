"""What looks like a mistake of whoever publishes: half of the goods gone, prices with the point elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from cloud.catalogue.contents import Contents
from cloud.catalogue.price_moves import Move, PriceLists, price_moves
from kiosk.domain.money import format_minor
from kiosk.errors import Reason

FEW = 3
"""So many goods may go or change as they like: a small shop, a real clearance."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a publication is to be looked at again."""

    lost_percent: int = 30
    """Of the goods that are sold now."""
    price_factor: int = 10
    """Of what a good costs somebody, up or down."""


@dataclass(frozen=True, slots=True)
class Surprises:
    """`cloud.many_goods_gone` and `cloud.prices_far_off` are to be meant before anything is published;
    `cloud.price_far_off` names each of a few goods and holds."""

    stops: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()


def surprises(
    before: Contents,
    after: Contents,
    currency: str,
    limits: Limits,
    at: datetime,
    stores: Collection[PriceLists] = (),
) -> Surprises:
    """Of a publication at `at`, in stores of these price lists; none of a first one."""
    stops: list[Reason] = []
    goods = {product.sku for product in after.products}
    gone = [product.sku for product in before.products if product.sku not in goods]
    if len(gone) > FEW and 100 * len(gone) > limits.lost_percent * len(before.products):
        values: dict[str, str | int] = {"gone": len(gone), "goods": len(before.products), "sku": gone[0]}
        stops.append(Reason("cloud.many_goods_gone", {**values, "limit": limits.lost_percent}))
    far: dict[str, Move] = {}
    for move in price_moves(before, after, at, stores):
        if _is_far(move, limits):
            far.setdefault(move.sku, move)
    told = [
        {"sku": move.sku, "was": format_minor(move.was, currency), "now": format_minor(move.now, currency)}
        for move in islice(far.values(), FEW)
    ]
    if len(far) <= FEW:
        notes = (Reason("cloud.price_far_off", {"factor": limits.price_factor, **each}) for each in told)
        return Surprises(tuple(stops), tuple(notes))
    counts: dict[str, str | int] = {"goods": len(far), "factor": limits.price_factor}
    return Surprises((*stops, Reason("cloud.prices_far_off", {**counts, **told[0]})))


def _is_far(move: Move, limits: Limits) -> bool:
    """What costs nothing any more is as far as can be; what cost nothing had no price to be far from."""
    factor = limits.price_factor
    return move.was > 0 and (move.now >= factor * move.was or move.was >= factor * move.now)
