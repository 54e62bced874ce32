"""The basket: what the shopper has taken, before payment. A value; every change gives a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from kiosk.errors import InputRefused, Reason

MOST_PIECES = 99
"""Of one line, and of one good over all its lines."""
MOST_LINES = 200


class Entry(StrEnum):
    """How the line came in."""

    SCANNED = "scanned"
    LABEL = "label"
    KEYED = "keyed"
    PICKED = "picked"
    """Found by its name or picture."""


@dataclass(frozen=True, slots=True)
class Sticker:
    """What staff stuck on one piece to sell it off: so many percent less, or a price; one of the two."""

    percent: int | None = None
    price_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLine:
    """One line: pieces of a product, or one weighed or priced label (then `quantity` is 1)."""

    line_id: str
    sku: str
    quantity: int = 1
    weight_g: int | None = None
    label_price_minor: int | None = None
    entry: Entry = Entry.SCANNED
    approved_by: str | None = None
    """The attendant who allowed a restricted good; None while nobody has."""
    code: str = ""
    """What was scanned first, as a till would scan it; empty in baskets of older versions."""
    gtin14: str = ""
    """The GTIN that was scanned; empty for a label or a PLU and in baskets of older versions."""
    batch: str = ""
    """As the code tells it (AI 10), like the next three (21, 17, 15 or 16); mostly it tells none of them."""
    serial: str = ""
    expiry: date | None = None
    best_before: date | None = None
    plain_dates: bool = False
    """They stand in a symbol that anybody prints: they mark nothing down."""
    doubted: bool = False
    """One of the good was refused in this trip, and this line tells nothing of itself."""
    sticker: Sticker | None = None
    """On each piece of the line. It lowers nothing without an offer that allows stickers on the good."""

    @property
    def is_pieces(self) -> bool:
        """Counted pieces, at the price of a piece. A weighed or priced label is one thing."""
        return self.weight_g is None and self.label_price_minor is None

    @property
    def is_one_thing(self) -> bool:
        """Its quantity is 1 and stays so: a label, or a piece with a serial number of its own."""
        return not self.is_pieces or bool(self.serial)

    @property
    def identity(self) -> tuple[object, ...]:
        """What pieces must have in common to share a line: all that a recall, a date or a price goes by."""
        dates = (self.expiry, self.best_before, self.plain_dates)
        return (self.sku, self.gtin14, self.batch, self.serial, *dates, self.doubted, self.sticker)


@dataclass(frozen=True, slots=True)
class Basket:
    """Lines in the order they were first scanned."""

    lines: tuple[BasketLine, ...] = ()

    def line(self, line_id: str) -> BasketLine:
        """Raises InputRefused (`basket.no_such_line`): a tap may come after its line was taken out."""
        for line in self.lines:
            if line.line_id == line_id:
                return line
        raise InputRefused(Reason("basket.no_such_line"))


def add(basket: Basket, line: BasketLine) -> Basket:
    """The basket with `line` in it: pieces join the line of their like, which keeps its id and approval.

    Raises InputRefused (`basket.too_many_pieces`, `basket.too_many_lines`, `basket.quantity_out_of_range`).
    """
    _check_quantity(line.quantity)
    _check_pieces(basket, line, line.quantity)
    present = line_of_like(basket, line)
    if present is not None:
        approved_by = present.approved_by or line.approved_by
        quantity = present.quantity + line.quantity
        return _with(basket, replace(present, quantity=quantity, approved_by=approved_by))
    if len(basket.lines) >= MOST_LINES:
        raise InputRefused(Reason("basket.too_many_lines", {"limit": MOST_LINES}))
    return Basket((*basket.lines, line))


def line_of_like(basket: Basket, line: BasketLine) -> BasketLine | None:
    """The line that more pieces like `line` join; None for what is one thing."""
    if line.is_one_thing:
        return None
    return next((old for old in basket.lines if old.is_pieces and old.identity == line.identity), None)


def set_quantity(basket: Basket, line_id: str, quantity: int) -> Basket:
    """The basket with another number of pieces (1 to 99) on a line; an approval stays.

    Raises InputRefused (`basket.quantity_out_of_range`, `basket.too_many_pieces`; `basket.quantity_fixed` for
    a label, `basket.quantity_of_one` for a piece with a serial number).
    """
    line = basket.line(line_id)
    if line.is_one_thing:
        raise InputRefused(Reason("basket.quantity_of_one" if line.is_pieces else "basket.quantity_fixed"))
    _check_quantity(quantity)
    _check_pieces(basket, line, quantity - line.quantity)
    return _with(basket, replace(line, quantity=quantity))


def void(basket: Basket, line_id: str) -> Basket:
    """The basket without the line."""
    gone = basket.line(line_id)
    return Basket(tuple(line for line in basket.lines if line is not gone))


def without_pieces(basket: Basket, line_id: str, quantity: int) -> Basket:
    """The basket with so many pieces fewer on a line; without it where none are left."""
    line = basket.line(line_id)
    if line.quantity <= quantity:
        return void(basket, line_id)
    return _with(basket, replace(line, quantity=line.quantity - quantity))


def approve(basket: Basket, line_id: str, attendant: str) -> Basket:
    """The basket with the attendant's word for a restricted good on its line."""
    return _with(basket, replace(basket.line(line_id), approved_by=attendant))


def withdraw(basket: Basket, line_id: str) -> Basket:
    """The basket with the line as if no attendant had allowed it."""
    return _with(basket, replace(basket.line(line_id), approved_by=None))


def pieces(basket: Basket) -> int:
    """How many things were taken; a label counts as one."""
    return sum(line.quantity for line in basket.lines)


def _with(basket: Basket, changed: BasketLine) -> Basket:
    return Basket(tuple(changed if line.line_id == changed.line_id else line for line in basket.lines))


def _check_pieces(basket: Basket, line: BasketLine, more: int) -> None:
    """Over all lines of the good: batches and dates make more lines of it, not more room."""
    held = sum(old.quantity for old in basket.lines if old.sku == line.sku and old.is_pieces)
    if line.is_pieces and held + more > MOST_PIECES and more > 0:
        raise InputRefused(Reason("basket.too_many_pieces", {"limit": MOST_PIECES}))


def _check_quantity(quantity: int) -> None:
    if not 1 <= quantity <= MOST_PIECES:
        raise InputRefused(Reason("basket.quantity_out_of_range", {"lowest": 1, "limit": MOST_PIECES}))
