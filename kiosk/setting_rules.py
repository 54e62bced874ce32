"""What a setting takes, who may set it, when it applies; and the check of a value against that."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kiosk.errors import Reason, SettingRefused

Value = str | int | float | bool | tuple[str, ...]


class Setter(StrEnum):
    """Who may set a key."""

    INSTALLER = "installer"
    CLOUD = "cloud"
    STORE = "store"


class Applies(StrEnum):
    """When a change takes effect."""

    LIVE = "live"
    RESTART = "restart"


ANYONE = frozenset(Setter)
INSTALLER = frozenset({Setter.INSTALLER})
OWNERS = frozenset({Setter.INSTALLER, Setter.CLOUD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a key takes. A list's `choices`, `least` and `most` hold for each entry and the count."""

    about: str
    unit: str = ""
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    set_by: frozenset[Setter] = ANYONE
    applies: Applies = Applies.RESTART


def setting(default: Value, about: str, **rule: Any) -> Any:
    """A field of a section: its default and what it takes."""
    return field(default=default, metadata={"rule": Rule(about=about, **rule)})


TYPE_NAMES: dict[type, str] = {
    str: "text",
    bool: "yes or no",
    int: "whole number",
    float: "number",
    tuple: "list",
}


_WRONG_TYPE: dict[type, str] = {
    str: "settings.not_a_text",
    bool: "settings.not_yes_or_no",
    int: "settings.not_a_whole_number",
    float: "settings.not_a_number",
    tuple: "settings.not_a_list",
}


def check_value(key: str, default: Value, rule: Rule, raw: object) -> Value:
    """The value as the settings keep it; raises SettingRefused naming key, value and what was expected.

    Types are strict: `"60"` is not 60, 1 is not yes; only a whole number stands for a number.
    """
    value = raw
    if isinstance(default, tuple) and isinstance(raw, (list, tuple)):
        value = tuple(raw)
    elif type(default) is float and type(raw) is int:
        value = float(raw)
    if type(value) is not type(default):
        raise _refused(_WRONG_TYPE[type(default)], key, raw)
    if isinstance(value, tuple):
        return _checked_list(key, rule, value)
    if isinstance(value, str):
        return _checked_text(key, rule, value)
    assert isinstance(value, (int, float))
    _check_range(key, rule, value, raw)
    return value


def _checked_list(key: str, rule: Rule, value: tuple[object, ...]) -> tuple[str, ...]:
    _check_range(key, rule, len(value), list(value))
    texts = tuple(each for each in value if isinstance(each, str))
    if len(texts) != len(value):
        raise _refused(_WRONG_TYPE[tuple], key, list(value))
    for each in texts:
        _check_choice(key, rule, each)
    if len(set(texts)) != len(texts):
        raise _refused("settings.twice", key, list(value))
    return texts


def _checked_text(key: str, rule: Rule, value: str) -> str:
    _check_range(key, rule, len(value), value)
    _check_choice(key, rule, value)
    if not value.isprintable():
        raise _refused("settings.unprintable", key, value)
    return value


def _check_choice(key: str, rule: Rule, value: str) -> None:
    if rule.choices and value not in rule.choices:
        raise _refused("settings.not_one_of", key, value, choices=", ".join(rule.choices))


def _check_range(key: str, rule: Rule, measure: float, raw: object) -> None:
    """The number itself, a text's length or a list's count. NaN is in no range."""
    least = -math.inf if rule.least is None else rule.least
    most = math.inf if rule.most is None else rule.most
    if not least <= measure <= most:
        code = "settings.out_of_range" if isinstance(raw, (int, float)) else "settings.wrong_length"
        raise _refused(code, key, raw, least=f"{least:g}", most=f"{most:g} {rule.unit}".strip())


def shown(value: object) -> str:
    """The value as a message may show it: printable, at most 60 characters."""
    text = value if isinstance(value, str) else repr(value)
    clean = "".join(each if each.isprintable() else "·" for each in text)
    return clean if len(clean) <= 60 else clean[:59] + "…"


def _refused(code: str, key: str, value: object, **expected: str) -> SettingRefused:
    return SettingRefused(Reason(code, {"key": key, "value": shown(value), **expected}))
