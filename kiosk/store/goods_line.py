"""Reads the lines of products quickly: most need no more than one pass in C.

`Goods` says the rules of `kiosk.domain.row_checks` again as types, which msgspec checks while it decodes. A
line that is anything out of the ordinary, and every wrong one, goes to `decode_line`, whose word is final: so
what is refused is refused with its row, column and value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from kiosk.domain.basket import MOST_PIECES
from kiosk.domain.catalogue_rows import End, Row, decode_line
from kiosk.domain.money import MOST_MINOR
from kiosk.domain.tax import WHOLE_BP


class _Names(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    zh: Annotated[str, Meta(max_length=120)]
    en: Annotated[str, Meta(max_length=120)] = ""


class _Short(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    zh: Annotated[str, Meta(max_length=40)]
    en: Annotated[str, Meta(max_length=40)] = ""


class _Unit(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    zh: Annotated[str, Meta(max_length=24)]
    en: Annotated[str, Meta(max_length=24)] = ""


class _BasePrice(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    zh: Annotated[str, Meta(max_length=60)]
    en: Annotated[str, Meta(max_length=60)] = ""


_Code = Annotated[str, Meta(min_length=14, max_length=14)]
_Price = Annotated[int, Meta(ge=0, le=MOST_MINOR)]


class _Pack(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Of pieces: other units are out of the ordinary."""

    gtin: _Code
    quantity: Annotated[int, Meta(ge=1, le=MOST_PIECES)]


class Goods(Struct, frozen=True, gc=False, forbid_unknown_fields=True, tag_field="type", tag="product"):
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


_decode = msgspec.json.Decoder(Goods).decode_lines
_PRODUCT = b'{"type":"product"'
_CATEGORY = re.compile(r"[a-z][a-z0-9_]{0,31}")
_PICTURE = re.compile("[0-9a-f]{64}")
_TAX_CLASS = re.compile("[0-9A-Za-z.-]{1,32}")

_WEIGHTED = [
    (3 * (number // 1000 + number // 10 % 10) + number // 100 % 10 + number) % 10 for number in range(10_000)
]
"""Four digits' share of a GTIN's check sum (GS1 General Specifications 7.9), by their number."""


def read_line(line: bytes, number: int) -> Goods | Row | End:
    """The row a line tells; InputRefused as `decode_line` raises it."""
    goods = read_goods([line])
    return decode_line(line, number) if goods is None else goods[0]


def read_goods(lines: Sequence[bytes]) -> list[Goods] | None:
    """What lines tell where each is that of an ordinary good; None where one of them is anything else."""
    if not all(line.startswith(_PRODUCT) for line in lines):
        return None
    together = b"\n".join(lines)
    if b"\\" in together:
        return None
    try:
        goods = _decode(together)
        text = b"".join(lines).decode()
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return goods if len(goods) == len(lines) and _are_ordinary(goods, text) else None


def _are_ordinary(goods: Sequence[Goods], text: str) -> bool:
    """Whether what the types do not say holds too. Without escapes and spaces between tokens, the lines as a
    whole tell whether each text is printable and has no space around it."""
    if not text.isprintable() or ' "' in text or '" ' in text:
        return False
    if not all(each.names.zh for each in goods):
        return False
    if not all(map(_CATEGORY.fullmatch, {each.category for each in goods})):
        return False
    if not all(map(_PICTURE.fullmatch, {each.picture for each in goods if each.picture})):
        return False
    if not all(map(_TAX_CLASS.fullmatch, {each.tax_class for each in goods if each.tax_class})):
        return False
    if not _are_digits([each.plu for each in goods if each.plu is not None]):
        return False
    return _are_spellings([each for good in goods for each in good.spellings]) and _have_codes(goods)


def _are_digits(texts: Sequence[str]) -> bool:
    together = "".join(texts)
    return not texts or (together.isdigit() and together.isascii())


def _are_spellings(spellings: Sequence[str]) -> bool:
    """Lower-case ASCII letters and digits, single spaces between them; those at an end were looked for."""
    lines = "\n".join(spellings)
    return not spellings or (
        all(spellings)
        and lines.isascii()
        and lines.islower()
        and "  " not in lines
        and lines.replace(" ", "").replace("\n", "").isalnum()
    )


def _have_codes(goods: Sequence[Goods]) -> bool:
    """Whether each code is one, and in no good twice."""
    codes: list[str] = []
    for each in goods:
        own = each.gtins
        if each.packs:
            if each.sold_by != "piece":
                return False
            own = each.codes
        if len(own) > 1 and len(set(own)) != len(own):
            return False
        codes += own
    return _are_digits(codes) and all(map(_is_gtin, map(int, codes)))


def _is_gtin(code: int) -> bool:
    share = _WEIGHTED
    total = share[code // 10**12] + share[code // 10**8 % 10_000] + share[code // 10_000 % 10_000]
    return (total + share[code % 10_000]) % 10 == 0 and code != 0
