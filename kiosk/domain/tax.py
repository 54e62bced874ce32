"""Tax inside prices: net, tax and gross travel together and agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from kiosk.domain.money import Rounding, divide
from kiosk.errors import BugError

WHOLE_BP = 10_000
"""100 % in basis points."""


@dataclass(frozen=True, slots=True)
class TaxedAmount:
    """An amount with the tax in it; net + tax == gross when made, else BugError."""

    net_minor: int
    tax_minor: int
    gross_minor: int
    tax_bp: int

    def __post_init__(self) -> None:
        if self.net_minor + self.tax_minor != self.gross_minor or self.tax_bp < 0:
            raise BugError(f"net + tax is not gross: {self}")

    @classmethod
    def from_gross(cls, gross_minor: int, tax_bp: int, rounding: Rounding) -> Self:
        """Takes the tax out of a price that includes it; the net amount is the one rounded."""
        if tax_bp < 0:
            raise BugError(f"tax rate of {tax_bp} basis points")
        net = divide(gross_minor * WHOLE_BP, WHOLE_BP + tax_bp, rounding)
        return cls(net, gross_minor - net, gross_minor, tax_bp)
