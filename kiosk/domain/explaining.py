"""A line's price explained: its trace as rows that a person can read and add up.

The same rows on the screen, in admin mode and on the e-receipt. What a row is called is a reason's code or
the offer's own name; amounts in details are written out here, since they need the currency.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.domain.days import day_of
from kiosk.domain.money import format_minor
from kiosk.domain.offers_in_force import USED_UP
from kiosk.domain.priced import PricedBasket, PricedLine, PriceKind, TraceStep
from kiosk.domain.product import NO_NAMES, Names
from kiosk.domain.receipt import percent
from kiosk.domain.role import Role
from kiosk.domain.staff_discount import STAFF_DISCOUNT
from kiosk.domain.tax_rule import TaxMode
from kiosk.errors import Reason

LISTED = "pricing.list_price"
MULTIPLIED = (LISTED, "pricing.deposit")
LOWER_STEPS = {PriceKind.MEMBER: "pricing.member_price", PriceKind.OFFER: "pricing.offer_price"}
"""The step of the price that counts, where it is below the list price."""
PRICE_ROWS = (LISTED, "pricing.offer_price", "pricing.member_price", "pricing.deposit")
"""Steps whose source is a price row, or the good itself."""
DATED = ("pricing.near_date", "pricing.sticker")
STEPS = frozenset(
    {
        *PRICE_ROWS,
        *DATED,
        *("pricing.label_price", "pricing.donation", STAFF_DISCOUNT),
        *("pricing.multi_buy", "pricing.set_deal", "pricing.piece_offer", "pricing.tier"),
        *("pricing.stacked", "pricing.basket_offer", "pricing.search_bounded"),
        USED_UP,
    }
)
"""Every code of a step; each has a sentence. One that only a newer kiosk knows is told as an offer."""

STAFF_REASONS = {
    "damaged": "discount.damaged",
    "price_promise": "discount.price_promise",
    "near_date": "discount.near_date",
    "goodwill": "discount.goodwill",
}
"""Why attendants take something off: the word in the trace, and the code of its sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """One row: what it is, what there is to say of it, what it moves the price by."""

    told: Reason
    names: Names = NO_NAMES
    """The offer's own; said in place of `told`."""
    details: tuple[Reason, ...] = ()
    base_price: Names = NO_NAMES
    """Of the list price: what a litre or a kilogram costs, in the shop's words."""
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedPrice:
    """`rows` add up to `total`; `taxes` are what of it is tax, or what comes on top of it."""

    rows: tuple[PriceRow, ...]
    total_minor: int
    taxes: tuple[PriceRow, ...]
    revision: Reason
    """Which price list told the prices and offers."""


def explained(
    priced: PricedBasket,
    line_id: str,
    zone: str,
    dated: date | None = None,
    *,
    alone: bool = False,
    base_price: Names = NO_NAMES,
    lowest_30_minor: int | None = None,
) -> ExplainedPrice | None:
    """Why the line costs what it costs, its deposit with it, or the line `alone` where deposits have rows of
    their own; None for a line the basket does not have.

    `dated` is the date on the good, `base_price` the shop's words of it, `lowest_30_minor` what one cost
    least before it was reduced; `zone` the store's, for the day a price began.
    """
    line = next((one for one in priced.lines if one.line_id == line_id), None)
    if line is None:
        return None
    deposits = [
        one for one in priced.lines if one.role is Role.DEPOSIT and one.refers_to == line_id and not alone
    ]
    names = {offer.offer_id: offer.names for offer in priced.applied}
    told = _Telling(priced.currency, zone, names, dated, base_price, lowest_30_minor)
    parts = [line, *deposits]
    return ExplainedPrice(
        rows=tuple(row for part in parts for row in told.rows(part)),
        total_minor=sum(part.total_minor for part in parts),
        taxes=tuple(_taxes(parts, priced)),
        revision=Reason("price.revision", {"revision": priced.catalogue_revision}),
    )


def since(source: str, zone: str) -> date | None:
    """The day from which a price row holds, as its id tells it; None where it has always held."""
    try:
        return day_of(datetime.fromisoformat(source.rpartition("/")[2]), zone) if "/" in source else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Telling:
    currency: str
    zone: str
    names: dict[str, Names]
    """Of offers, by id."""
    dated: date | None
    base_price: Names
    lowest_30_minor: int | None

    def rows(self, line: PricedLine) -> Iterator[PriceRow]:
        for step in line.trace:
            code = step.code if step.code in STEPS else "pricing.piece_offer"
            yield PriceRow(
                told=Reason(code),
                names=self.names.get(step.source, NO_NAMES),
                details=tuple(self._details(line, step)),
                base_price=self._base_price(line, step),
                amount_minor=step.amount_minor,
            )

    def _details(self, line: PricedLine, step: TraceStep) -> Iterator[Reason]:
        yield from self._how_much(line, step)
        day = since(step.source, self.zone) if step.code in PRICE_ROWS else None
        if day is not None:
            yield Reason("price.since", {"day": day.isoformat()})
        if self.lowest_30_minor is not None and step.code == LOWER_STEPS.get(line.price_kind, LISTED):
            lowest = format_minor(self.lowest_30_minor, self.currency)
            yield Reason("price.lowest_30_days", {"lowest": lowest})
        if step.code in DATED and self.dated is not None:
            yield Reason("price.dated", {"day": self.dated.isoformat()})
        if step.code == STAFF_DISCOUNT:
            known = STAFF_REASONS.get(step.source)
            yield Reason(known) if known is not None else Reason("discount.other", {"reason": step.source})
        if 0 < step.pieces < line.quantity:
            yield Reason("price.on_pieces", {"pieces": step.pieces})

    def _base_price(self, line: PricedLine, step: TraceStep) -> Names:
        """None beside a deposit, which is another good."""
        listed = step.code == LISTED and line.role is not Role.DEPOSIT
        return self.base_price if listed else NO_NAMES

    def _how_much(self, line: PricedLine, step: TraceStep) -> Iterator[Reason]:
        """Pieces times their price; a weight beside the price that counts, the other one is not in the line.
        Nothing for one piece, whose price is the amount."""
        lower = step.code == LOWER_STEPS.get(line.price_kind)
        if line.weight_g is not None:
            if lower or (step.code == LISTED and line.price_kind is PriceKind.LIST):
                each = format_minor(line.unit_price_minor, self.currency)
                yield Reason("price.weighed", {"kg": f"{line.weight_g / 1000:.3f}", "each": each})
        elif line.quantity > 1 and (lower or step.code in MULTIPLIED):
            minor = line.unit_price_minor if lower else step.amount_minor // line.quantity
            each = format_minor(minor, self.currency)
            yield Reason("price.times", {"count": line.quantity, "each": each})


def _taxes(parts: list[PricedLine], priced: PricedBasket) -> Iterator[PriceRow]:
    """One row a rate."""
    code = "price.tax_on_top" if priced.tax_mode is TaxMode.EXCLUSIVE else "price.tax_inside"
    for rate in dict.fromkeys(part.tax_bp for part in parts):
        tax = sum(part.tax_minor for part in parts if part.tax_bp == rate)
        if tax:
            yield PriceRow(told=Reason(code, {"rate": percent(rate)}), amount_minor=tax)
