"""The lowest price of the 30 days before each reduction: told where a store shows it, a sheet's checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.contents import Contents
from cloud.catalogue.history import Timeline, in_force, timeline
from cloud.catalogue.revisions import GOODS_AT_ONCE
from cloud.database.tables import stores
from kiosk.domain.lowest_price import REDUCTIONS, InForce, begins_at, lowest_asked, window
from kiosk.domain.money import format_minor
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.product import Product
from kiosk.domain.sale import Store
from kiosk.errors import Reason
from kiosk.remote.wire.codec import from_builtins

Key = tuple[str, str, str, datetime | None]
"""`Price.key`."""


@dataclass(frozen=True, slots=True)
class Lowest:
    """The contents with the lowest prices of before, and each row whose own says another."""

    contents: Contents
    notes: tuple[Reason, ...] = ()


async def with_lowest(
    connection: AsyncConnection, contents: Contents, held: Contents, at: datetime, *, told: bool
) -> Lowest:
    """Each reduction with the lowest price of before it, by what was published and, of days to come, by these
    contents. Stores that sell by a row and differ give it the lowest of theirs.

    `told`: the rows are of a sheet, and their own values the shop's word: the lower of both counts, as no
    cloud knows what was asked elsewhere. Of rows that stay, a reduction that began keeps its value. Where the
    history does not go back far enough, the row's value counts too, and that of `held` where it has none.
    """
    shops = [
        from_builtins(Store, shop)
        for shop in await connection.scalars(select(stores.c.shop).order_by(stores.c.store))
    ]
    asked = any(shop.lowest_30_days for shop in shops)
    rows: defaultdict[str, list[Price]] = defaultdict(list)
    for row in contents.prices:
        if row.kind in REDUCTIONS and (asked or row.lowest_30_minor is not None):
            rows[row.sku].append(row)
    if not rows or not shops:
        return Lowest(contents)
    looking = _Looking(shops, await timeline(connection, at), contents.priced(), told)
    known = {row.key: row.lowest_30_minor for row in held.prices}
    skus = sorted(rows)
    for start in range(0, len(skus), GOODS_AT_ONCE):
        some = skus[start : start + GOODS_AT_ONCE]
        history = await in_force(connection, looking.line, some)
        looking.fill([row for sku in some for row in rows[sku]], history, known)
    filled = tuple(looking.found.get(row.price_id, row) for row in contents.prices)
    return Lowest(replace(contents, prices=filled), tuple(looking.notes))


class _Looking:
    def __init__(
        self, shops: Sequence[Store], line: Timeline, goods: Mapping[str, Product], told: bool
    ) -> None:
        self._shops, self._goods, self._told = shops, goods, told
        self.line = line
        self.found: dict[str, Price] = {}
        self.notes: list[Reason] = []

    def fill(
        self,
        rows: Iterable[Price],
        history: Mapping[str, Sequence[InForce]],
        known: Mapping[Key, int | None],
    ) -> None:
        for row in rows:
            begins, computed = self._computed(row, history[row.sku])
            is_short = self.line.begins > window(begins, self._shops[0].zone)
            values = [computed]
            if self._told or is_short or begins <= self.line.at:
                values.append(row.lowest_30_minor)
            if is_short and row.lowest_30_minor is None:
                values.append(known.get(row.key))
            least = min((value for value in values if value is not None), default=None)
            if self._told and row.lowest_30_minor not in (None, computed) and computed is not None:
                self._note(row, begins, computed)
            self.found[row.price_id] = replace(row, lowest_30_minor=least)

    def _computed(self, row: Price, history: Sequence[InForce]) -> tuple[datetime, int | None]:
        begins = begins_at(row, history, self.line.at)
        to_come = InForce(self.line.at, max(begins, self.line.at), self._goods.get(row.sku))
        since = window(begins, self._shops[0].zone)
        lists = {
            shop.price_lists
            for shop in self._shops
            if not row.price_list or row.price_list in shop.price_lists
        }
        found = [
            lowest_asked((*history, to_come), since, begins, each, for_member=row.kind is PriceFor.MEMBER)
            for each in lists or {(row.price_list,)}
        ]
        return begins, min((each for each in found if each is not None), default=None)

    def _note(self, row: Price, begins: datetime, computed: int) -> None:
        currency = self._shops[0].currency
        values: dict[str, str | int] = {
            "sku": row.sku,
            "price": row.price_id,
            "told": format_minor(row.lowest_30_minor or 0, currency),
            "found": format_minor(computed, currency),
            "begins": begins.isoformat(timespec="minutes"),
        }
        self.notes.append(Reason("catalogue.lowest_30_differs", values))
