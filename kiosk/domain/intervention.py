"""An intervention: a moment at which only an attendant lets the trip go on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.basket import BasketLine
from kiosk.domain.product import Product, SelfService
from kiosk.errors import InputRefused, Reason


class InterventionKind(StrEnum):
    """Why an attendant is needed."""

    AGE = "age"
    STAFF_ONLY = "staff_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """Open until an attendant allows it or the line is taken out."""

    intervention_id: str
    kind: InterventionKind
    line_id: str
    sku: str
    minimum_age: int | None = None


def needed(product: Product, line: BasketLine) -> InterventionKind | None:
    """What an attendant must say before `line` can be paid; None when nothing, or when it was said.

    Raises InputRefused (`basket.not_for_self_service`) for a good only a staffed till may sell:
    no approval makes it one for the kiosk.
    """
    if product.self_service is SelfService.NEVER:
        raise InputRefused(Reason("basket.not_for_self_service"))
    if line.approved_by is not None:
        return None
    if product.minimum_age is not None:
        return InterventionKind.AGE
    return InterventionKind.STAFF_ONLY if product.self_service is SelfService.STAFF else None


def outgrown(product: Product, before: BasketLine, after: BasketLine) -> bool:
    """More pieces than an attendant saw of a good that only staff allow. An age was checked of the shopper,
    so it holds for any number."""
    staff_only = product.minimum_age is None and product.self_service is SelfService.STAFF
    return staff_only and after.approved_by is not None and after.quantity > before.quantity
