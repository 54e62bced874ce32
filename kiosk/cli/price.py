"""`kiosk price FILE.json`: a priced basket with traces, from products, offers, context and lines."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import types
import typing
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.pricing import PricedBasket, PricingContext, price
from kiosk.domain.product import Product
from kiosk.domain.promotion import MultiBuy, NearDate, compile_offers
from kiosk.errors import InputRefused, Reason


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PriceFile:
    """What `kiosk price` reads. Amounts are in minor units, weights in grams, tax rates in basis points."""

    products: tuple[Product, ...]
    context: PricingContext
    lines: tuple[BasketLine, ...]
    offers: tuple[MultiBuy, ...] = ()
    markdowns: tuple[NearDate, ...] = ()
    revision: int = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "file", nargs="?", metavar="FILE.json", help="the basket to price; - reads it from stdin"
    )
    what.add_argument("--schema", action="store_true", help="print the JSON Schema of FILE.json instead")
    parser.add_argument("--json", action="store_true", help="print on one line")


def run(args: argparse.Namespace) -> int:
    answer: Any
    if args.schema:
        answer = msgspec.json.schema(PriceFile)
    else:
        raw = sys.stdin.buffer.read() if args.file == "-" else _read(Path(args.file))
        answer = price_file(raw, args.file)
    text = msgspec.json.encode(answer)
    sys.stdout.write((text if args.json else msgspec.json.format(text, indent=2)).decode() + "\n")
    sys.stdout.flush()
    return 0


def price_file(raw: bytes, name: str) -> PricedBasket:
    """The priced basket of a file's content; raises InputRefused naming the file and the place in it."""
    try:
        asked = msgspec.json.decode(raw, type=PriceFile)
        unknown = next(_unknown(msgspec.json.decode(raw), PriceFile, "$"), None)
        if unknown is not None:
            raise msgspec.ValidationError(f"unknown field `{unknown}`")
        _check(asked)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise InputRefused(Reason("cli.file_not_valid", {"file": name, "problem": str(fault)})) from None
    return price(
        Basket(asked.lines),
        {product.sku: product for product in asked.products},
        compile_offers((*asked.offers, *asked.markdowns), asked.revision),
        asked.context,
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        values = {"file": str(path), "problem": fault.strerror or str(fault)}
        raise InputRefused(Reason("cli.file_not_readable", values)) from None


def _check(asked: PriceFile) -> None:
    """What the types cannot say; raises msgspec's ValidationError in its own manner."""
    for sku, count in Counter(product.sku for product in asked.products).items():
        if count > 1:
            raise msgspec.ValidationError(f"product `{sku}` stands {count} times - at `$.products`")
    if asked.context.at.tzinfo is None:
        raise msgspec.ValidationError("the time needs its offset from UTC - at `$.context.at`")
    try:
        ZoneInfo(asked.context.zone)
    except (ValueError, OSError, KeyError):
        raise msgspec.ValidationError(
            "not a time zone such as `Asia/Shanghai` - at `$.context.zone`"
        ) from None


def _unknown(value: Any, kind: Any, place: str) -> Iterator[str]:
    """Places of fields that `kind` does not have: a misspelt optional field must not pass in silence."""
    if isinstance(kind, types.UnionType):
        kind = next((one for one in typing.get_args(kind) if dataclasses.is_dataclass(one)), None)
    if dataclasses.is_dataclass(kind) and isinstance(value, dict):
        kinds = typing.get_type_hints(kind)
        for name, inner in value.items():
            if name not in kinds:
                yield f"{place}.{name}"
            else:
                yield from _unknown(inner, kinds[name], f"{place}.{name}")
    elif typing.get_origin(kind) is tuple and isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _unknown(inner, typing.get_args(kind)[0], f"{place}[{number}]")
