"""Approvals: whether an attendant's word of before a restart was given for what is asked now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace as changed

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.intervention import Intervention, needed
from kiosk.domain.product import Product, SelfService
from kiosk.domain.recall import RecallBook
from kiosk.ports import Ledger


def still_allowed(
    ledger: Ledger, basket: Basket, products: Mapping[str, Product], recalls: RecallBook
) -> Basket:
    """The basket without the word of an attendant who was asked for another kind of check, or another age,
    than these products need now. A word for one line of a good may have been taken for another line of it."""
    said = ledger.allowed(line.line_id for line in basket.lines if line.approved_by)
    of_good = {one.sku: one for one in said.values()}

    def kept(line: BasketLine) -> BasketLine:
        word = said.get(line.line_id, of_good.get(line.sku))
        return (
            line if _holds(line, products.get(line.sku), word, recalls) else changed(line, approved_by=None)
        )

    return Basket(tuple(kept(line) for line in basket.lines))


def _holds(line: BasketLine, product: Product | None, said: Intervention | None, recalls: RecallBook) -> bool:
    """No word was given, none is needed, or it was given for this."""
    if line.approved_by is None or product is None or product.self_service is SelfService.NEVER:
        return True
    kind = needed(product, changed(line, approved_by=None), recalls)
    if kind is None:
        return True
    return said is not None and (said.kind, said.minimum_age) == (kind, product.minimum_age)
