"""Finding: the way to a good without a barcode, by its name or through the categories.

Each key is a search. It runs as a job, one at a time: while one runs only the newest wish is kept, so what
was typed meanwhile is never searched for, and an answer to anything but the newest wish is dropped.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.category import CategoryTree
from kiosk.domain.finding import LONGEST_QUERY
from kiosk.domain.price_list import Amount, prices_now
from kiosk.domain.priced import PricingContext
from kiosk.domain.product import Product, SelfService, SoldBy, StockHint
from kiosk.domain.role import Role
from kiosk.domain.sale_rules import FOR_HOME
from kiosk.domain.trip import TripState
from kiosk.ports import Catalogue, Jobs
from kiosk.services.find_views import GoodView, HowSold
from kiosk.services.on_screen import FindOnScreen
from kiosk.services.sale_checks import SaleChecks
from kiosk.services.visit import Bench

log = logging.getLogger(__name__)

MOST = 48
"""Goods shown at once: whoever does not see theirs types another letter."""
WORKER = "search"
NOT_IN_HAND = frozenset({HowSold.FOR_HOME, HowSold.NOT_HERE})
"""Nobody looks on the shelf for what cannot be bought here."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A wish as it is given to the catalogue; each one is another one."""

    finding: FindOnScreen
    text: str
    category: str

    def is_newest(self) -> bool:
        return (self.finding.text, self.finding.category) == (self.text, self.category)


class Finding:
    """Keeps `visit.finding`: None while nobody looks for anything."""

    def __init__(self, bench: Bench, checks: SaleChecks, jobs: Jobs) -> None:
        self._bench = bench
        self._checks = checks
        self._jobs = jobs
        self._busy = False

    def search(self, text: str) -> None:
        """Goods that `text` may mean; none opens the first page."""
        self._ask(text[:LONGEST_QUERY], "")

    def open(self, category: str) -> None:
        """The branches and goods of a category; the empty id is the first page."""
        self._ask("", category)

    def close(self) -> None:
        """The basket again."""
        self._bench.visit.finding = None

    def _ask(self, text: str, category: str) -> None:
        visit = self._bench.visit
        if not visit.stands_in(TripState.BUILDING) or visit.catalogue is None:
            return
        finding = visit.finding = visit.finding or FindOnScreen()
        finding.text, finding.category = text, category
        finding.looking = bool(text.strip() or category or not visit.catalogue.categories.under)
        if not finding.looking:
            finding.goods, finding.more = (), False
        elif not self._busy:
            self._look(finding, visit.catalogue)

    def _look(self, finding: FindOnScreen, catalogue: Catalogue) -> None:
        sought = Sought(finding, finding.text, finding.category)
        self._busy = True
        self._jobs.submit(
            WORKER,
            lambda: _goods(catalogue, sought),
            lambda goods: self._answered(sought, goods),
            lambda fault: self._failed(sought, fault),
        )

    def _failed(self, sought: Sought, fault: Exception) -> None:
        log.error("the catalogue could not be searched: %s", fault)
        self._answered(sought, ())

    def _answered(self, sought: Sought, goods: Sequence[Product]) -> None:
        self._busy = False
        visit = self._bench.visit
        finding, catalogue = visit.finding, visit.catalogue
        if finding is None or catalogue is None or not finding.looking:
            return
        if finding is not sought.finding or not sought.is_newest():
            self._look(finding, catalogue)
            return
        finding.looking, finding.more = False, len(goods) > MOST
        finding.goods = tuple(self._shown(product, catalogue) for product in goods[:MOST])

    def _shown(self, product: Product, catalogue: Catalogue) -> GoodView:
        how_sold = self._how_sold(self._checks.ruled(product))
        trip, store = self._bench.visit.trip, self._bench.identity.store
        price = Amount(product.price_minor, product.sku) if trip is None else price_of(product, trip.context)
        return GoodView(
            sku=product.sku,
            names=product.names,
            size=product.size,
            unit=product.unit,
            short=product.short,
            base_price=product.base_price,
            drawn_as=branch_of(product.category, catalogue.categories),
            price_minor=price.minor,
            lowest_30_minor=price.lowest_30_minor if store.lowest_30_days else None,
            how_sold=how_sold,
            stock=StockHint.UNKNOWN if how_sold in NOT_IN_HAND else product.stock,
            picture=product.picture,
        )

    def _how_sold(self, ruled: Product) -> HowSold:
        objection = self._checks.objection(ruled)
        if ruled.role in (Role.DEPOSIT, Role.DONATION) or objection is not None:
            return HowSold.NOT_HERE if objection != FOR_HOME else HowSold.FOR_HOME
        if ruled.sold_by is SoldBy.WEIGHT:
            return HowSold.LABEL
        watched = ruled.minimum_age is not None or ruled.identity_required
        return HowSold.STAFF if watched or ruled.self_service is SelfService.STAFF else HowSold.PIECE


def _goods(catalogue: Catalogue, sought: Sought) -> Sequence[Product]:
    """One more than is shown tells that there are more."""
    if sought.text.strip():
        return [found.product for found in catalogue.search(sought.text, MOST + 1)]
    return catalogue.in_category(sought.category, MOST + 1)


def price_of(product: Product, context: PricingContext) -> Amount:
    """What one piece or kilogram costs by the price lists; a member pays the member price."""
    now = prices_now(product, context.at, context.price_lists)
    return now.least(for_member=bool(context.member_segments))


def branch_of(category: str, tree: CategoryTree) -> tuple[str, ...]:
    """A category and those it is under, the nearest first."""
    return tuple(each.category_id for each in tree.upwards(category)) or (category,)
