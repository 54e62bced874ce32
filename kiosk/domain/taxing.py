"""The tax stage of pricing: what of each line is net and what is tax, and the sums by code and rate."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.money import divide
from kiosk.domain.priced import PricedLine, PriceKind, TaxTotal, TraceStep
from kiosk.domain.role import Role
from kiosk.domain.sharing import share
from kiosk.domain.tax import WHOLE_BP
from kiosk.domain.tax_rule import Rounded, TaxLevel, TaxMode, TaxRule
from kiosk.errors import BugError


@dataclass(frozen=True, slots=True, kw_only=True)
class Untaxed:
    """A priced line but for its tax; amounts are as on the shelf, with the tax in them or without."""

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

    @property
    def total_minor(self) -> int:
        """After every step of the trace."""
        return sum(step.amount_minor for step in self.trace)

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
            net_minor=total if mode is TaxMode.EXCLUSIVE else total - tax_minor,
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
    groups: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        good = line.sku if rule.level is TaxLevel.LINE else ""
        groups[line.tax_code, line.tax_bp, good].append(place)
    taxes = [0] * len(lines)
    for places in groups.values():
        amounts = [lines[place].total_minor for place in places]
        tax = _tax(sum(amounts), lines[places[0]].tax_bp, rule)
        if len(places) == 1:
            taxes[places[0]] = tax
            continue
        shares = share(tax, amounts, [(lines[place].sku, lines[place].line_id) for place in places])
        for place, part in zip(places, shares, strict=True):
            taxes[place] = part
    return tuple(line.taxed(tax, rule.mode) for line, tax in zip(lines, taxes, strict=True))


def tax_totals(lines: Sequence[PricedLine]) -> tuple[TaxTotal, ...]:
    """Sums of the lines' taxes by code and rate, in that order."""
    net: Counter[tuple[str, int]] = Counter()
    tax: Counter[tuple[str, int]] = Counter()
    for line in lines:
        net[line.tax_code, line.tax_bp] += line.net_minor
        tax[line.tax_code, line.tax_bp] += line.tax_minor
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
    if rule.mode is TaxMode.EXCLUSIVE:
        return divide(amount_minor * tax_bp, WHOLE_BP, rule.rounding)
    if rule.rounded is Rounded.TAX:
        return divide(amount_minor * tax_bp, WHOLE_BP + tax_bp, rule.rounding)
    return amount_minor - divide(amount_minor * WHOLE_BP, WHOLE_BP + tax_bp, rule.rounding)
