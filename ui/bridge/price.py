"""Why a line of the basket costs what it costs."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.domain.explaining import ExplainedPrice, PriceRow, explained
from kiosk.services.views import BasketView, KioskView, LineView
from ui.bridge.rows import Rows
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


def explanation(view: BasketView, line: LineView, zone: str) -> ExplainedPrice | None:
    """Of a line of the view; None while the basket has no price."""
    if view.priced is None:
        return None
    return explained(
        view.priced,
        line.line_id,
        zone,
        line.dated,
        base_price=line.base_price,
        lowest_30_minor=line.lowest_30_minor,
    )


def details_of(row: PriceRow, words: Words) -> list[str]:
    """All there is to say of a row beside its name and amount."""
    details = (words.say(one) for one in row.details)
    return [text for text in (*details, words.name(row.base_price)) if text]


def name_of(row: PriceRow, words: Words) -> str:
    """The offer's own name, else what the step is called."""
    return words.name(row.names) or words.say(row.told)


@QmlElement
@QmlUncreatable("made in Python")
class PriceModel(QObject):  # type: ignore[operator]
    """The line that was opened, and its price in rows."""

    changed = Signal()
    closed = Signal()
    """The line has gone: there is nothing to explain any more."""

    def __init__(self, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self.words = words
        self._view, self._line_id = BasketView(), ""
        self._line: LineView | None = None
        self._total = self._revision = self._spoken = ""
        self._rows = Rows(("name", "detail", "amount", "lowers"), self)
        self._taxes = Rows(("name", "amount"), self)

    def show(self, view: KioskView) -> None:
        self._view = view.basket
        if self._line_id:
            self._put()

    def _put(self) -> None:
        line = next((one for one in self._view.lines if one.line_id == self._line_id), None)
        told = None if line is None else explanation(self._view, line, self.words.zone)
        self._line = line if told is not None else None
        if told is None:
            self._line_id = ""
            self.closed.emit()
            return
        words = self.words
        rows = [
            (
                *(name_of(row, words), "  ·  ".join(details_of(row, words))),
                *(words.money(row.amount_minor) if row.amount_minor else "", row.amount_minor < 0),
            )
            for row in told.rows
        ]
        self._rows.show(rows)
        self._taxes.show((words.say(row.told), words.money(row.amount_minor)) for row in told.taxes)
        self._total, self._revision = words.money(told.total_minor), words.say(told.revision)
        spoken = [", ".join(part for part in row[:3] if part) for row in rows]
        self._spoken = ". ".join([*spoken, self._total])
        self.changed.emit()

    def _name(self) -> str:
        return self.words.name(self._line.names) if self._line is not None else ""

    def _get_total(self) -> str:
        return self._total

    def _get_revision(self) -> str:
        return self._revision

    def _get_rows(self) -> Rows:
        return self._rows

    def _get_taxes(self) -> Rows:
        return self._taxes

    name = Property(str, _name, notify=changed)
    total = Property(str, _get_total, notify=changed)
    revision = Property(str, _get_revision, notify=changed)
    rows = Property(Rows, _get_rows, constant=True)
    taxes = Property(Rows, _get_taxes, constant=True)

    @Slot(str)
    def explain(self, line_id: str) -> None:
        self._line_id = line_id
        self._put()

    @Slot(result=str)
    def spoken(self) -> str:
        """All of it in a breath, for whoever listens rather than looks."""
        return self._spoken

    def forget(self) -> None:
        """The panel was closed."""
        self._line_id, self._line = "", None
