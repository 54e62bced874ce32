"""Prices explained on the e-receipt: the same rows as on the kiosk's screen."""

from __future__ import annotations

from dataclasses import dataclass

from cloud.sentences import say
from kiosk.domain.basket import BasketLine
from kiosk.domain.explaining import explained
from kiosk.domain.money import format_minor
from kiosk.domain.sale import Sale
from kiosk.errors import Reason


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One row of an explained price."""

    name: str
    details: str
    amount: str


def why(sale: Sale, line_id: str, item: BasketLine, language: str) -> tuple[ShownStep, ...]:
    """What a line's price is made of; nothing where its amount says it all."""
    dated = item.expiry or item.best_before
    told = explained(sale.priced, line_id, sale.store.zone, dated, alone=True)
    if told is None or (len(told.rows) == 1 and not told.rows[0].details):
        return ()
    return tuple(
        ShownStep(
            name=row.names.of(language) or say(row.told, language),
            details=" · ".join(say(detail, language) for detail in row.details),
            amount=format_minor(row.amount_minor, sale.priced.currency) if row.amount_minor else "",
        )
        for row in told.rows
    )


def revision(sale: Sale, language: str) -> str:
    """Which price list told the prices."""
    return say(Reason("price.revision", {"revision": sale.priced.catalogue_revision}), language)
