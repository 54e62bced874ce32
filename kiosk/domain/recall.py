"""Recalls: goods or batches of them that must not be sold, found by what a scan says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kiosk.domain.product import Names
from kiosk.errors import InputRefused, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Every item with one of these GTINs or SKUs, or only those of `batches`."""

    recall_id: str
    notice: Names
    """What staff are told: whose recall, and what is wrong with the goods."""
    gtins: tuple[str, ...] = ()
    """14 digits each."""
    skus: tuple[str, ...] = ()
    batches: tuple[str, ...] = ()
    """As AI 10 has them; empty: every batch."""


@dataclass(frozen=True, slots=True)
class RecallBook:
    """The recalls of one catalogue revision."""

    revision: int = 0
    recalls: tuple[Recall, ...] = ()
    by_gtin: Mapping[str, tuple[Recall, ...]] = field(default_factory=dict)
    by_sku: Mapping[str, tuple[Recall, ...]] = field(default_factory=dict)

    def of(self, gtin14: str, sku: str) -> tuple[Recall, ...]:
        """Those that speak of a good; `gtin14` is empty where none was scanned."""
        return (*self.by_gtin.get(gtin14, ()), *self.by_sku.get(sku, ()))


NO_RECALLS = RecallBook()


def compile_recalls(recalls: Iterable[Recall], revision: int) -> RecallBook:
    """A book of checked recalls. Raises InputRefused (`recalls.id_twice`, `recalls.no_goods`): a recall that
    is not understood refuses the revision, so that nothing recalled is sold by half of a list."""
    ordered = tuple(sorted(recalls, key=lambda recall: recall.recall_id))
    by_gtin: dict[str, tuple[Recall, ...]] = {}
    by_sku: dict[str, tuple[Recall, ...]] = {}
    seen: set[str] = set()
    for recall in ordered:
        if recall.recall_id in seen:
            raise InputRefused(Reason("recalls.id_twice", {"recall": recall.recall_id}))
        seen.add(recall.recall_id)
        if not (recall.gtins or recall.skus):
            raise InputRefused(Reason("recalls.no_goods", {"recall": recall.recall_id}))
        for gtin in dict.fromkeys(recall.gtins):
            by_gtin[gtin] = (*by_gtin.get(gtin, ()), recall)
        for sku in dict.fromkeys(recall.skus):
            by_sku[sku] = (*by_sku.get(sku, ()), recall)
    return RecallBook(revision, ordered, by_gtin, by_sku)


def recalled(recalls: Iterable[Recall], batch: str) -> Recall | None:
    """The recall that certainly means an item of this batch (empty: its code does not tell), or None."""
    wanted = same_batch(batch)
    return next(
        (one for one in recalls if not one.batches or (batch and wanted in map(same_batch, one.batches))),
        None,
    )


def maybe_recalled(recalls: Iterable[Recall], batch: str) -> Recall | None:
    """The recall that may mean an item whose code does not tell its batch: only the pack does. Or None."""
    return None if batch else next((one for one in recalls if one.batches), None)


def same_batch(batch: str) -> str:
    """A batch in the form they are compared in: a list typed by a person differs in case and spaces."""
    return "".join(batch.split()).upper()
