"""What a publication does to each list, in numbers, for whoever publishes or signs it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from cloud.catalogue.contents import Contents
from kiosk.domain.catalogue_checksum import Value
from kiosk.domain.catalogue_delta import key_of
from kiosk.domain.offer import NearDate

_NAMES = {
    "product": "products",
    "price": "prices",
    "category": "categories",
    "offer": "offers",
    "recall": "recalls",
}


@dataclass(frozen=True, slots=True)
class ListChange:
    """Rows of one list, as they are and against those of before."""

    now: int
    added: int
    changed: int
    dropped: int


def list_changes(before: Contents, after: Contents) -> dict[str, ListChange]:
    """By the lists' names; those that were empty and are stand for nothing."""
    held, made = _by_list(before), _by_list(after)
    found: dict[str, ListChange] = {}
    for name in (*_NAMES.values(), "markdowns"):
        old, new = held[name], made[name]
        if old or new:
            counts = Counter("same" if old.get(key) == value else "other" for key, value in new.items())
            added = len(new.keys() - old.keys())
            found[name] = ListChange(len(new), added, counts["other"] - added, len(old.keys() - new.keys()))
    return found


def plain_changes(changes: Mapping[str, ListChange]) -> dict[str, dict[str, int]]:
    """As JSON tells them."""
    return {name: asdict(change) for name, change in changes.items()}


def _by_list(contents: Contents) -> defaultdict[str, dict[str, Value]]:
    rows: defaultdict[str, dict[str, Value]] = defaultdict(dict)
    for value in contents.values():
        kind, key = key_of(value)
        rows["markdowns" if isinstance(value, NearDate) else _NAMES[kind]][key] = value
    return rows
