"""A product as the shop sells it: what it is called, how it is sold, what it costs, who may buy it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SoldBy(StrEnum):
    """What `Product.price_minor` is the price of."""

    PIECE = "piece"
    WEIGHT = "weight"
    """One kilogram."""


class SelfService(StrEnum):
    """Who may sell it: the shopper alone, the shopper after an attendant's word, or only a staffed till."""

    ALLOWED = "allowed"
    STAFF = "staff"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Names:
    """One text in the two languages every shop has; `zh` is never empty, `en` falls back to it."""

    zh: str
    en: str = ""

    def of(self, language: str) -> str:
        """The text for a language tag (`zh-CN`, `en`)."""
        return self.zh if language.startswith("zh") or not self.en else self.en


NO_NAMES = Names("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One row of the catalogue; prices include tax."""

    sku: str
    names: Names
    size: Names = NO_NAMES
    """Pack size as shown to people: `250 ml × 12`."""
    brand: str = ""
    category: str
    """Category id: names the tile's icon and colour (`dairy`, `bakery`, `fruit` ...)."""
    gtins: tuple[str, ...] = ()
    """14 digits each, zeros kept."""
    plu: str | None = None
    """The number inside in-store labels and what staff key in."""
    sold_by: SoldBy = SoldBy.PIECE
    price_minor: int
    """Per piece, or per kilogram when sold by weight."""
    member_price_minor: int | None = None
    tax_code: str
    tax_bp: int
    """Tax rate in basis points: 1300 is 13 %."""
    tare_g: int = 0
    minimum_age: int | None = None
    self_service: SelfService = SelfService.ALLOWED
