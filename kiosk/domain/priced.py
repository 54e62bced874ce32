"""What pricing takes and gives: the context, and a basket with its prices, whose sums hold when made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from kiosk.domain.coupon import Claim
from kiosk.domain.money import Rounding
from kiosk.domain.offer import LimitUsed
from kiosk.domain.override import Override
from kiosk.domain.priced_offers import AppliedOffer, NearOffer, RefusedClaim
from kiosk.domain.role import Role
from kiosk.domain.round_up import RoundUp
from kiosk.domain.tax import TaxedAmount
from kiosk.domain.tax_rule import TAX_INSIDE, TaxMode, TaxRule
from kiosk.errors import BugError


class PriceKind(StrEnum):
    """Which price a line was made from."""

    LIST = "list"
    MEMBER = "member"
    LABEL = "label"
    """The amount printed on the in-store label."""
    OFFER = "offer"
    """A price for everybody, lower than the list price and for a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricingContext:
    """All that pricing depends on beside goods and offers; travels with the sale."""

    at: datetime
    """Aware; fixed at the trip's start, moved forward once at freeze."""
    zone: str
    currency: str
    rounding: Rounding = Rounding.HALF_UP
    member_segments: tuple[str, ...] = ()
    """Non-empty for an identified member (`member`)."""
    price_lists: tuple[str, ...] = ()
    """Those of the store: which price rows hold beside the ones of every store."""
    tax: TaxRule = TAX_INSIDE
    """The store's."""
    overrides: tuple[Override, ...] = ()
    """What attendants took off."""
    round_up: RoundUp | None = None
    """Set where the shopper gives the rest to the next whole amount."""
    claims: tuple[Claim, ...] = ()
    """Coupons and vouchers that count, in the order of scanning."""
    limits_used: tuple[LimitUsed, ...] = ()
    """What the member used before of offers that count it."""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """Why a line costs what it costs: one step, in order. `code` is one of the reasons' codes."""

    code: str
    amount_minor: int
    """What the line's total moved by in this step."""
    source: str = ""
    """The price row's or offer's id."""
    pieces: int = 0
    """Of an offer: how many pieces of the line it took."""
    uses: int = 0
    """Of a set: how often it was made, over all lines."""

    def __init__(
        self, code: str, amount_minor: int, source: str = "", pieces: int = 0, uses: int = 0
    ) -> None:
        # A basket has hundreds; by the setters of the slots it takes half as long as a frozen dataclass does.
        _set_code(self, code)
        _set_amount_minor(self, amount_minor)
        _set_source(self, source)
        _set_pieces(self, pieces)
        _set_uses(self, uses)


_set_code, _set_amount_minor, _set_source, _set_pieces, _set_uses = (
    TraceStep.__dict__[each.name].__set__ for each in fields(TraceStep)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A line with its price; `list_total + discount == total` (discount <= 0), as the shelf tells amounts:
    with the tax in it (`total == net + tax`), or without (`total == net`).
    """

    line_id: str
    sku: str
    quantity: int
    weight_g: int | None
    unit_price_minor: int
    price_kind: PriceKind
    list_total_minor: int
    discount_minor: int
    total_minor: int
    net_minor: int
    tax_minor: int
    tax_code: str
    tax_bp: int
    trace: tuple[TraceStep, ...]
    role: Role = Role.GOODS
    refers_to: str = ""
    """The id of the basket's line that this one is made for and follows; empty for a line of the basket."""

    def __post_init__(self) -> None:
        total, net, traced = self.total_minor, self.net_minor, 0
        for step in self.trace:
            traced += step.amount_minor
        agree = (
            self.list_total_minor + self.discount_minor == total == traced
            and (total == net + self.tax_minor or total == net)
            and self.discount_minor <= 0 <= total
            and net >= 0 <= self.tax_minor
        )
        if not agree:
            raise BugError(f"the sums of a priced line do not agree: {self}")

    @property
    def is_derived(self) -> bool:
        """Made by pricing: no line of the basket."""
        return bool(self.refers_to) or self.role is Role.DONATION

    @property
    def gross_minor(self) -> int:
        """What is paid for the line, the tax with it, however the shelf tells amounts."""
        return self.net_minor + self.tax_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxTotal:
    """One rate's share of the total."""

    tax_code: str
    tax_bp: int
    net_minor: int
    tax_minor: int
    gross_minor: int

    def __post_init__(self) -> None:
        TaxedAmount(self.net_minor, self.tax_minor, self.gross_minor, self.tax_bp)


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedBasket:
    """The answer of `price()`; its sums hold when made, else BugError.

    `total` is what is owed: `list_total + discount`, with the tax where it comes on top, and `rounding`.
    """

    currency: str
    lines: tuple[PricedLine, ...]
    list_total_minor: int
    discount_minor: int
    total_minor: int
    taxes: tuple[TaxTotal, ...]
    pricing_version: int
    catalogue_revision: int
    tax_mode: TaxMode = TaxMode.INCLUSIVE
    rounding_minor: int = 0
    """What the total was moved by so that coins can pay it; of no line and no tax."""
    applied: tuple[AppliedOffer, ...] = ()
    """In the order of their ids; empty in baskets of older versions, like the next three."""
    near: tuple[NearOffer, ...] = ()
    """At most three, what saves most first."""
    refused: tuple[RefusedClaim, ...] = ()
    """Claims for an offer that lower nothing, in the context's order."""
    used_claims: tuple[str, ...] = ()
    """Ids of the claims that an offer was applied by, in the context's order."""

    def __post_init__(self) -> None:
        lines, tax_minor = self.lines, self.tax_minor
        on_top = self.tax_mode is TaxMode.EXCLUSIVE
        added = tax_minor if on_top else 0
        agree = (
            self.list_total_minor == sum([line.list_total_minor for line in lines])
            and self.discount_minor == sum([line.discount_minor for line in lines])
            and all(line.total_minor == line.net_minor + (0 if on_top else line.tax_minor) for line in lines)
            and self.total_minor == self.list_total_minor + self.discount_minor + added + self.rounding_minor
            and self.total_minor == sum(tax.gross_minor for tax in self.taxes) + self.rounding_minor
            and tax_minor == sum([line.tax_minor for line in lines])
            and self.total_minor >= 0
        )
        if not agree:
            raise BugError(f"the sums of a priced basket do not agree: {self}")

    @property
    def tax_minor(self) -> int:
        """All taxes."""
        return sum(tax.tax_minor for tax in self.taxes)

    @property
    def steps(self) -> Iterator[TraceStep]:
        """The traces of all lines, one after another."""
        return (step for line in self.lines for step in line.trace)

    @property
    def added_tax_minor(self) -> int:
        """The tax that comes on top of the lines' totals; 0 where they include it."""
        return self.tax_minor if self.tax_mode is TaxMode.EXCLUSIVE else 0

    @property
    def earning_minor(self) -> int:
        """What earns points: what is paid for goods, not for bags, deposits and donations."""
        return sum(line.gross_minor for line in self.lines if line.role is Role.GOODS)


def same_amounts(one: PricedBasket, other: PricedBasket) -> bool:
    """Whether each line costs the same in both: two changes that cancel out are changes still."""
    amounts = ([(line.line_id, line.total_minor) for line in each.lines] for each in (one, other))
    return next(amounts) == next(amounts)


def amounts_digest(priced: PricedBasket) -> str:
    """Of what each line and the whole costs: baskets of the same amounts have the same."""
    amounts = [[line.line_id, line.total_minor] for line in priced.lines]
    return hashlib.sha256(json.dumps([priced.total_minor, amounts]).encode()).hexdigest()[:32]
