"""A shop's goods from CSV text: rows that hold, and a reason for each that does not.

One good a row; columns in any order, the optional ones may be missing:

    sku*           the shop's own number of the good
    name_zh*       name in Chinese            name_en        in English
    size_zh        pack size (250 ml × 12)    size_en        in English
    brand
    short_zh       for narrow rows            short_en
    category*      id: dairy, bakery, fruit, vegetables, drinks, snacks, ...
    picture        SHA-256 of its file
    picture_url    where a person may look at one; nothing fetches it and it is not published
    gtin           barcodes of one piece, several separated by ;  spaces, hyphens and lost zeros do not matter
    packs          barcodes of more than one piece: 9521001000024=6
    plu            number inside the shop's own labels, and for keying in
    role           goods (default), bag, deposit or donation: no offer, coupon or points but for goods
    sold_by        piece (default) or weight: then prices are per kilogram
    price*         with tax, in the currency's main unit: 59.90
    member_price
    tax_code*      the authority's or the shop's code of the rate
    tax_percent*   13, 9, 8.25
    tax_class      the authority's number of the kind of good: on each line sold, for invoices
    unit_zh        what the price is of: 瓶    unit_en        bottle
    base_price_zh  ¥2.35 / 100 g              base_price_en
    tare_g         weight of the packing, grams: for the counter's scale, which prints net weights
    minimum_age    years
    self_service   allowed, staff (an attendant must agree) or never (staffed till only); where left empty,
                   tobacco is never, alcohol is staff, all else allowed: the shop's counsel decides
    identity_required   yes or no: an attendant sees the shopper's identity card
    hours          when it may be sold        limit          how many a trip
    sale_stop      yes: not sold until further notice
    message_zh     told once at the scan      message_en
    deposit_sku    the good that is the deposit on it
    bundle         goods inside
    extended_range yes: not in the store, delivered to the shopper's home; who wants it can have that noted
    stock          plenty, low, out: told where goods are looked for, and never keeps one from being sold
    spellings      pinyin, where what is made of the name is not right: niu nai; several separated by ;

How cells are written: `kiosk.domain.catalogue_cells`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kiosk.domain import catalogue_cells as cells
from kiosk.domain.catalogue_links import dead_link, wrong_link
from kiosk.domain.category import DEFAULT_SELF_SERVICE
from kiosk.domain.csv_sheet import Column, raw_rows, several, whole_number, with_column_name
from kiosk.domain.csv_sheet import Sheet as Sheet
from kiosk.domain.field_checks import text
from kiosk.domain.product import Product
from kiosk.domain.row_checks import checked_product
from kiosk.errors import InputRefused, Reason

LOOKED_AT = "picture_url"
"""The column that is for the person who looks the sheet over."""


def read_products(csv_text: str, currency: str) -> Sheet[Product]:
    """The goods of a CSV text; raises InputRefused when its columns are not those of a goods file."""
    kept: list[tuple[int, Product]] = []
    problems: list[Reason] = []
    rows_of: dict[tuple[str, str], int] = {}
    columns = _product_columns(currency)
    for number, raw in raw_rows(csv_text, columns, problems):
        raw.pop(LOOKED_AT, None)
        try:
            product = checked_product(_with_default(raw), number)
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
    skus = {product.sku for _, product in kept}
    problems += [against for _, product in kept if (against := dead_link(product, skus)) is not None]
    problems += _wrong_links(kept)
    return Sheet(tuple(kept), tuple(problems))


def _wrong_links(kept: list[tuple[int, Product]]) -> Iterator[Reason]:
    goods = {product.sku: product for _, product in kept}
    for number, product in kept:
        against = wrong_link(product, goods, number)
        if against is not None:
            yield against


def _with_default(raw: dict[str, object]) -> dict[str, object]:
    default = DEFAULT_SELF_SERVICE.get(str(raw.get("category")))
    return raw if default is None else {"self_service": default.value, **raw}


def _keys(product: Product) -> tuple[tuple[str, str], ...]:
    own = [("sku", product.sku), *(("gtin", gtin) for gtin in product.codes)]
    return tuple(own if product.plu is None else [*own, ("plu", product.plu)])


# Columns


def _product_columns(currency: str) -> Mapping[str, Column]:
    amount = cells.amount(currency)
    return {
        "sku": Column("sku", str, required=True),
        "name_zh": Column("names", text(1, 120), required=True),
        "name_en": Column("names", text(0, 120)),
        "size_zh": Column("size", text(0, 120)),
        "size_en": Column("size", text(0, 120)),
        "short_zh": Column("short", text(0, 40)),
        "short_en": Column("short", text(0, 40)),
        "brand": Column("brand", str),
        "category": Column("category", str, required=True),
        "picture": Column("picture", str),
        LOOKED_AT: Column(LOOKED_AT, str),
        "gtin": Column("gtins", several),
        "packs": Column("packs", cells.packs),
        "plu": Column("plu", str),
        "role": Column("role", str),
        "sold_by": Column("sold_by", str),
        "price": Column("price_minor", amount, required=True),
        "member_price": Column("member_price_minor", amount),
        "tax_code": Column("tax_code", str, required=True),
        "tax_percent": Column("tax_bp", cells.basis_points, required=True),
        "tare_g": Column("tare_g", whole_number),
        **cells.RULE_COLUMNS,
        "tax_class": Column("tax_class", str),
        "unit_zh": Column("unit", text(0, 24)),
        "unit_en": Column("unit", text(0, 24)),
        "base_price_zh": Column("base_price", text(0, 60)),
        "base_price_en": Column("base_price", text(0, 60)),
        "sale_stop": Column("sale_stop", cells.yes_or_no),
        "message_zh": Column("message", text(0, 240)),
        "message_en": Column("message", text(0, 240)),
        "deposit_sku": Column("deposit_sku", str),
        "bundle": Column("bundle", cells.bundle),
        "extended_range": Column("extended_range", cells.yes_or_no),
        "stock": Column("stock", str),
        "spellings": Column("spellings", several),
    }
