"""Sale checks: whether a good may be sold here and now, by the rules of the newest revision this kiosk has.

A trip holds its prices, not its rules: a sale stop, other hours, an age, a limit or the word of staff hold
from the moment they are here, at the scan and again before payment; one that was taken back holds no longer.
A good that the newest revision does not know any more goes by the rules of the trip's own.
"""

from __future__ import annotations

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.product import Product
from kiosk.domain.sale_rules import KioskRules, objection, over_limit, under_rules, with_rules_of
from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import Catalogue, CatalogueStore
from kiosk.services.visit import Bench


class SaleChecks:
    """Says what the sale rules say of goods."""

    def __init__(self, bench: Bench, catalogues: CatalogueStore, kiosk_rules: KioskRules) -> None:
        self._bench = bench
        self._catalogues = catalogues
        self._kiosk_rules = bench.visit.kiosk_rules = kiosk_rules

    def ruled(self, product: Product) -> Product:
        """The product of the trip's revision under the rules of now: the newest revision's of the good and
        its categories, and this kiosk's."""
        catalogue = self.newest_catalogue() or self._bench.visit.catalogue
        if catalogue is None:
            return product
        newest = catalogue.by_sku([product.sku]).get(product.sku, product)
        return with_rules_of(product, under_rules(newest, catalogue.categories, self._kiosk_rules))

    def objection(self, product: Product) -> Reason | None:
        """Why it may not be sold now, whoever takes it."""
        return objection(self.ruled(product), self._bench.cloud_now(), self._bench.identity.store.zone)

    def before_paying(self, line: BasketLine, product: Product) -> Reason | None:
        """The same of a line of the basket; a sale stop names it, since its pack lies in the bag."""
        against = self.objection(product)
        if against is not None and against.code == "basket.sale_stopped":
            return Reason("basket.stopped_before_paying", {"sku": line.sku})
        return against

    def over_limit(self, basket: Basket) -> tuple[BasketLine, Reason] | None:
        """The first line with which a limit of the trip is passed."""
        return over_limit(basket, self._bench.visit.products)

    def newest_catalogue(self) -> Catalogue | None:
        """The one in use; None where it cannot be opened."""
        try:
            return self._catalogues.current()
        except StoreUnusable:
            return None
