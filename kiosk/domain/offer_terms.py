"""When an offer holds, for whom, how often, and beside which others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from kiosk.domain.sale_hours import SaleHours, is_open


class Combination(StrEnum):
    """What else may lower the price of the same piece (the levels are told in `kiosk.domain.pricing`)."""

    ONE_A_PIECE = "one_a_piece"
    """No other deal; stackable offers and those of the basket on top of it."""
    STACKABLE = "stackable"
    """Comes on top of whatever deal the piece has."""
    EXCLUSIVE = "exclusive"
    """Nothing else at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTerms:
    """Every condition must hold; empty or None is no condition."""

    starts_at: datetime | None = None
    """Aware; from this instant on."""
    ends_at: datetime | None = None
    """Aware; until before this instant."""
    weekdays: tuple[int, ...] = ()
    """ISO weekdays in the store's zone: 1 is Monday, 7 Sunday."""
    hours: tuple[SaleHours, ...] = ()
    """On the wall clock of the store."""
    segments: tuple[str, ...] = ()
    """The shopper is a member of one of them; `member` is every member."""
    most_uses: int | None = None
    """In one trip: sets, or pieces (a weighed one counts as one) of offers that take pieces one by one. With
    `coupon`: for each claim."""
    most_uses_per_member: int | None = None
    """Over all trips: the context tells those used before. An offer that counts them is for members only."""
    priority: int = 0
    """Stackable offers are applied from the highest to the lowest, then by their ids."""
    combination: Combination = Combination.ONE_A_PIECE
    coupon: bool = False
    """Only with a claim for it."""


ALWAYS = OfferTerms()


class Absence(StrEnum):
    """Why an offer does not hold for a shopper now."""

    NOT_YET = "not_yet"
    EXPIRED = "expired"
    OTHER_TIME = "other_time"
    """Of the day or the week."""
    OTHER_SEGMENT = "other_segment"
    USED_UP = "used_up"


def absence(
    terms: OfferTerms, at: datetime, zone: str, segments: Collection[str], used: int = 0
) -> Absence | None:
    """Why an offer does not hold; None where it does. `used`: how often the member used it before."""
    if terms.starts_at is not None and at < terms.starts_at:
        return Absence.NOT_YET
    if terms.ends_at is not None and at >= terms.ends_at:
        return Absence.EXPIRED
    if terms.weekdays and at.astimezone(ZoneInfo(zone)).isoweekday() not in terms.weekdays:
        return Absence.OTHER_TIME
    if not is_open(terms.hours, at, zone):
        return Absence.OTHER_TIME
    if terms.segments and not set(terms.segments) & set(segments):
        return Absence.OTHER_SEGMENT
    if terms.most_uses_per_member is not None:
        if not segments:
            return Absence.OTHER_SEGMENT
        if used >= terms.most_uses_per_member:
            return Absence.USED_UP
    return None
