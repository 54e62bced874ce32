"""Product categories as the screens draw them."""

from __future__ import annotations

from ui.places import ICONS

CATEGORIES = frozenset(path.stem.removeprefix("category_") for path in ICONS.glob("category_*.svg"))
"""Those with an icon of their own; Theme.qml has a colour for each."""


def category_of(category: str) -> str:
    """The category whose icon and colour a tile shows."""
    return category if category in CATEGORIES else "other"
