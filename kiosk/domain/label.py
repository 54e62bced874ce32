"""Whether an in-store label can be true: anybody with a printer can make one with a right check digit.

The rule, for shoppers' kiosks and for the cloud's own pricing:

- a store's label is for a good with a PLU only, as it names goods by it; a GS1 symbol names its good by the
  GTIN, and tells a weight or an amount of goods sold by weight only. A barcode of a fixed weight is no label,
  and the weight is that of the code;
- a weight is between LIGHTEST_G and HEAVIEST_G;
- the price of a good sold by weight is that of such a weight at its unit price (its lowest price at the light
  end, its highest at the heavy one);
- a label with both carries the price of its own weight, by a price the good has, as a scale rounds:
  down or up to a minor unit, or to ten of them (一角);
- the price of a good sold by the piece is at least LOWEST_PERCENT of its lower price, as a marked-down piece
  is, and at most that of MOST_PIECES pieces. One without a price of its own is sold at its label's.

What may be true and still is what a forger would print, an attendant sees (`doubtful`).
"""

from __future__ import annotations

from kiosk.domain.basket import MOST_PIECES, BasketLine
from kiosk.domain.price_list import amounts_of
from kiosk.domain.product import Product, SoldBy

LIGHTEST_G = 5
HEAVIEST_G = 50_000
LOWEST_PERCENT = 20
GRAMS_OF_A_PRICE = 1000
DOUBTFUL_BELOW_G = 30
"""Few goods are weighed so light, and any is cheap as so little of it: an attendant looks at the scale."""
DOUBTFUL_BELOW_PERCENT = 50
"""Of the good's lower price: a label that takes off more is made by staff, and seen by staff."""
_COARSE_MINOR = 10
"""Scales in China may leave the last digit of an amount out."""


def plausible(product: Product, line: BasketLine) -> bool:
    """Whether the label behind `line` may be one of the shop's; True for a line without a label."""
    if line.is_pieces:
        return True
    pack = product.pack(line.gtin14)
    if pack is not None and line.label_price_minor is None:
        return line.weight_g == pack.quantity
    weighed = product.sold_by is SoldBy.WEIGHT
    may_be_labelled = weighed if line.gtin14 else product.plu is not None
    if not may_be_labelled:
        return False
    if line.weight_g is not None and not LIGHTEST_G <= line.weight_g <= HEAVIEST_G:
        return False
    if line.label_price_minor is None:
        return True
    if line.weight_g is not None and weighed:
        return _agrees(product, line.label_price_minor, line.weight_g)
    return _plausible_price(product, line.label_price_minor)


def doubtful(product: Product, line: BasketLine) -> bool:
    """Whether an attendant should see what the label is on: so little, or so cheap."""
    if line.is_pieces or product.pack(line.gtin14) is not None:
        return False
    if line.weight_g is not None:
        return line.weight_g < DOUBTFUL_BELOW_G
    lower = min(amounts_of(product))
    if product.sold_by is SoldBy.WEIGHT:
        return (line.label_price_minor or 0) < lower * DOUBTFUL_BELOW_G // GRAMS_OF_A_PRICE
    return (line.label_price_minor or 0) * 100 < lower * DOUBTFUL_BELOW_PERCENT


def _agrees(product: Product, price_minor: int, weight_g: int) -> bool:
    """Whether the price is that of the weight, at a price the good has."""
    if price_minor <= 0:
        return False
    step = _COARSE_MINOR if price_minor % _COARSE_MINOR == 0 else 1
    grams = price_minor * GRAMS_OF_A_PRICE
    return any(abs(grams - unit * weight_g) < step * GRAMS_OF_A_PRICE for unit in amounts_of(product))


def _plausible_price(product: Product, price_minor: int) -> bool:
    amounts = amounts_of(product)
    lower, upper = min(amounts), max(amounts)
    if product.sold_by is SoldBy.WEIGHT:
        # A label maker may round either way: a minor unit more or less is no forgery.
        lowest = lower * LIGHTEST_G // GRAMS_OF_A_PRICE
        highest = -(-upper * HEAVIEST_G // GRAMS_OF_A_PRICE)
        return max(1, lowest) <= price_minor <= highest
    if upper == 0:
        return price_minor > 0
    return price_minor * 100 >= lower * LOWEST_PERCENT and price_minor <= upper * MOST_PIECES
