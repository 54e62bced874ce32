"""What a shop says of single items, from CSV text: markdowns by date, and recalls.

Markdowns: offer_id*, name_zh*, name_en, skus, categories (separated by ;, at least one of the two), days*,
percent*: items whose code tells a best-before or use-by date at most `days` days away cost `percent` less.

Recalls: recall_id*, notice_zh*, notice_en, gtins, skus (separated by ;, at least one of the two), batches
(separated by ;, empty: every batch). The sheet is the whole list: what is not in it is recalled no more.
"""

from __future__ import annotations

from collections.abc import Collection

from kiosk.domain.csv_sheet import Column, Sheet, read_named, several, whole_number
from kiosk.domain.field_checks import text
from kiosk.domain.offer import NearDate
from kiosk.domain.offer_csv import no_such_good
from kiosk.domain.offer_rows import NEAR_DATE_CHECKS
from kiosk.domain.recall import Recall
from kiosk.domain.row_checks import RECALL_CHECKS
from kiosk.errors import Reason

_MARKDOWN_COLUMNS = {
    "offer_id": Column("offer_id", str, required=True),
    "name_zh": Column("names", text(1, 120), required=True),
    "name_en": Column("names", text(0, 120)),
    "skus": Column("skus", several),
    "categories": Column("categories", several),
    "days": Column("days", whole_number, required=True),
    "percent": Column("percent", whole_number, required=True),
}
_RECALL_COLUMNS = {
    "recall_id": Column("recall_id", str, required=True),
    "notice_zh": Column("notice", text(1, 120), required=True),
    "notice_en": Column("notice", text(0, 120)),
    "gtins": Column("gtins", several),
    "skus": Column("skus", several),
    "batches": Column("batches", several),
}


def read_markdowns(csv_text: str, skus: Collection[str]) -> Sheet[NearDate]:
    """The markdowns of a CSV text on goods with these SKUs; raises InputRefused for other columns."""

    def objection(row: int, offer: NearDate) -> Reason | None:
        if not (offer.skus or offer.categories):
            return Reason("catalogue.row_without_goods", {"row": row})
        return no_such_good(row, offer, skus)

    return read_named(NearDate, NEAR_DATE_CHECKS, csv_text, _MARKDOWN_COLUMNS, "offer_id", objection)


def read_recalls(csv_text: str) -> Sheet[Recall]:
    """The recalls of a CSV text; raises InputRefused for other columns.

    Goods need not be in the catalogue: what is no longer listed may still stand on a shelf.
    """

    def objection(row: int, recall: Recall) -> Reason | None:
        found = bool(recall.gtins or recall.skus)
        return None if found else Reason("catalogue.row_without_goods", {"row": row})

    return read_named(Recall, RECALL_CHECKS, csv_text, _RECALL_COLUMNS, "recall_id", objection)
