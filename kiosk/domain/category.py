"""Categories: the tree in which people look for goods, and what holds for all goods under a branch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kiosk.domain.product import Names, SelfService, TripLimit
from kiosk.domain.sale_hours import SaleHours
from kiosk.errors import InputRefused, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One branch. Its sale rules hold for its goods and for those of the categories under it."""

    category_id: str
    parent: str = ""
    """Empty for a root."""
    names: Names
    order: int = 0
    """Among its sisters, the smallest first."""
    picture: str = ""
    """SHA-256 of the picture's file, 64 lower-case hex digits; empty: the drawn tile."""
    self_service: SelfService | None = None
    minimum_age: int | None = None
    identity_required: bool = False
    hours: tuple[SaleHours, ...] = ()
    limits: tuple[TripLimit, ...] = ()

    @property
    def has_rules(self) -> bool:
        asks = self.self_service is not None or self.minimum_age is not None or self.identity_required
        return asks or bool(self.hours or self.limits)


@dataclass(frozen=True, slots=True)
class CategoryTree:
    """The categories of one revision. A good may have a category that is not in it."""

    revision: int = 0
    categories: tuple[Category, ...] = ()
    by_id: Mapping[str, Category] = field(default_factory=dict)
    under: Mapping[str, tuple[Category, ...]] = field(default_factory=dict)
    """Daughters by the parent's id, in the order to show; the roots under the empty id."""

    def upwards(self, category_id: str) -> Iterator[Category]:
        """The category and those it is under, the nearest first."""
        found = self.by_id.get(category_id)
        while found is not None:
            yield found
            found = self.by_id.get(found.parent)

    def is_within(self, category_id: str, branch: str) -> bool:
        """Whether a category is this branch or under it."""
        return category_id == branch or any(each.category_id == branch for each in self.upwards(category_id))


NO_CATEGORIES = CategoryTree()

DEFAULT_SELF_SERVICE: Mapping[str, SelfService] = {
    "tobacco": SelfService.NEVER,
    "alcohol": SelfService.STAFF,
}
"""By category where the shop says nothing. What the law asks differs by place: the operator's counsel
decides, and the shop says it in its files and settings."""


def compile_categories(categories: Iterable[Category], revision: int) -> CategoryTree:
    """The tree; raises InputRefused naming the category that stands twice (`catalogue.category_twice`), under
    none (`catalogue.category_without_parent`) or under itself (`catalogue.category_in_circle`)."""
    ordered = tuple(sorted(categories, key=lambda each: (each.order, each.category_id)))
    by_id: dict[str, Category] = {}
    under: dict[str, tuple[Category, ...]] = {}
    for each in ordered:
        if each.category_id in by_id:
            raise InputRefused(Reason("catalogue.category_twice", {"category": each.category_id}))
        by_id[each.category_id] = each
        under[each.parent] = (*under.get(each.parent, ()), each)
    for each in ordered:
        if each.parent and each.parent not in by_id:
            values = {"category": each.category_id, "parent": each.parent}
            raise InputRefused(Reason("catalogue.category_without_parent", values))
    reached = [each.category_id for each in under.get("", ())]
    for category_id in reached:  # grows while it is walked
        reached += [each.category_id for each in under.get(category_id, ())]
    if len(reached) < len(by_id):
        lost = min(set(by_id) - set(reached))
        raise InputRefused(Reason("catalogue.category_in_circle", {"category": lost}))
    return CategoryTree(revision, ordered, by_id, under)
