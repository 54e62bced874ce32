"""Offers that a basket nearly reaches, as shown before paying."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.product import NO_NAMES, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class NearGoodView:
    """Something that counts for the offer: a good, or a whole branch of the range."""

    names: Names
    size: Names = NO_NAMES
    price_minor: int | None = None
    """Of a piece or kilogram, before offers; None for a branch."""
    drawn_as: tuple[str, ...]
    picture_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearView:
    """What is missing and what it would save, 0 where that is not sure; of the two that may be missing one is
    0."""

    offer_id: str
    names: Names
    missing_pieces: int = 0
    missing_minor: int = 0
    would_save_minor: int
    goods: tuple[NearGoodView, ...] = ()
    everything: bool = False
    """All goods count, but for what the offer leaves out."""
