"""Sale rules: may this good be sold here, now, to this basket?

What a good may not be sold for at all is a `Reason` (`objection`, `over_limit`); what only an attendant can
allow is an intervention (`kiosk.domain.intervention.needed`), which goes by the same product. Rules of a
good's categories are added once, by `under_rules`, whoever looks it up:

- who may sell it: the strictest of the good, its categories and the kiosk's own settings;
- the minimum age: the highest; an identity card: where any asks for one;
- hours: those that the good and each of its categories allow, so that none opens what another closes;
- limits: all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.category import Category, CategoryTree
from kiosk.domain.product import Product, SelfService, TripLimit
from kiosk.domain.sale_hours import is_open, opens_today, within_all
from kiosk.errors import Reason

KioskRules = Mapping[str, SelfService]
"""Who may sell goods of a category at this kiosk: stricter than the catalogue, never less strict."""

NO_KIOSK_RULES: KioskRules = {}


def kiosk_rules(**word_of: str) -> KioskRules:
    """By category, from the words of settings: `tobacco="never"`."""
    return {category: SelfService(word) for category, word in word_of.items()}


FOR_HOME = Reason("basket.order_for_home")
"""Against a good of the extended range: not kept in the store, but to be had."""

_STRICTNESS = {SelfService.ALLOWED: 0, SelfService.STAFF: 1, SelfService.NEVER: 2}


def under_rules(product: Product, tree: CategoryTree, own: KioskRules = NO_KIOSK_RULES) -> Product:
    """The product with the rules of its categories and of this kiosk; itself where there are none."""
    branch = [each for each in tree.upwards(product.category) if each.has_rules]
    kiosk = [rule for category, rule in own.items() if tree.is_within(product.category, category)]
    if not branch and not kiosk:
        return product
    words = [product.self_service, *kiosk, *(each.self_service for each in branch if each.self_service)]
    ages = [product.minimum_age, *(each.minimum_age for each in branch)]
    return replace(
        product,
        self_service=max(words, key=lambda word: _STRICTNESS[word]),
        minimum_age=max((age for age in ages if age is not None), default=None),
        identity_required=product.identity_required or any(each.identity_required for each in branch),
        hours=within_all((product.hours, *(each.hours for each in branch))),
        limits=tuple(dict.fromkeys((*product.limits, *_limits(branch)))),
    )


def with_rules_of(product: Product, other: Product) -> Product:
    """The product, at its own prices, under the rules of another revision of it."""
    return replace(
        product,
        self_service=other.self_service,
        minimum_age=other.minimum_age,
        identity_required=other.identity_required,
        hours=other.hours,
        limits=other.limits,
        sale_stop=other.sale_stop,
        extended_range=other.extended_range,
    )


def _limits(branch: Iterable[Category]) -> Iterable[TripLimit]:
    """A category's limit without a group is of all its goods together."""
    for each in branch:
        for limit in each.limits:
            yield limit if limit.group else TripLimit(f"category {each.category_id}", limit.most)


def objection(product: Product, at: datetime, zone: str) -> Reason | None:
    """Why it may not be sold here and now, whoever takes it; None where nothing stands against it."""
    if product.sale_stop:
        return Reason("basket.sale_stopped")
    if product.self_service is SelfService.NEVER:
        return Reason("basket.not_for_self_service")
    if product.extended_range:
        return FOR_HOME
    if is_open(product.hours, at, zone):
        return None
    opens = opens_today(product.hours, at, zone)
    return Reason("basket.not_sold_today") if opens is None else Reason("basket.sold_later", {"opens": opens})


def over_limit(basket: Basket, products: Mapping[str, Product]) -> tuple[BasketLine, Reason] | None:
    """The first line with which a limit of the trip is passed (`basket.group_limit`); goods that are not
    among `products` have none. A weighed or priced label counts as one."""
    counts: Counter[str] = Counter()
    most: dict[str, int] = {}
    for line in basket.lines:
        product = products.get(line.sku)
        for limit in product.limits if product is not None else ():
            group = limit.group or f"good {line.sku}"
            counts[group] += line.quantity
            most[group] = min(limit.most, most.get(group, limit.most))
            if counts[group] > most[group]:
                return line, Reason("basket.group_limit", {"limit": most[group]})
    return None
