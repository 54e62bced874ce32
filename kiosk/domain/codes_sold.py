"""Which kinds of printed code a shop's goods bear: every kind looked for costs time and can be misread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.domain.scan import Symbology


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesSold:
    """What the GTINs of a catalogue say of the codes printed on its goods."""

    gtin8: bool
    """Some good has a GTIN-8, printed as EAN-8."""
    short_upc: bool
    """Some good's GTIN-12 has the zeros that UPC-E leaves out."""
    cases: bool
    """Some good is a case with a GTIN-14 of its own, printed as ITF-14."""


EVERYWHERE = (
    Symbology.EAN13,
    Symbology.UPCA,
    Symbology.QR,
    Symbology.CODE128,
    Symbology.DATABAR,
    Symbology.DATABAR_EXPANDED,
    Symbology.DATAMATRIX,
)
"""On packs, on in-store labels, on fresh food, on phones; a GTIN does not tell which of them bears it."""


def symbologies_of(sold: CodesSold | None, labels: Iterable[Symbology] = ()) -> tuple[Symbology, ...]:
    """What to look for, given the goods and the kinds of in-store labels.

    Where the goods are not known yet, EAN-8 too.

    UPC-E and ITF are left out unless a good needs them: a line across part of an EAN-13 often is a valid
    UPC-E of another good, and part of an ITF a shorter one. Code 39 has no check digit of its own; Aztec and
    PDF417 are on no good. A shop that wants them names its formats.
    """
    if sold is None:
        sold = CodesSold(gtin8=True, short_upc=False, cases=False)
    more = (
        (Symbology.EAN8, sold.gtin8),
        (Symbology.UPCE, sold.short_upc),
        (Symbology.ITF, sold.cases),
    )
    needed = (*EVERYWHERE, *(symbology for symbology, borne in more if borne), *labels)
    return tuple(dict.fromkeys(symbology for symbology in needed if symbology is not Symbology.UNKNOWN))
