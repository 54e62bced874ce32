"""Offers as rows of a catalogue, of every kind, and what becomes of a row from a newer cloud.

    {"type":"offer","kind":"multi_buy","offer_id":"o1","names":{...},"skus":[...],"quantity":2,"price_minor":990}
    {"type":"offer","kind":"near_date","offer_id":"o2","names":{...},"categories":[...],"days":2,"percent":30}
    {"type":"offer","kind":"set",...,"slots":[{"goods":{...},"count":2}],"reward":{"percent":50,"cheapest":1}}
    {"type":"offer","kind":"piece",...,"goods":{"categories":["bakery"]},"percent":20,"terms":{"hours":[...]}}
    {"type":"offer","kind":"tier",...,"goods":{...},"by":"quantity","steps":[{"at_least":3,"percent":10}]}
    {"type":"offer","kind":"sticker",...,"goods":{...},"most_percent":50}
    {"type":"offer","kind":"basket",...,"spend_minor":10000,"amount_minor":1000,"every":true}

Fields are those of the types of `kiosk.domain.offer`. A row with a kind, a field or a word of a choice that
is not known here comes from a newer cloud: it becomes an `UnknownOffer`, which is kept as it came, is never
applied and is told to people. A known field whose value cannot be is a mistake, and refused like any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from kiosk.domain.basket import MOST_PIECES
from kiosk.domain.field_checks import WrongValue, flag, instant, names, text, whole
from kiosk.domain.money import MOST_MINOR
from kiosk.domain.offer import (
    BasketOffer,
    MultiBuy,
    NearDate,
    Offer,
    PieceOffer,
    Reward,
    Selector,
    SetDeal,
    Slot,
    StickerOffer,
    Tier,
    TierBy,
    TierStep,
    UnknownOffer,
)
from kiosk.domain.offer_checks import MOST_DAYS, MOST_PERCENT, MOST_SLOTS, WHOLE_PERCENT
from kiosk.domain.offer_terms import Combination, OfferTerms
from kiosk.domain.row_checks import (
    CATEGORY,
    PRICE,
    SKU,
    Checks,
    checked,
    optional,
    refused,
    required,
    texts,
    weekdays,
)
from kiosk.domain.sale_hours import MINUTES_OF_A_DAY, SaleHours
from kiosk.errors import InputRefused

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

MOST_GOODS = 2000
"""SKUs, categories or brands that one offer names."""
MOST_STEPS = 50


class NewerValue(WrongValue):
    """A field or a word that a newer cloud may have and this version does not know."""


def _record(kind: Callable[..., T], checks: Checks) -> Callable[[object], T]:
    """An object with these fields, the ones without a default required; faults name the field within it."""

    def check(raw: object) -> T:
        if not isinstance(raw, dict):
            raise WrongValue("catalogue.not_a_record", raw, fields=", ".join(checks))
        for name in raw:
            if name not in checks:
                raise NewerValue("catalogue.unknown_field", name).within(f".{name}")
        for name in sorted(required(kind) - raw.keys()):
            raise WrongValue("catalogue.missing", "").within(f".{name}")
        values: dict[str, object] = {}
        for name, value in raw.items():
            try:
                values[name] = checks[name](value)
            except WrongValue as wrong:
                raise wrong.within(f".{name}") from None
        return kind(**values)

    return check


def _records(kind: Callable[..., T], checks: Checks, most: int) -> Callable[[object], tuple[T, ...]]:
    record = _record(kind, checks)

    def each(value: object) -> tuple[T, ...]:
        if not isinstance(value, (list, tuple)) or len(value) > most:
            raise WrongValue("catalogue.not_entries", value, most=most)
        found: list[T] = []
        for number, one in enumerate(value, 1):
            try:
                found.append(record(one))
            except WrongValue as wrong:
                raise wrong.within(f"[{number}]") from None
        return tuple(found)

    return each


def _word_of(kind: type[E]) -> Callable[[object], E]:
    """One of the words of an enumeration, to which a newer cloud may have added."""

    def check(value: object) -> E:
        for member in kind:
            if value == member.value:
                return member
        known = NewerValue if isinstance(value, str) else WrongValue
        raise known("catalogue.not_one_of", value, choices=", ".join(kind))

    return check


_ID = text(1, 64)
_NAMES = names(1)
_AMOUNT = optional(whole(1, MOST_MINOR))
_PERCENT = optional(whole(1, WHOLE_PERCENT))
_REWARDS: Checks = {"percent": _PERCENT, "amount_minor": _AMOUNT, "price_minor": optional(PRICE)}
_USES = optional(whole(1, MOST_MINOR))

_GOODS_CHECKS: Checks = {
    "skus": texts(SKU, MOST_GOODS),
    "categories": texts(CATEGORY, MOST_GOODS),
    "brands": texts(text(1, 64), MOST_GOODS),
    "everything": flag,
    "except_skus": texts(SKU, MOST_GOODS),
    "except_categories": texts(CATEGORY, MOST_GOODS),
}
_HOURS = _records(
    SaleHours,
    {
        "days": weekdays,
        "opens_min": whole(0, MINUTES_OF_A_DAY - 1),
        "closes_min": whole(1, MINUTES_OF_A_DAY),
    },
    50,
)
_TERMS_CHECKS: Checks = {
    "starts_at": optional(instant),
    "ends_at": optional(instant),
    "weekdays": weekdays,
    "hours": _HOURS,
    "segments": texts(text(1, 64), 50),
    "most_uses": _USES,
    "most_uses_per_member": _USES,
    "priority": whole(-1000, 1000),
    "combination": _word_of(Combination),
    "coupon": flag,
}
_GOODS = _record(Selector, _GOODS_CHECKS)
_TERMS = _record(OfferTerms, _TERMS_CHECKS)
_SLOT_CHECKS: Checks = {"goods": _GOODS, "count": whole(1, MOST_PIECES)}
_REWARD_CHECKS: Checks = {
    **_REWARDS,
    "cheapest": optional(whole(1, MOST_PIECES)),
    "slot": optional(whole(1, MOST_SLOTS)),
}
_STEP_CHECKS: Checks = {"at_least": whole(1, MOST_MINOR), **_REWARDS}

MULTI_BUY_CHECKS: Checks = {
    "offer_id": _ID,
    "names": _NAMES,
    "skus": texts(SKU, MOST_GOODS),
    "quantity": whole(1, MOST_PIECES),
    "price_minor": PRICE,
}
NEAR_DATE_CHECKS: Checks = {
    "offer_id": _ID,
    "names": _NAMES,
    "skus": texts(SKU, MOST_GOODS),
    "categories": texts(CATEGORY, MOST_GOODS),
    "days": whole(0, MOST_DAYS),
    "percent": whole(1, MOST_PERCENT),
}
_OFFER: Checks = {"offer_id": _ID, "names": _NAMES}

KINDS: Mapping[str, tuple[type[Any], Checks]] = {
    "multi_buy": (MultiBuy, MULTI_BUY_CHECKS),
    "near_date": (NearDate, NEAR_DATE_CHECKS),
    "set": (
        SetDeal,
        {
            **_OFFER,
            "slots": _records(Slot, _SLOT_CHECKS, MOST_SLOTS),
            "reward": _record(Reward, _REWARD_CHECKS),
            "terms": _TERMS,
        },
    ),
    "piece": (PieceOffer, {**_OFFER, "goods": _GOODS, **_REWARDS, "terms": _TERMS}),
    "tier": (
        Tier,
        {
            **_OFFER,
            "goods": _GOODS,
            "by": _word_of(TierBy),
            "steps": _records(TierStep, _STEP_CHECKS, MOST_STEPS),
            "terms": _TERMS,
        },
    ),
    "sticker": (
        StickerOffer,
        {**_OFFER, "goods": _GOODS, "most_percent": whole(1, WHOLE_PERCENT), "terms": _TERMS},
    ),
    "basket": (
        BasketOffer,
        {
            **_OFFER,
            "goods": _GOODS,
            "spend_minor": whole(0, MOST_MINOR),
            "percent": _PERCENT,
            "amount_minor": _AMOUNT,
            "every": flag,
            "terms": _TERMS,
        },
    ),
}
"""The type of each kind of row and what its fields take."""

KIND_OF: Mapping[type, str] = {kind: word for word, (kind, _) in KINDS.items()}

OFFERS: tuple[type, ...] = (*KIND_OF, UnknownOffer)
"""Types whose values are offers."""


def read_offer(raw: Mapping[str, object], row: int) -> Offer:
    """An offer of a row as it came, `type` with it or not; one that only a newer version understands is kept.

    Raises InputRefused naming row, column, value and what was expected.
    """
    try:
        return known_offer(raw, row)
    except InputRefused as fault:
        if not _is_newer(raw):
            raise fault
    return _unknown(raw, row)


def known_offer(raw: Mapping[str, object], row: int) -> Offer:
    """An offer of a kind and fields that are known here; InputRefused for any other."""
    rest = {name: value for name, value in raw.items() if name not in ("type", "kind")}
    word = raw.get("kind")
    if not isinstance(word, str) or word not in KINDS:
        raise refused(row, "kind", WrongValue("catalogue.not_one_of", word, choices=", ".join(KINDS)))
    kind, checks = KINDS[word]
    offer: Offer = checked(kind, checks, rest, row)
    return offer


def _is_newer(raw: Mapping[str, object]) -> bool:
    """Whether it says anything that this version has no word for."""
    word = raw.get("kind")
    if not isinstance(word, str):
        return False
    if word not in KINDS:
        return True
    checks = KINDS[word][1]
    for name, value in raw.items():
        if name in ("type", "kind"):
            continue
        if name not in checks:
            return True
        try:
            checks[name](value)
        except NewerValue:
            return True
        except WrongValue:
            pass
    return False


def _unknown(raw: Mapping[str, object], row: int) -> UnknownOffer:
    """What it is called by is all that is read of it."""
    values: dict[str, str] = {}
    for name in ("offer_id", "kind"):
        if name not in raw:
            raise refused(row, name, WrongValue("catalogue.missing", ""))
        try:
            values[name] = _ID(raw[name])
        except WrongValue as wrong:
            raise refused(row, name, wrong) from None
    try:
        kept = json.dumps({"type": "offer", **raw}, ensure_ascii=False, separators=(",", ":"))
        kept.encode()
    except (ValueError, RecursionError):
        raise refused(row, "kind", WrongValue("catalogue.not_json", values["kind"])) from None
    return UnknownOffer(offer_id=values["offer_id"], kind=values["kind"], row=kept)
