"""Receipts: the paper of a sale in the right language, with what this shop says on it."""

from __future__ import annotations

from kiosk.domain.receipt import PrintJob, ReceiptDocument, receipt_document
from kiosk.domain.sale import Sale
from kiosk.errors import Reason
from kiosk.ports import Sentences
from kiosk.services.visit import Visit


class Receipts:
    """Makes documents and first print jobs of sales."""

    def __init__(self, visit: Visit, sentences: Sentences, language: str) -> None:
        """`language`: of every receipt; empty: the shopper's."""
        self._visit = visit
        self._sentences = sentences
        self._language = language

    def document(self, sale: Sale, mark: Reason | None = None) -> ReceiptDocument:
        """What stands on the paper of `sale`."""
        language = self._language or sale.language

        def say(reason: Reason) -> str:
            return self._sentences.say(reason, language)

        return receipt_document(
            sale, say, mark=mark, language=language, has_points=self._visit.members.points_minor > 0
        )

    def first_job(self, sale: Sale) -> PrintJob:
        """The receipt the shopper is owed: its job has the sale's id, so there is only one."""
        return PrintJob(job_id=sale.sale_id, sale_id=sale.sale_id, document=self.document(sale))
