"""Product categories as the screens draw them."""

from __future__ import annotations

from ui.places import ICONS

CATEGORIES = frozenset(path.stem.removeprefix("category_") for path in ICONS.glob("category_*.svg"))
"""Those with an icon of their own; Theme.qml has a colour for each."""


def category_of(*categories: str) -> str:
    """The category whose icon and colour a tile shows: the first of these that has any."""
    return next((one for one in categories if one in CATEGORIES), "other")
