"""A shop's goods and offers from CSV text: rows that hold, and a reason for each that does not.

Goods, one a row; columns in any order, the optional ones may be missing:

    sku*           the shop's own number of the good
    name_zh*       name in Chinese            name_en        in English
    size_zh        pack size (250 ml × 12)    size_en        in English
    brand
    category*      id: dairy, bakery, fruit, vegetables, drinks, snacks, ...
    gtin           barcodes under the pack, several parted by ;  spaces, hyphens and lost zeros do not matter
    plu            number inside the shop's own labels, and for keying in
    sold_by        piece (default) or weight: then prices are per kilogram
    price*         with tax, in the currency's main unit: 59.90
    member_price
    tax_code*      the authority's or the shop's code of the rate
    tax_percent*   13, 9, 8.25
    tare_g         weight of the packing, grams
    minimum_age    years
    self_service   allowed (default), staff (an attendant must agree) or never (staffed till only)

Offers: offer_id*, name_zh*, name_en, skus* (parted by ;), quantity*, price*: any `quantity` pieces of these
together for `price`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from kiosk.domain.csv_sheet import Column, Read, raw_rows, read_named, several, whole_number, with_column_name
from kiosk.domain.csv_sheet import Sheet as Sheet
from kiosk.domain.field_checks import WrongValue, text
from kiosk.domain.money import currency as currency_of
from kiosk.domain.money import parse_amount
from kiosk.domain.product import Product
from kiosk.domain.promotion import MultiBuy, Offer
from kiosk.domain.row_checks import MULTI_BUY_CHECKS, PRODUCT_CHECKS, checked
from kiosk.domain.tax import WHOLE_BP
from kiosk.errors import InputRefused, Reason


def read_products(csv_text: str, currency: str) -> Sheet[Product]:
    """The goods of a CSV text; raises InputRefused when its columns are not those of a goods file."""
    kept: list[tuple[int, Product]] = []
    problems: list[Reason] = []
    rows_of: dict[tuple[str, str], int] = {}
    columns = _product_columns(currency)
    for number, raw in raw_rows(csv_text, columns, problems):
        try:
            product = checked(Product, PRODUCT_CHECKS, raw, number)
        except InputRefused as refused:
            problems.append(with_column_name(refused.reason, columns))
            continue
        keys = _keys(product)
        first = next(((key, rows_of[key]) for key in keys if key in rows_of), None)
        if first is not None:
            (column, value), row = first
            problems.append(
                Reason("catalogue.row_again", {"row": number, "column": column, "value": value, "first": row})
            )
            continue
        rows_of.update(dict.fromkeys(keys, number))
        kept.append((number, product))
    return Sheet(tuple(kept), tuple(problems))


def read_offers(csv_text: str, currency: str, skus: Collection[str]) -> Sheet[MultiBuy]:
    """The offers of a CSV text on goods with these SKUs; raises InputRefused for other columns."""

    def objection(row: int, offer: MultiBuy) -> Reason | None:
        return no_such_good(row, offer, skus)

    return read_named(MultiBuy, MULTI_BUY_CHECKS, csv_text, _offer_columns(currency), "offer_id", objection)


def no_such_good(row: int, offer: Offer, skus: Collection[str]) -> Reason | None:
    """`catalogue.offer_row_without_good` where an offer names a good that is not among `skus`."""
    missing = next((sku for sku in offer.skus if sku not in skus), None)
    if missing is None:
        return None
    return Reason("catalogue.offer_row_without_good", {"row": row, "offer": offer.offer_id, "sku": missing})


def _keys(product: Product) -> tuple[tuple[str, str], ...]:
    own = [("sku", product.sku), *(("gtin", gtin) for gtin in product.gtins)]
    return tuple(own if product.plu is None else [*own, ("plu", product.plu)])


# Columns


def _product_columns(currency: str) -> Mapping[str, Column]:
    amount = _amount(currency)
    return {
        "sku": Column("sku", str, required=True),
        "name_zh": Column("names", text(1, 120), required=True),
        "name_en": Column("names", text(0, 120)),
        "size_zh": Column("size", text(0, 120)),
        "size_en": Column("size", text(0, 120)),
        "brand": Column("brand", str),
        "category": Column("category", str, required=True),
        "gtin": Column("gtins", several),
        "plu": Column("plu", str),
        "sold_by": Column("sold_by", str),
        "price": Column("price_minor", amount, required=True),
        "member_price": Column("member_price_minor", amount),
        "tax_code": Column("tax_code", str, required=True),
        "tax_percent": Column("tax_bp", _basis_points, required=True),
        "tare_g": Column("tare_g", whole_number),
        "minimum_age": Column("minimum_age", whole_number),
        "self_service": Column("self_service", str),
    }


def _offer_columns(currency: str) -> Mapping[str, Column]:
    return {
        "offer_id": Column("offer_id", str, required=True),
        "name_zh": Column("names", text(1, 120), required=True),
        "name_en": Column("names", text(0, 120)),
        "skus": Column("skus", several, required=True),
        "quantity": Column("quantity", whole_number, required=True),
        "price": Column("price_minor", _amount(currency), required=True),
    }


def _amount(currency: str) -> Read:
    digits = currency_of(currency).digits

    def read(cell: str) -> int:
        try:
            amount = parse_amount(cell, currency)
        except InputRefused:
            amount = -1
        if amount < 0:
            raise WrongValue("catalogue.not_an_amount", cell, currency=currency, digits=digits)
        return amount

    return read


def _basis_points(cell: str) -> int:
    found = re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?\s*%?", cell)
    points = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else -1
    if not 0 <= points <= WHOLE_BP:
        raise WrongValue("catalogue.not_a_percentage", cell)
    return points
