"""The tax stage of pricing: what of each line is net and what is tax, and the sums by code and rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.domain.money import divide
from kiosk.domain.priced import PricedLine, PriceKind, TaxTotal, TraceStep
from kiosk.domain.role import Role
from kiosk.domain.sharing import share
from kiosk.domain.tax import WHOLE_BP
from kiosk.domain.tax_rule import Rounded, TaxLevel, TaxMode, TaxRule
from kiosk.errors import BugError

_EXCLUSIVE, _OF_TAX = TaxMode.EXCLUSIVE, Rounded.TAX


@dataclass(slots=True, kw_only=True)
class Untaxed:
    """A priced line but for its tax; amounts are as on the shelf, with the tax in them or without. Never
    changed once made; not frozen, which would take four times as long to make one for each line."""

    line_id: str
    sku: str
    quantity: int
    weight_g: int | None
    unit_price_minor: int
    price_kind: PriceKind
    list_total_minor: int
    trace: tuple[TraceStep, ...]
    tax_code: str
    tax_bp: int
    role: Role = Role.GOODS
    refers_to: str = ""
    total_minor: int = field(init=False)
    """After every step of the trace."""

    def __post_init__(self) -> None:
        total = 0
        for step in self.trace:
            total += step.amount_minor
        self.total_minor = total

    def taxed(self, tax_minor: int, mode: TaxMode) -> PricedLine:
        """The line with so much tax, in its total or on top of it."""
        total = self.total_minor
        return PricedLine(
            line_id=self.line_id,
            sku=self.sku,
            quantity=self.quantity,
            weight_g=self.weight_g,
            unit_price_minor=self.unit_price_minor,
            price_kind=self.price_kind,
            list_total_minor=self.list_total_minor,
            discount_minor=total - self.list_total_minor,
            total_minor=total,
            net_minor=total if mode is _EXCLUSIVE else total - tax_minor,
            tax_minor=tax_minor,
            tax_code=self.tax_code,
            tax_bp=self.tax_bp,
            trace=self.trace,
            role=self.role,
            refers_to=self.refers_to,
        )


def taxed(lines: Sequence[Untaxed], rule: TaxRule) -> tuple[PricedLine, ...]:
    """Each line with its net and tax, in their order; which order that is has no effect on any line.

    The tax of a good, or of a code and rate, is rounded once and shared to the goods and then to their lines
    by largest remainder, so that the sums by rate are those of the lines at either level, and how a good is
    cut into lines moves no sum.
    """
    by_good, mode = rule.level is TaxLevel.LINE, rule.mode
    if by_good and len({line.sku for line in lines}) == len(lines):
        return tuple([line.taxed(_tax(line.total_minor, line.tax_bp, rule), mode) for line in lines])
    groups: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        groups[line.tax_code, line.tax_bp, line.sku if by_good else ""].append(place)
    taxes = [0] * len(lines)
    for (_, tax_bp, _), places in groups.items():
        if len(places) == 1:
            taxes[places[0]] = _tax(lines[places[0]].total_minor, tax_bp, rule)
            continue
        amounts = [lines[place].total_minor for place in places]
        tax = _tax(sum(amounts), tax_bp, rule)
        shares = share(tax, amounts, [(lines[place].sku, lines[place].line_id) for place in places])
        for place, part in zip(places, shares, strict=True):
            taxes[place] = part
    return tuple([line.taxed(tax, mode) for line, tax in zip(lines, taxes, strict=True)])


def tax_totals(lines: Sequence[PricedLine]) -> tuple[TaxTotal, ...]:
    """Sums of the lines' taxes by code and rate, in that order."""
    net: dict[tuple[str, int], int] = defaultdict(int)
    tax: dict[tuple[str, int], int] = defaultdict(int)
    for line in lines:
        rate = (line.tax_code, line.tax_bp)
        net[rate] += line.net_minor
        tax[rate] += line.tax_minor
    return tuple(
        TaxTotal(tax_code=code, tax_bp=bp, net_minor=n, tax_minor=t, gross_minor=n + t)
        for (code, bp), n in sorted(net.items())
        for t in (tax[code, bp],)
    )


def to_step(amount_minor: int, rule: TaxRule) -> int:
    """What is added to (or taken off) an amount that is owed, so that coins can pay it."""
    if rule.total_step <= 1:
        return 0
    return divide(amount_minor, rule.total_step, rule.rounding) * rule.total_step - amount_minor


def _tax(amount_minor: int, tax_bp: int, rule: TaxRule) -> int:
    if tax_bp < 0:
        raise BugError(f"tax rate of {tax_bp} basis points")
    if rule.mode is _EXCLUSIVE:
        return divide(amount_minor * tax_bp, WHOLE_BP, rule.rounding)
    if rule.rounded is _OF_TAX:
        return divide(amount_minor * tax_bp, WHOLE_BP + tax_bp, rule.rounding)
    return amount_minor - divide(amount_minor * WHOLE_BP, WHOLE_BP + tax_bp, rule.rounding)
