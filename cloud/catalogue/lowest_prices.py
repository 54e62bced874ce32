"""The lowest price of the 30 days before each reduction: told where a store shows it, a sheet's checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.contents import Contents
from cloud.catalogue.history import Timeline, in_force, offers_held, timeline
from cloud.catalogue.lowest_told import Word, Words, words_now
from cloud.catalogue.revisions import GOODS_AT_ONCE
from cloud.database.tables import stores
from kiosk.domain.category import compile_categories
from kiosk.domain.lowest_price import (
    REDUCTIONS,
    InForce,
    OffersHeld,
    begins_at,
    for_everybody,
    lowest_asked,
    window,
)
from kiosk.domain.member_segments import EVERY_MEMBER
from kiosk.domain.money import format_minor
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.priced import PricingContext
from kiosk.domain.sale import Store
from kiosk.errors import InputRefused, Reason
from kiosk.remote.wire.codec import from_builtins


@dataclass(frozen=True, slots=True)
class PriceSheet:
    """Rows that a sheet gives now: the shop's word anew, in the place of that of before."""

    rows: Mapping[str, int]
    """The sheet's row by the id of each price."""
    stands: bool = False
    """What it says counts as it says it (`--lowest-as-told`)."""


@dataclass(frozen=True, slots=True)
class Lowest:
    """The contents with the lowest prices of before, and what is to be told of rows."""

    contents: Contents
    notes: tuple[Reason, ...] = ()
    words: Words | None = None
    """The shop's, of these contents; None: those for what it sells by stay."""


async def with_lowest(
    connection: AsyncConnection, contents: Contents, held: Contents, at: datetime, sheet: PriceSheet | None
) -> Lowest:
    """Each reduction with the lowest price of before it, by what was published and, of days to come, by these
    contents. Stores that sell by a row and differ give it the lowest of theirs.

    A sheet's own value is the shop's word, kept for as long as the row stays: the lower of both counts, as no
    cloud knows what was asked elsewhere, or the word where it stands. Of rows that stay, a reduction that
    began keeps its value. Where the history does not go back far enough, the row's value counts too, and that
    of `held` where it has none.
    """
    shops = [
        from_builtins(Store, shop)
        for shop in await connection.scalars(select(stores.c.shop).order_by(stores.c.store))
    ]
    words = _words(contents, sheet, await words_now(connection), at)
    asked = any(shop.lowest_30_days for shop in shops)
    rows: defaultdict[str, list[Price]] = defaultdict(list)
    for row in contents.prices:
        if row.kind in REDUCTIONS and (asked or row.lowest_30_minor is not None):
            rows[row.sku].append(row)
    if not rows or not shops:
        return Lowest(contents, words=words)
    line = await timeline(connection, at)
    looking = _Looking(connection, line, shops, contents, held, sheet, words)
    skus = sorted(rows)
    for start in range(0, len(skus), GOODS_AT_ONCE):
        some = skus[start : start + GOODS_AT_ONCE]
        history = await in_force(connection, line, some)
        await looking.fill([row for sku in some for row in rows[sku]], history)
    filled = tuple(looking.found.get(row.price_id, row) for row in contents.prices)
    return Lowest(replace(contents, prices=filled), tuple(looking.notes), words)


def _words(contents: Contents, sheet: PriceSheet | None, before: Words, at: datetime) -> Words:
    if sheet is not None:
        told = ((row.price_id, row.lowest_30_minor) for row in contents.prices)
        return {price: Word(minor, at, sheet.stands) for price, minor in told if minor is not None}
    rows = {row.price_id for row in contents.prices} if before else set()
    return {price: word for price, word in before.items() if price in rows}


class _Looking:
    """What is found for the rows of one publication, and what is to be told of them."""

    def __init__(
        self,
        connection: AsyncConnection,
        line: Timeline,
        shops: Sequence[Store],
        contents: Contents,
        held: Contents,
        sheet: PriceSheet | None,
        words: Words,
    ) -> None:
        self._connection, self._line, self._shops = connection, line, shops
        self._sheet, self._words = sheet, words
        self._goods = contents.priced()
        self._shown = {row.key: row.lowest_30_minor for row in held.prices}
        book = for_everybody(contents.offers, compile_categories(contents.categories, 0))
        self._to_come = OffersHeld(line.at, datetime.max.replace(tzinfo=UTC), book)
        self._offers: Sequence[OffersHeld] = ()
        self._offers_since: datetime | None = None
        self.found: dict[str, Price] = {}
        self.notes: list[Reason] = []

    async def fill(self, rows: Iterable[Price], history: Mapping[str, Sequence[InForce]]) -> None:
        begins = {row: begins_at(row, history[row.sku], self._line.at) for row in rows}
        since = min(map(self._since, begins.values()))
        if self._offers_since is None or since < self._offers_since:
            self._offers = (*await offers_held(self._connection, self._line, since), self._to_come)
            self._offers_since = since
        for row, instant in begins.items():
            least = self._lowest(row, instant, history[row.sku])
            self.found[row.price_id] = replace(row, lowest_30_minor=least)

    def _since(self, begins: datetime) -> datetime:
        return window(begins, self._shops[0].zone)

    def _lowest(self, row: Price, begins: datetime, history: Sequence[InForce]) -> int | None:
        since, word = self._since(begins), self._words.get(row.price_id)
        try:
            computed, not_known = self._computed(row, history, since, begins), False
        except InputRefused:
            computed, not_known = None, True
        if self._sheet is not None and word is not None and computed not in (None, word.minor):
            self._note(row, begins, computed or 0, self._sheet)
        if word is not None and word.stands:
            after = None if not_known else self._computed(row, history, max(since, word.at), begins)
            return _least(word.minor, after)
        values = [computed, None if word is None else word.minor]
        is_short = self._line.begins > since
        if self._sheet is None and (is_short or begins <= self._line.at):
            values.append(row.lowest_30_minor)
        if is_short and row.lowest_30_minor is None:
            values.append(self._shown.get(row.key))
        least = _least(*values)
        if not_known and least is None:
            self.notes.append(
                Reason("catalogue.lowest_not_known", {"sku": row.sku, "begins": self._local(begins)})
            )
        return least

    def _computed(
        self, row: Price, history: Sequence[InForce], since: datetime, begins: datetime
    ) -> int | None:
        """By what was published; raises InputRefused where that cannot be told."""
        to_come = InForce(self._line.at, max(begins, self._line.at), self._goods.get(row.sku))
        lists = {
            shop.price_lists
            for shop in self._shops
            if not row.price_list or row.price_list in shop.price_lists
        }
        shop, members = self._shops[0], (EVERY_MEMBER,) if row.kind is PriceFor.MEMBER else ()
        buyer = PricingContext(
            at=begins, zone=shop.zone, currency=shop.currency, tax=shop.tax, member_segments=members
        )
        return _least(
            *(
                lowest_asked(
                    (*history, to_come), since, begins, replace(buyer, price_lists=each), self._offers
                )
                for each in lists or {(row.price_list,)}
            )
        )

    def _note(self, row: Price, begins: datetime, computed: int, sheet: PriceSheet) -> None:
        currency = self._shops[0].currency
        values: dict[str, str | int] = {
            "row": sheet.rows[row.price_id],
            "column": "lowest_30_days",
            "value": format_minor(row.lowest_30_minor or 0, currency),
            "sku": row.sku,
            "found": format_minor(computed, currency),
            "begins": self._local(begins),
        }
        code = "catalogue.lowest_30_stands" if sheet.stands else "catalogue.lowest_30_differs"
        self.notes.append(Reason(code, values))

    def _local(self, instant: datetime) -> str:
        """On the clock that the sheet is written by."""
        return instant.astimezone(ZoneInfo(self._shops[0].zone)).strftime("%Y-%m-%d %H:%M")


def _least(*values: int | None) -> int | None:
    return min((value for value in values if value is not None), default=None)
