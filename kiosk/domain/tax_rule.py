"""How a country's tax is made of prices: inside them or on top, by line or by rate, and how it is rounded.

Each rule of `RULES` names what it rests on. A store has one rule; it travels with every priced basket.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.money import Rounding

EXEMPT = "exempt"
"""The tax code of what is exempt. A rate of zero is another code: its sales are taxable, at nothing."""


class TaxMode(StrEnum):
    """What the shelf says."""

    INCLUSIVE = "inclusive"
    """Prices with the tax in them."""
    EXCLUSIVE = "exclusive"
    """Prices that the tax comes on top of."""


class TaxLevel(StrEnum):
    """What one rounding is of."""

    LINE = "line"
    """One line of an invoice: all pieces of one good, whatever batches they are of."""
    RATE = "rate"
    """All lines of one code and rate together; the tax is shared to them to the minor unit."""


class Rounded(StrEnum):
    """Which of the two is computed and rounded where prices include the tax; the other is what is left."""

    NET = "net"
    TAX = "tax"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRule:
    """One country's arithmetic."""

    mode: TaxMode = TaxMode.INCLUSIVE
    level: TaxLevel = TaxLevel.LINE
    rounding: Rounding = Rounding.HALF_UP
    rounded: Rounded = Rounded.NET
    """On top of prices it is always the tax."""
    total_step: int = 1
    """Minor units that what is owed is a multiple of; the difference is an amount of its own."""


TAX_INSIDE = TaxRule()
"""In the prices, line by line: also that of every basket from before there were rules."""

RULES = {
    "CN": TAX_INSIDE,
    "EU": TaxRule(level=TaxLevel.RATE, rounded=Rounded.TAX),
    "UK": TaxRule(rounded=Rounded.TAX),
    "US": TaxRule(mode=TaxMode.EXCLUSIVE, level=TaxLevel.RATE, rounded=Rounded.TAX),
    "JP": TaxRule(level=TaxLevel.RATE, rounding=Rounding.DOWN, rounded=Rounded.TAX),
    "CH": TaxRule(level=TaxLevel.RATE, rounded=Rounded.TAX, total_step=5),
}
"""By country:

- CN: the amount of sales is the price with tax divided by 1 + rate (Detailed Rules for the Implementation of
  the Provisional Regulations on Value-Added Tax, article 14), line by line as on the invoice, half up.
- EU: prices to consumers include the tax (Directive 98/6/EC, article 2); the tax is told by rate (Directive
  2006/112/EC, article 226). How it is rounded is left to the states within neutrality and proportionality
  (Court of Justice, C-484/06 Ahold): by rate and half up, as EN 16931 (BR-CO-17) has it.
- UK: retailers may not round down only; a calculation by line is to the nearest penny (HMRC, VAT Notice 700,
  section 17.6).
- US: the tax comes on top, is carried to the third decimal and rounded half up, by item or by invoice as the
  seller elects (Streamlined Sales and Use Tax Agreement, section 324); here by invoice and rate.
- JP: prices to consumers include the tax (Consumption Tax Act, article 63); a qualified invoice rounds once a
  rate (Order for Enforcement of the Consumption Tax Act, article 70-10), in a direction of the seller's
  choice: down, as most do.
- CH: prices to consumers include the tax (Price Indication Ordinance, article 4); the smallest coin is of
  five rappen, and what is owed is rounded to it, the tax is not.
"""
