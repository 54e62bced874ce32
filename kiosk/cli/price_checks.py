"""What the types of a price file cannot say: told like a wrong type, by msgspec's error and the place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import msgspec

from kiosk.cli.price_form import PriceFile
from kiosk.domain.coupon import OFFER_KINDS, Claim
from kiosk.domain.money import MOST_MINOR
from kiosk.domain.tax import WHOLE_BP
from kiosk.domain.tax_rule import RULES, TAX_INSIDE

FIRST_YEAR, LAST_YEAR = 2, 9998
"""Of those beside them a zone may have no day."""


def check_keys(raw: bytes) -> None:
    """Raises msgspec's ValidationError for a key that an object has twice: only one would count. `raw` is
    JSON, as msgspec has found."""
    told = json.loads(raw, object_pairs_hook=_Object, parse_int=str, parse_float=str)
    twice = next(_twice(told, "$"), None)
    if twice is not None:
        _not_so(f"the key `{twice[1]}` stands twice", twice[0])


class _Object(dict[str, Any]):
    """One of JSON, which knows its keys that stand twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.twice = _again(key for key, _ in pairs)


def _twice(told: object, place: str) -> Iterator[tuple[str, str]]:
    """Places of objects, and the keys that they have twice."""
    if isinstance(told, _Object):
        for key in told.twice:
            yield place, key
        for key, inner in told.items():
            yield from _twice(inner, f"{place}.{key}")
    elif isinstance(told, list):
        for number, inner in enumerate(told):
            yield from _twice(inner, f"{place}[{number}]")


def check_values(asked: PriceFile) -> None:
    """Raises msgspec's ValidationError for the first that cannot be."""
    _check_each_once("product", "$.products", [product.sku for product in asked.products])
    for number, product in enumerate(asked.products):
        _check_range(product.tax_bp, 0, WHOLE_BP, f"$.products[{number}].tax_bp")
    _check_range(asked.revision, 0, MOST_MINOR, "$.revision")
    _check_time(asked)
    _check_tax(asked)
    claims, limits = asked.context.claims, asked.context.limits_used
    _check_each_once("claim", "$.context.claims", [claim.claim_id for claim in claims])
    for number, claim in enumerate(claims):
        _check_claim(claim, f"$.context.claims[{number}]")
    _check_each_once("limit of the offer", "$.context.limits_used", [each.offer_id for each in limits])
    for number, each in enumerate(limits):
        _check_range(each.uses, 0, MOST_MINOR, f"$.context.limits_used[{number}].uses")


def _check_time(asked: PriceFile) -> None:
    at = asked.context.at
    if at.tzinfo is None:
        _not_so("the time needs its offset from UTC", "$.context.at")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        _not_so("no time that every zone has", "$.context.at")
    try:
        ZoneInfo(asked.context.zone)
    except (ValueError, OSError, KeyError):
        _not_so("not a time zone such as `Asia/Shanghai`", "$.context.zone")


def _check_tax(asked: PriceFile) -> None:
    if asked.country and asked.country not in RULES:
        _not_so(f"no country whose tax rule is known ({', '.join(RULES)})", "$.country")
    if asked.country and asked.context.tax != TAX_INSIDE:
        _not_so("a country beside a tax rule: keep one of the two", "$.country")
    _check_range(asked.context.tax.total_step, 1, MOST_MINOR, "$.context.tax.total_step")


def _check_claim(claim: Claim, place: str) -> None:
    if claim.kind not in OFFER_KINDS:
        _check_range(claim.amount_minor, 1, MOST_MINOR, f"{place}.amount_minor")
        return
    if claim.amount_minor:
        _not_so("a coupon has no amount of its own: its offer says what it is worth", f"{place}.amount_minor")
    if not claim.offer_id:
        _not_so("a coupon needs the offer that it is for", f"{place}.offer_id")


def _check_each_once(what: str, place: str, names: list[str]) -> None:
    for name in _again(names):
        _not_so(f"{what} `{name}` stands {names.count(name)} times", place)


def _check_range(value: int, least: int, most: int, place: str) -> None:
    if not least <= value <= most:
        _not_so(f"“{value}” is not from {least} to {most}", place)


def _again(names: Iterable[str]) -> list[str]:
    """Those that stand more than once."""
    return [name for name, count in Counter(names).items() if count > 1]


def _not_so(problem: str, place: str) -> NoReturn:
    raise msgspec.ValidationError(f"{problem} - at `{place}`")
