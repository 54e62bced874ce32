"""A product as the shop sells it: what it is called, how it is sold, what it costs, who may buy it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.price_row import Price
from kiosk.domain.role import Role
from kiosk.domain.sale_hours import SaleHours


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
    """One text in the two languages every shop has; an empty one falls back to the other."""

    zh: str
    en: str = ""

    def of(self, language: str) -> str:
        """The text for a language tag (`zh-CN`, `en`)."""
        first, second = (self.zh, self.en) if language.startswith("zh") else (self.en, self.zh)
        return first or second

    def over(self, whole: Names) -> Names:
        """These where a language has one, else the whole one: a name in another language is not short."""
        return Names(self.zh or whole.zh, self.en or whole.en)


NO_NAMES = Names("")


class CodeUnit(StrEnum):
    """What the quantity of a code counts."""

    PIECE = "piece"
    G = "g"
    """Of a good sold by weight."""


@dataclass(frozen=True, slots=True)
class PackCode:
    """A barcode that stands for more than one piece: that of a pack of six, or of a fixed weight."""

    gtin: str
    """14 digits, zeros kept."""
    quantity: int
    unit: CodeUnit = CodeUnit.PIECE


@dataclass(frozen=True, slots=True)
class TripLimit:
    """At most so many pieces in one trip, of all goods with a limit of this group together."""

    group: str
    """Empty: of this good alone."""
    most: int


@dataclass(frozen=True, slots=True)
class BundlePart:
    """So many pieces of a good inside a bundle."""

    sku: str
    quantity: int = 1


class StockHint(StrEnum):
    """What the shop last knew; never keeps a good that is in the shopper's hand from being sold."""

    UNKNOWN = "unknown"
    PLENTY = "plenty"
    LOW = "low"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One row of the catalogue; prices are as on the shelf, by the store's tax rule with the tax or without.

    Sale rules of its categories are not in it: `kiosk.domain.sale_rules.under_rules` adds them.
    """

    sku: str
    names: Names
    short: Names = NO_NAMES
    """For narrow rows and paper; where empty, the whole name."""
    size: Names = NO_NAMES
    """Pack size as shown to people: `250 ml × 12`."""
    brand: str = ""
    category: str
    """Category id: names the tile's icon and colour (`dairy`, `bakery`, `fruit` ...)."""
    picture: str = ""
    """SHA-256 of the picture's file, 64 lower-case hex digits; empty: the drawn tile."""
    gtins: tuple[str, ...] = ()
    """Codes of one piece, 14 digits each, zeros kept."""
    packs: tuple[PackCode, ...] = ()
    """Codes of more than one piece."""
    plu: str | None = None
    """The number inside in-store labels and what staff key in."""
    role: Role = Role.GOODS
    sold_by: SoldBy = SoldBy.PIECE
    price_minor: int
    """Per piece, or per kilogram when sold by weight."""
    member_price_minor: int | None = None
    tax_code: str
    tax_bp: int
    """Tax rate in basis points: 1300 is 13 %."""
    tax_class: str = ""
    """The authority's number of the kind of good, as on an invoice (China: 19 digits). Lines sold keep it."""
    unit: Names = NO_NAMES
    """What the price is of, as on the shelf's tag: bottle, bag, kg."""
    base_price: Names = NO_NAMES
    """Text beside the price where the law asks for one: `¥2.35 / 100 g`."""
    tare_g: int = 0
    """Weight of its packing, for the counter's scale that prints the labels and is fed with the same file: a
    label tells the net weight, and no gross weight comes into a basket, so nothing is taken off here."""
    minimum_age: int | None = None
    self_service: SelfService = SelfService.ALLOWED
    identity_required: bool = False
    """An attendant sees the shopper's identity card."""
    hours: tuple[SaleHours, ...] = ()
    """When it may be sold; empty: always."""
    limits: tuple[TripLimit, ...] = ()
    sale_stop: bool = False
    """Not sold anywhere until the shop says otherwise."""
    message: Names = NO_NAMES
    """Told to the shopper once a trip, when it is scanned."""
    deposit_sku: str = ""
    """The good that is the deposit on its container."""
    bundle: tuple[BundlePart, ...] = ()
    """What is inside, where it is made of other goods."""
    extended_range: bool = False
    """Not kept in the store and not sold here: it can be delivered to the shopper, whose wish is noted."""
    stock: StockHint = StockHint.UNKNOWN
    """Told where a good is looked for by its name or picture."""
    spellings: tuple[str, ...] = ()
    """How people may type the Chinese name: a reading each (`niu nai`), lower-case with a space between
    syllables and `v` for `ü`; heteronyms make several. Initials are the syllables' first letters."""
    prices: tuple[Price, ...] = ()
    """Its rows of the price lists, put here by whoever looks the good up; never in the good's own row."""

    def pack(self, gtin14: str) -> PackCode | None:
        """What this code of the good stands for where that is not one piece."""
        return next((pack for pack in self.packs if pack.gtin == gtin14), None)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every barcode that leads to it."""
        return (*self.gtins, *(pack.gtin for pack in self.packs)) if self.packs else self.gtins
