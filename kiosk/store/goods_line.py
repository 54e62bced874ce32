"""Reads the lines of products quickly: most need no more than one pass in C.

`Goods` says the rules of `kiosk.domain.row_checks` again as types, which msgspec checks while it decodes. A
line that is anything out of the ordinary, and every wrong one, goes to `decode_line`, whose word is final: so
what is refused is refused with its row, column and value.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from kiosk.domain.basket import MOST_PIECES
from kiosk.domain.catalogue_rows import End, Row, decode_line
from kiosk.domain.money import MOST_MINOR
from kiosk.domain.tax import WHOLE_BP


class _Names(Struct, frozen=True, forbid_unknown_fields=True):
    zh: Annotated[str, Meta(max_length=120)]
    en: Annotated[str, Meta(max_length=120)] = ""


class _Short(Struct, frozen=True, forbid_unknown_fields=True):
    zh: Annotated[str, Meta(max_length=40)]
    en: Annotated[str, Meta(max_length=40)] = ""


class _Unit(Struct, frozen=True, forbid_unknown_fields=True):
    zh: Annotated[str, Meta(max_length=24)]
    en: Annotated[str, Meta(max_length=24)] = ""


class _BasePrice(Struct, frozen=True, forbid_unknown_fields=True):
    zh: Annotated[str, Meta(max_length=60)]
    en: Annotated[str, Meta(max_length=60)] = ""


_Code = Annotated[str, Meta(min_length=14, max_length=14)]
_Price = Annotated[int, Meta(ge=0, le=MOST_MINOR)]


class _Pack(Struct, frozen=True, forbid_unknown_fields=True):
    """Of pieces: other units are out of the ordinary."""

    gtin: _Code
    quantity: Annotated[int, Meta(ge=1, le=MOST_PIECES)]


class Goods(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="product"):
    """What a product's line says, without the fields that few goods have."""

    sku: Annotated[str, Meta(min_length=1, max_length=64)]
    names: _Names
    category: str
    price_minor: _Price
    tax_code: Annotated[str, Meta(min_length=1, max_length=32)]
    tax_bp: Annotated[int, Meta(ge=0, le=WHOLE_BP)]
    short: _Short = _Short("")
    size: _Names = _Names("")
    brand: Annotated[str, Meta(max_length=64)] = ""
    picture: Annotated[str, Meta(max_length=64)] = ""
    gtins: Annotated[tuple[_Code, ...], Meta(max_length=64)] = ()
    packs: Annotated[tuple[_Pack, ...], Meta(max_length=64)] = ()
    plu: Annotated[str, Meta(min_length=1, max_length=13)] | None = None
    sold_by: Literal["piece", "weight"] = "piece"
    member_price_minor: _Price | None = None
    unit: _Unit = _Unit("")
    base_price: _BasePrice = _BasePrice("")
    tare_g: Annotated[int, Meta(ge=0, le=100_000)] = 0
    minimum_age: Annotated[int, Meta(ge=1, le=120)] | None = None
    self_service: Literal["allowed", "staff", "never"] = "allowed"
    tax_class: Annotated[str, Meta(max_length=32)] = ""
    identity_required: bool = False
    sale_stop: bool = False
    extended_range: bool = False
    stock: Literal["unknown", "plenty", "low", "out"] = "unknown"
    spellings: Annotated[tuple[str, ...], Meta(max_length=16)] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Every barcode that leads to it."""
        return (*self.gtins, *(pack.gtin for pack in self.packs)) if self.packs else self.gtins


_decode = msgspec.json.Decoder(Goods).decode
_CATEGORY = re.compile(r"[a-z][a-z0-9_]{0,31}")
_PICTURE = re.compile("[0-9a-f]{64}")
_TAX_CLASS = re.compile("[0-9A-Za-z.-]{1,32}")

_WEIGHTED = [
    (3 * (number // 1000 + number // 10 % 10) + number // 100 % 10 + number) % 10 for number in range(10_000)
]
"""Four digits' share of a GTIN's check sum (GS1 General Specifications 7.9), by their number."""


def read_line(line: bytes, number: int) -> Goods | Row | End:
    """The row a line tells; InputRefused as `decode_line` raises it."""
    if line.startswith(b'{"type":"product"') and b"\\" not in line:
        try:
            goods = _decode(line)
        except msgspec.MsgspecError:
            return decode_line(line, number)
        if _is_ordinary(goods, line.decode()):
            return goods
    return decode_line(line, number)


def _is_ordinary(goods: Goods, line: str) -> bool:
    """Whether what the types do not say holds too. Without escapes and spaces between tokens, the line as a
    whole tells whether each text is printable and has no space around it."""
    if not line.isprintable() or ' "' in line or '" ' in line or not goods.names.zh:
        return False
    if not _is_category(goods.category) or (goods.packs and goods.sold_by != "piece"):
        return False
    if goods.plu is not None and not (goods.plu.isdigit() and goods.plu.isascii()):
        return False
    if goods.picture and not _PICTURE.fullmatch(goods.picture):
        return False
    if goods.tax_class and not _TAX_CLASS.fullmatch(goods.tax_class):
        return False
    if goods.spellings and not (all(goods.spellings) and _are_spellings("\n".join(goods.spellings))):
        return False
    codes = goods.codes
    return all(map(_is_gtin, codes)) and (len(codes) < 2 or len(set(codes)) == len(codes))


def _are_spellings(lines: str) -> bool:
    """Lower-case ASCII letters and digits, single spaces between them; those at an end were looked for."""
    return (
        lines.isascii()
        and lines.islower()
        and "  " not in lines
        and lines.replace(" ", "").replace("\n", "").isalnum()
    )


@lru_cache(maxsize=1024)
def _is_category(text: str) -> bool:
    return _CATEGORY.fullmatch(text) is not None


def _is_gtin(code: str) -> bool:
    if not (code.isdigit() and code.isascii()):
        return False
    share = _WEIGHTED
    total = share[int(code[:2])] + share[int(code[2:6])] + share[int(code[6:10])] + share[int(code[10:])]
    return total % 10 == 0 and code != _NO_CODE


_NO_CODE = "0" * 14
