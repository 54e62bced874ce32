"""`price()`: the one place totals are made. Types of its arguments and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.domain.money import Rounding

PRICING_VERSION = 1
"""Bumped whenever the same input would give another result."""


class PriceKind(StrEnum):
    """Which price a line was made from."""

    LIST = "list"
    MEMBER = "member"
    LABEL = "label"
    """The amount printed on the in-store label."""


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


@dataclass(frozen=True, slots=True)
class TraceStep:
    """Why a line costs what it costs: one step, in order. `code` is one of the reasons' codes."""

    code: str
    amount_minor: int
    """What the line's total moved by in this step."""
    source: str = ""
    """The price row's or offer's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A basket line with its price; `list_total + discount == total == net + tax` (discount <= 0)."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxTotal:
    """One rate's share of the total."""

    tax_code: str
    tax_bp: int
    net_minor: int
    tax_minor: int
    gross_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedBasket:
    """The answer of `price()`; its sums hold when made, else BugError."""

    currency: str
    lines: tuple[PricedLine, ...]
    list_total_minor: int
    discount_minor: int
    total_minor: int
    taxes: tuple[TaxTotal, ...]
    pricing_version: int
    catalogue_revision: int
