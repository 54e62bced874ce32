"""Which price holds: a good's rows of the price lists, at an instant, in a store.

Of the rows of one kind that hold then and there the one of the highest priority counts, of these the one
that started last, of these the one whose price list comes first by name. So a week's offer lies over the
price it interrupts and gives it back by itself, and a future price switches without a network.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.priced import PriceKind
from kiosk.domain.product import Product

_ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Amount:
    """A price and where it is from: a row's id, or the SKU for the good's own."""

    minor: int
    source: str
    lowest_30_minor: int | None = None


@dataclass(frozen=True, slots=True)
class PricesNow:
    """What a good costs at an instant, per piece or kilogram; None where there is no such price."""

    listed: Amount
    offer: Amount | None = None
    member: Amount | None = None

    def least(self, *, for_member: bool) -> Amount:
        """The one a piece or kilogram is sold at; of equal ones the list price, then the offer."""
        amounts = (self.listed, self.offer, self.member if for_member else None)
        return min((one for one in amounts if one is not None), key=lambda one: one.minor)

    def of(self, kind: PriceKind) -> Amount | None:
        """The one a line of this kind was made from; None for a label's, which is in no price list."""
        known = {PriceKind.LIST: self.listed, PriceKind.OFFER: self.offer, PriceKind.MEMBER: self.member}
        return known.get(kind)


def prices_now(product: Product, at: datetime, price_lists: Collection[str]) -> PricesNow:
    """The prices that hold at `at` in a store of these price lists."""
    own, member = Amount(product.price_minor, product.sku), product.member_price_minor
    of_members = None if member is None else Amount(member, product.sku)
    if not product.prices:
        return PricesNow(own, None, of_members)
    best: dict[PriceFor, Price] = {}
    for row in product.prices:
        if _holds(row, at, price_lists):
            known = best.get(row.kind)
            if known is None or _comes_before(row, known):
                best[row.kind] = row
    return PricesNow(
        _amount(best.get(PriceFor.LIST)) or own,
        _amount(best.get(PriceFor.OFFER)),
        _amount(best.get(PriceFor.MEMBER)) or of_members,
    )


def amounts_of(product: Product) -> set[int]:
    """Every price of the good in any store and at any time of this revision: a label may be of yesterday."""
    amounts = {product.price_minor, *(row.amount_minor for row in product.prices)}
    return amounts if product.member_price_minor is None else amounts | {product.member_price_minor}


def _holds(row: Price, at: datetime, price_lists: Collection[str]) -> bool:
    if row.price_list and row.price_list not in price_lists:
        return False
    begun = row.starts_at is None or row.starts_at <= at
    return begun and (row.ends_at is None or at < row.ends_at)


def _comes_before(row: Price, other: Price) -> bool:
    if row.priority != other.priority:
        return row.priority > other.priority
    start, others = row.starts_at or _ALWAYS, other.starts_at or _ALWAYS
    return start > others if start != others else row.price_list < other.price_list


def _amount(row: Price | None) -> Amount | None:
    return None if row is None else Amount(row.amount_minor, row.price_id, row.lowest_30_minor)
