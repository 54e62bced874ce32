"""Viewing offers that are nearly reached. Reads only, and looks goods up once an offer and trip: what cannot
be read is not told of, and noted in `visit.unread`.

Nobody is led to goods that are not sold to everybody: an offer that alcohol, tobacco or anything else an
attendant has to allow counts for is not shown before it is reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kiosk.domain.category import Category, CategoryTree
from kiosk.domain.offer import KnownOffer, Selector
from kiosk.domain.price_list import prices_now
from kiosk.domain.priced import PricingContext
from kiosk.domain.product import Product, SelfService
from kiosk.domain.promotion import goods_of
from kiosk.domain.sale_rules import KioskRules, under_rules
from kiosk.errors import StoreUnusable
from kiosk.ports import Catalogue
from kiosk.services.finding import branch_of
from kiosk.services.near_views import NearGoodView, NearView
from kiosk.services.on_screen import NearGoods
from kiosk.services.visit import Visit

MOST_SHOWN = 2
MOST_GOODS = 6
"""Of one offer."""


def near_views(visit: Visit) -> tuple[NearView, ...]:
    """What saves most first."""
    trip, priced, catalogue = visit.trip, visit.priced, visit.catalogue
    if trip is None or priced is None or catalogue is None or not priced.near:
        return ()
    shown = []
    for near in priced.near:
        goods = _goods(near.offer_id, visit, catalogue)
        if goods is None or any(_is_held(visit.products[sku]) for sku in near.skus if sku in visit.products):
            continue
        shown.append(
            NearView(
                offer_id=near.offer_id,
                names=near.names,
                missing_pieces=near.missing_pieces,
                missing_minor=near.missing_minor,
                would_save_minor=near.would_save_minor,
                goods=tuple(_views(goods, trip.context, visit.pictures, catalogue.categories)),
                everything=goods.everything,
            )
        )
    return tuple(shown[:MOST_SHOWN])


def _goods(offer_id: str, visit: Visit, catalogue: Catalogue) -> NearGoods | None:
    key = catalogue.revision, offer_id
    if key not in visit.near_goods:
        visit.near_goods[key] = None
        offer = catalogue.offers.by_id.get(offer_id)
        try:
            if offer is not None:
                visit.near_goods[key] = _look_up(offer, catalogue, visit.kiosk_rules)
        except StoreUnusable as damage:
            visit.unread = damage.reason
    return visit.near_goods[key]


def _look_up(offer: KnownOffer, catalogue: Catalogue, own: KioskRules) -> NearGoods | None:
    """What counts for the offer; None where some of it is not sold to everybody."""
    parts, tree = goods_of(offer), catalogue.categories
    skus = list(dict.fromkeys(sku for part in parts for sku in part.skus))
    found = catalogue.by_sku(skus)
    products = [under_rules(found[sku], tree, own) for sku in skus if sku in found]
    branches = [tree.by_id[name] for name in _categories(parts) if name in tree.by_id]
    ruled = [name for name, word in own.items() if word is not SelfService.ALLOWED]
    if any(map(_is_held, products)) or any(_is_held_branch(each, tree, ruled) for each in branches):
        return None
    return NearGoods(
        products=tuple(products[:MOST_GOODS]),
        branches=tuple(branches[: max(0, MOST_GOODS - len(products))]),
        everything=any(part.everything for part in parts),
    )


def _categories(parts: Iterable[Selector]) -> list[str]:
    return list(dict.fromkeys(category for part in parts for category in part.categories))


def _is_held(good: Product | Category) -> bool:
    allowed = good.self_service in (None, SelfService.ALLOWED)
    return good.minimum_age is not None or good.identity_required or not allowed


def _is_held_branch(branch: Category, tree: CategoryTree, ruled: Iterable[str]) -> bool:
    """It, one it is under or one under it, by the shop's rules or this kiosk's own."""
    name = branch.category_id
    mine = any(tree.is_within(name, each) or tree.is_within(each, name) for each in ruled)
    daughters = tree.under.get(name, ())
    return (
        mine
        or any(map(_is_held, tree.upwards(name)))
        or any(_is_held_branch(each, tree, ruled) for each in daughters)
    )


def _views(
    goods: NearGoods, context: PricingContext, pictures: Mapping[str, Path], tree: CategoryTree
) -> Iterator[NearGoodView]:
    for product in goods.products:
        now = prices_now(product, context.at, context.price_lists)
        held = min(each.minor for each in (now.listed, now.offer) if each is not None)
        yield NearGoodView(
            names=product.names,
            size=product.size,
            price_minor=held,
            drawn_as=branch_of(product.category, tree),
            picture_file=pictures.get(product.picture),
        )
    for branch in goods.branches:
        yield NearGoodView(
            names=branch.names,
            drawn_as=branch_of(branch.category_id, tree),
            picture_file=pictures.get(branch.picture),
        )
