"""Find viewing: the frozen state of the search made from the visit. Reads only."""

from __future__ import annotations

from dataclasses import replace as changed

from kiosk.domain.category import NO_CATEGORIES, Category, CategoryTree
from kiosk.services.find_views import BranchView, FindView
from kiosk.services.finding import branch_of
from kiosk.services.visit import Visit


def find_view(visit: Visit) -> FindView | None:
    """The search as it stands, with the pictures that are here; None where nobody looks for anything."""
    finding = visit.finding
    if finding is None:
        return None
    tree = visit.catalogue.categories if visit.catalogue is not None else NO_CATEGORIES
    path = reversed(tuple(tree.upwards(finding.category)))
    daughters = () if finding.text else tree.under.get(finding.category, ())
    goods = (changed(good, picture_file=visit.pictures.get(good.picture)) for good in finding.goods)
    return FindView(
        text=finding.text,
        path=tuple(_branch(each, tree, visit) for each in path),
        branches=tuple(_branch(each, tree, visit) for each in daughters),
        goods=tuple(goods),
        looking=finding.looking,
        more=finding.more,
    )


def pictures_wanted(visit: Visit) -> tuple[str, ...]:
    """The pictures of what is on the screen: of the search, else of the basket."""
    found = find_view(visit)
    if found is not None:
        named = (*(each.picture for each in found.branches), *(each.picture for each in found.goods))
    else:
        named = tuple(product.picture for product in visit.products.values())
    return tuple(dict.fromkeys(name for name in named if name))


def _drawn_as(category_id: str, tree: CategoryTree) -> tuple[str, ...]:
    """A branch that has no tile of its own looks like what is in it, sooner than like what it is in."""
    own, *above = branch_of(category_id, tree)
    return (own, *(each.category_id for each in tree.under.get(own, ())), *above)


def _branch(category: Category, tree: CategoryTree, visit: Visit) -> BranchView:
    return BranchView(
        category_id=category.category_id,
        names=category.names,
        drawn_as=_drawn_as(category.category_id, tree),
        picture=category.picture,
        picture_file=visit.pictures.get(category.picture),
    )
