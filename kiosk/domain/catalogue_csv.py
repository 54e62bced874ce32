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

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from kiosk.domain.catalogue_rows import MULTI_BUY_CHECKS, PRODUCT_CHECKS, checked
from kiosk.domain.field_checks import WrongValue, shown, text
from kiosk.domain.money import currency as currency_of
from kiosk.domain.money import parse_amount
from kiosk.domain.product import Product
from kiosk.domain.promotion import MultiBuy
from kiosk.domain.tax import WHOLE_BP
from kiosk.errors import InputRefused, Reason

T = TypeVar("T")

Read = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """What a file gave. `rows` are numbered as a spreadsheet does: the header is row 1."""

    rows: tuple[tuple[int, T], ...]
    problems: tuple[Reason, ...]

    @property
    def values(self) -> tuple[T, ...]:
        """The rows that hold, without their numbers."""
        return tuple(value for _, value in self.rows)


@dataclass(frozen=True, slots=True)
class _Column:
    """Where a column's value goes, and how its text becomes one. Empty text is no value."""

    field: str
    read: Read
    required: bool = False


def read_products(csv_text: str, currency: str) -> Sheet[Product]:
    """The goods of a CSV text; raises InputRefused when its columns are not those of a goods file."""
    kept: list[tuple[int, Product]] = []
    problems: list[Reason] = []
    rows_of: dict[tuple[str, str], int] = {}
    columns = _product_columns(currency)
    for number, raw in _raw_rows(csv_text, columns, problems):
        try:
            product = checked(Product, PRODUCT_CHECKS, raw, number)
        except InputRefused as refused:
            problems.append(_with_column_name(refused.reason, columns))
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
    kept: list[tuple[int, MultiBuy]] = []
    problems: list[Reason] = []
    rows_of: dict[str, int] = {}
    columns = _offer_columns(currency)
    for number, raw in _raw_rows(csv_text, columns, problems):
        try:
            offer = checked(MultiBuy, MULTI_BUY_CHECKS, raw, number)
        except InputRefused as refused:
            problems.append(_with_column_name(refused.reason, columns))
            continue
        missing = next((sku for sku in offer.skus if sku not in skus), None)
        if missing is not None:
            values: dict[str, str | int] = {"row": number, "offer": offer.offer_id, "sku": missing}
            problems.append(Reason("catalogue.offer_row_without_good", values))
        elif offer.offer_id in rows_of:
            values = {"row": number, "column": "offer_id", "value": offer.offer_id}
            problems.append(Reason("catalogue.row_again", {**values, "first": rows_of[offer.offer_id]}))
        else:
            rows_of[offer.offer_id] = number
            kept.append((number, offer))
    return Sheet(tuple(kept), tuple(problems))


def _keys(product: Product) -> tuple[tuple[str, str], ...]:
    own = [("sku", product.sku), *(("gtin", gtin) for gtin in product.gtins)]
    return tuple(own if product.plu is None else [*own, ("plu", product.plu)])


# Columns


def _product_columns(currency: str) -> Mapping[str, _Column]:
    amount = _amount(currency)
    return {
        "sku": _Column("sku", str, required=True),
        "name_zh": _Column("names", text(1, 120), required=True),
        "name_en": _Column("names", text(0, 120)),
        "size_zh": _Column("size", text(0, 120)),
        "size_en": _Column("size", text(0, 120)),
        "brand": _Column("brand", str),
        "category": _Column("category", str, required=True),
        "gtin": _Column("gtins", _several),
        "plu": _Column("plu", str),
        "sold_by": _Column("sold_by", str),
        "price": _Column("price_minor", amount, required=True),
        "member_price": _Column("member_price_minor", amount),
        "tax_code": _Column("tax_code", str, required=True),
        "tax_percent": _Column("tax_bp", _basis_points, required=True),
        "tare_g": _Column("tare_g", _whole),
        "minimum_age": _Column("minimum_age", _whole),
        "self_service": _Column("self_service", str),
    }


def _offer_columns(currency: str) -> Mapping[str, _Column]:
    return {
        "offer_id": _Column("offer_id", str, required=True),
        "name_zh": _Column("names", text(1, 120), required=True),
        "name_en": _Column("names", text(0, 120)),
        "skus": _Column("skus", _several, required=True),
        "quantity": _Column("quantity", _whole, required=True),
        "price": _Column("price_minor", _amount(currency), required=True),
    }


def _several(cell: str) -> list[str]:
    return [each.strip() for each in cell.split(";") if each.strip()]


def _whole(cell: str) -> object:
    return int(cell) if re.fullmatch(r"[0-9]{1,9}", cell) else cell


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


# Rows


def _raw_rows(
    csv_text: str, columns: Mapping[str, _Column], problems: list[Reason]
) -> Iterator[tuple[int, dict[str, object]]]:
    """Each row's fields under the names of `catalogue_rows`; rows with a wrong cell go to `problems`."""
    reader = csv.reader(io.StringIO(csv_text.removeprefix("\ufeff"), newline=""), strict=True)
    number = 0
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(header, columns)
        for number, cells in enumerate(reader, 2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                values: dict[str, str | int] = {"row": number, "found": len(cells), "expected": len(header)}
                problems.append(Reason("catalogue.row_width", values))
                continue
            try:
                yield number, _fields(zip(header, cells, strict=True), columns, number)
            except InputRefused as refused:
                problems.append(refused.reason)
    except csv.Error as error:
        raise InputRefused(Reason("catalogue.not_csv", {"row": number + 1, "detail": str(error)})) from error


def _check_header(header: list[str], columns: Mapping[str, _Column]) -> None:
    for name, column in columns.items():
        if column.required and name not in header:
            raise InputRefused(Reason("catalogue.column_missing", {"column": name}))
    for place, name in enumerate(header):
        if name not in columns or name in header[:place]:
            known = ", ".join(columns)
            raise InputRefused(Reason("catalogue.column_unknown", {"column": shown(name), "known": known}))


def _fields(
    cells: Iterator[tuple[str, str]], columns: Mapping[str, _Column], number: int
) -> dict[str, object]:
    raw: dict[str, object] = {}
    for name, cell in cells:
        column, content = columns[name], cell.strip()
        try:
            if not content:
                if column.required:
                    raise WrongValue("catalogue.missing", "")
                continue
            value = column.read(content)
        except WrongValue as wrong:
            place: dict[str, str | int] = {"row": number, "column": name}
            raise InputRefused(Reason(wrong.reason.code, {**place, **wrong.reason.values})) from None
        if column.field in ("names", "size"):
            texts = raw.setdefault(column.field, {"zh": ""})
            assert isinstance(texts, dict)
            texts[name.rpartition("_")[2]] = value
        else:
            raw[column.field] = value
    return raw


def _with_column_name(reason: Reason, columns: Mapping[str, _Column]) -> Reason:
    """The reason with the column as the file calls it."""
    named = {column.field: name for name, column in reversed(list(columns.items()))}
    field = str(reason.values["column"])
    return Reason(reason.code, {**reason.values, "column": named.get(field, field)})
