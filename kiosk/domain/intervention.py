"""An intervention: a moment at which only an attendant lets the trip go on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.domain.basket import Basket, BasketLine
from kiosk.domain.label import doubtful
from kiosk.domain.product import Product, SelfService
from kiosk.domain.recall import NO_RECALLS, Recall, RecallBook, maybe_recalled
from kiosk.errors import InputRefused, Reason


class InterventionKind(StrEnum):
    """Why an attendant is needed."""

    AGE = "age"
    STAFF_ONLY = "staff_only"
    IDENTITY = "identity"
    """Somebody sees the shopper's identity card. A minimum age is checked with it."""
    BATCH = "batch"
    """Some batches are recalled and the code does not tell which one this is: somebody reads the pack. A
    minimum age is checked with it."""
    REFUSED = "refused"
    """One of the good was refused in this trip, and this one's code tells neither batch nor date: somebody
    reads the pack. A minimum age is checked with it."""
    LABEL = "label"
    """An in-store label of very little weight, or far below the price: somebody sees what it is on. A minimum
    age is checked with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """Open until an attendant allows it or the line is taken out."""

    intervention_id: str
    kind: InterventionKind
    line_id: str
    sku: str
    minimum_age: int | None = None


def needed(product: Product, line: BasketLine, recalls: RecallBook = NO_RECALLS) -> InterventionKind | None:
    """What an attendant must say before `line` can be paid; None when nothing, or when it was said.

    Raises InputRefused (`basket.not_for_self_service`) for a good only a staffed till may sell:
    no approval makes it one for the kiosk.
    """
    if product.self_service is SelfService.NEVER:
        raise InputRefused(Reason("basket.not_for_self_service"))
    if line.approved_by is not None:
        return None
    if batch_in_doubt(line, recalls) is not None:
        return InterventionKind.BATCH
    if line.doubted:
        return InterventionKind.REFUSED
    if doubtful(product, line):
        return InterventionKind.LABEL
    if product.identity_required:
        return InterventionKind.IDENTITY
    if product.minimum_age is not None:
        return InterventionKind.AGE
    return InterventionKind.STAFF_ONLY if product.self_service is SelfService.STAFF else None


def batch_in_doubt(line: BasketLine, recalls: RecallBook) -> Recall | None:
    """The recall of some batches that may mean this line, whose code tells no batch; None where none may."""
    return maybe_recalled(recalls.of(line.gtin14, line.sku), line.batch)


def outgrown(
    product: Product, before: BasketLine, after: BasketLine, recalls: RecallBook = NO_RECALLS
) -> bool:
    """More pieces than an attendant saw of what each piece must be seen of. An age or a card was
    seen of the shopper, so it holds for any number."""
    by_piece = _is_by_piece(product, after, recalls)
    return by_piece and after.approved_by is not None and after.quantity > before.quantity


def with_word_of_before(
    product: Product, line: BasketLine, basket: Basket, recalls: RecallBook = NO_RECALLS
) -> BasketLine:
    """A new line of a good with the word that an attendant gave for another line of it, where that holds."""
    of_shopper = product.minimum_age is not None or product.identity_required
    if not of_shopper or _is_by_piece(product, line, recalls):
        return line
    given = (one.approved_by for one in basket.lines if one.sku == line.sku and one.approved_by)
    return replace(line, approved_by=next(given, line.approved_by))


def _is_by_piece(product: Product, line: BasketLine, recalls: RecallBook) -> bool:
    of_shopper = product.minimum_age is not None or product.identity_required
    staff_only = not of_shopper and product.self_service is SelfService.STAFF
    seen = line.doubted or doubtful(product, line)
    return staff_only or seen or batch_in_doubt(line, recalls) is not None
