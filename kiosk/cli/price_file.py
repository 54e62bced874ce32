"""What `kiosk price` reads: goods, offers, context and lines in one JSON file, and the form of that file."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from kiosk.cli.price_checks import check_keys, check_values
from kiosk.cli.price_form import PriceFile, Row
from kiosk.domain.basket import Basket
from kiosk.domain.category import compile_categories
from kiosk.domain.offer import Offer
from kiosk.domain.offer_rows import KINDS, known_offer
from kiosk.domain.pricing import PricedBasket, PricingContext, price
from kiosk.domain.promotion import compile_offers
from kiosk.domain.tax_rule import RULES
from kiosk.errors import InputRefused

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FIRST_KIND = {"offers": "multi_buy", "markdowns": "near_date"}
"""Of a row that names none."""


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A file as the arguments of `price()`."""

    file: PriceFile
    offers: tuple[Offer, ...]
    context: PricingContext

    def priced(self) -> PricedBasket:
        """Raises InputRefused where it cannot be priced."""
        tree = compile_categories(self.file.categories, self.file.revision)
        return price(
            Basket(self.file.lines),
            {product.sku: product for product in self.file.products},
            compile_offers(self.offers, self.file.revision, tree),
            self.context,
        )


def read_price_file(raw: bytes) -> Asked:
    """Raises msgspec.DecodeError naming the place in the file, UnicodeDecodeError, RecursionError."""
    asked = msgspec.json.decode(raw, type=PriceFile)
    check_keys(raw)
    unknown = next(_unknown(msgspec.json.decode(raw), PriceFile, "$"), None)
    if unknown is not None:
        raise msgspec.ValidationError(f"unknown field `{unknown}`")
    check_values(asked)
    context = asked.context
    if asked.country:
        context = dataclasses.replace(context, tax=RULES[asked.country])
    return Asked(asked, (*_offers(asked.offers, "offers"), *_offers(asked.markdowns, "markdowns")), context)


def _offers(rows: tuple[Row, ...], where: str) -> Iterator[Offer]:
    from kiosk.cli import sentence

    for number, row in enumerate(rows):
        try:
            yield known_offer({"kind": _FIRST_KIND[where], **row}, number + 1)
        except InputRefused as refused:
            column = refused.reason.values.get("column", "")
            raise msgspec.ValidationError(
                f"{sentence(refused)} - at `$.{where}[{number}].{column}`"
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


# The schema


def schema() -> Row:
    """The JSON Schema of a price file, made of the types themselves."""
    made = msgspec.json.schema(PriceFile)
    references, components = msgspec.json.schema_components(
        [kind for kind, _ in KINDS.values()], ref_template="#/$defs/{name}"
    )
    kinds: Mapping[str, Row] = {**made["$defs"], **components}
    for word, (kind, _) in KINDS.items():
        told = kinds[kind.__name__]
        told["properties"] = {"kind": {"const": word}, **told["properties"]}
        if word not in _FIRST_KIND.values():
            told["required"] = ["kind", *told["required"]]
    for told in kinds.values():
        if told.get("type") == "object":
            told["additionalProperties"] = False
        if "description" in told:
            told["description"] = " ".join(told["description"].split())
    properties = kinds["PriceFile"]["properties"]
    properties["offers"]["items"] = {"anyOf": list(references)}
    properties["markdowns"]["items"] = {"$ref": "#/$defs/NearDate"}
    properties["country"]["enum"] = ["", *RULES]
    return {"$schema": DIALECT, "title": "kiosk price", "$ref": made["$ref"], "$defs": dict(kinds)}
