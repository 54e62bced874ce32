"""What deals compete for: pieces of the basket in piles of their like, and sets that take pieces.

All of it is made anew whenever a basket is priced, and never changed once made: it is not frozen, which would
take four times as long to make."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.domain.lowering import Lowering, Stack
from kiosk.domain.money import Rounding


@dataclass(slots=True, unsafe_hash=True)
class Single:
    """A deal of one piece, open to every piece of a pile."""

    offer_id: str
    code: str
    price_minor: int
    exclusive: bool
    final_minor: int
    """After the stack."""


@dataclass(slots=True, unsafe_hash=True)
class Pile:
    """Pieces that no deal can tell apart: of one SKU at one price, under the same offers of single pieces.
    A weighed item is a pile of one."""

    sku: str
    unit_minor: int
    """Of one piece, before offers."""
    lines: tuple[tuple[str, int], ...]
    """Line id and pieces, in the order in which they are taken."""
    stack: Stack
    single: Single | None
    """The best for the shopper; None where none saves anything."""
    base_minor: int
    """What a piece costs where no set takes it, after the stack."""

    weight_g: int | None = None
    count: int = field(init=False, compare=False)
    """How many pieces."""

    def __post_init__(self) -> None:
        lines = self.lines
        self.count = lines[0][1] if len(lines) == 1 else sum(count for _, count in lines)


@dataclass(slots=True, unsafe_hash=True)
class SetRule:
    """A deal that takes pieces in sets: any offer of several pieces, or of one with a limit of uses."""

    offer_id: str
    code: str
    counts: tuple[int, ...]
    """Pieces of each slot."""
    rounding: Rounding
    exclusive: bool = False
    most_uses: int | None = None
    price_minor: int | None = None
    """Of the set."""
    amount_minor: int | None = None
    """Off the set."""
    lowering: Lowering | None = None
    """Of each piece that is lowered; None where the set as a whole is."""
    cheapest: int | None = None
    """How many of the cheapest pieces are lowered; None: all."""
    slot: int | None = None
    """The only slot that is lowered, 0 for the first; None: all."""
    pieces: int = field(init=False, compare=False)
    """Of one set."""

    def __post_init__(self) -> None:
        self.pieces = sum(self.counts)


@dataclass(slots=True)
class Rival:
    """A set with the piles its slots may take from."""

    rule: SetRule
    slots: dict[int, tuple[int, ...]]
    """By pile, the slots that a piece of it may fill."""
