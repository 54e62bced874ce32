"""What was sold, in words: the names and tax classes of a basket's lines, kept from the moment its price was
frozen.

A newer catalogue may not know a good any more that somebody is paying for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.domain.priced import PricedLine
from kiosk.domain.product import NO_NAMES, Names, Product


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldLine:
    """What the receipt and the books need of a product, as it was when sold."""

    line_id: str
    sku: str
    names: Names
    size: Names
    short: Names = NO_NAMES
    """For the narrow rows of paper, where the shop has one."""
    tax_class: str = ""
    """The authority's number of the kind of good, which an invoice names beside the rate; empty: the shop
    told none, or the record is of before it was kept."""

    def on_paper(self, language: str) -> tuple[str, str]:
        """The name with the size, whole and short; the same where there is no short one."""
        whole, short = (
            " ".join(part for part in (names.of(language), self.size.of(language)) if part)
            for names in (self.names, self.short.over(self.names))
        )
        return whole, short


def sold_lines(
    lines: Iterable[PricedLine], products: Mapping[str, Product], kept: Iterable[SoldLine] = ()
) -> tuple[SoldLine, ...]:
    """A name for each priced line, deposits and donations too: as `kept`, else of `products` by SKU, else
    called by its SKU."""
    known = {(line.line_id, line.sku): line for line in kept}
    return tuple(known.get((line.line_id, line.sku)) or _sold(line, products.get(line.sku)) for line in lines)


def _sold(line: PricedLine, product: Product | None) -> SoldLine:
    if product is None:
        return SoldLine(line_id=line.line_id, sku=line.sku, names=Names(line.sku), size=NO_NAMES)
    return SoldLine(
        line_id=line.line_id,
        sku=line.sku,
        names=product.names,
        size=product.size,
        short=product.short,
        tax_class=product.tax_class,
    )
