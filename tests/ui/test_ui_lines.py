"""The list model tells the view of each row that changes, and of nothing else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QObject

from kiosk.domain.product import Names
from kiosk.sentences import Sentences
from kiosk.services.views import BasketView, LineView
from lab.example_views import LINES, line
from ui.bridge.lines import BasketLines, Role
from ui.bridge.words import Words, kilograms


class Mirror:
    """A list kept right by the model's signals alone."""

    def __init__(self, model: BasketLines) -> None:
        self.rows: list[str] = []
        self.events: list[tuple[str, int]] = []
        self._model = model
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        model.rowsMoved.connect(self._moved)
        model.dataChanged.connect(self._changed)
        model.modelReset.connect(self._reset)
        model.touched.connect(lambda row: self.events.append(("touched", row)))

    def _row(self, row: int) -> str:
        index = self._model.index(row)
        return f"{self._model.data(index, Role.LINE_ID)}:{self._model.data(index, Role.QUANTITY)}"

    def _inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.events += [("inserted", row) for row in range(first, last + 1)]
        self.rows[first:first] = [self._row(row) for row in range(first, last + 1)]

    def _removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.events += [("removed", row) for row in range(first, last + 1)]
        del self.rows[first : last + 1]

    def _moved(self, _parent: QModelIndex, at: int, _last: int, _to: QModelIndex, before: int) -> None:
        self.events.append(("moved", at))
        row = self.rows.pop(at)
        self.rows.insert(before if before < at else before - 1, row)

    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        for row in range(first.row(), last.row() + 1):
            self.events.append(("changed", row))
            self.rows[row] = self._row(row)

    def _reset(self) -> None:
        raise AssertionError("a reset makes every row anew")


def made() -> tuple[BasketLines, Mirror, QObject]:
    owner = QObject()
    model = BasketLines(Words(Sentences()), owner)
    return model, Mirror(model), owner


def lines_of(rows: list[tuple[int, int]]) -> tuple[LineView, ...]:
    return tuple(line(number, Names(f"货{number}"), "other", 100, quantity=count) for number, count in rows)


baskets = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 3)), unique_by=lambda row: row[0], max_size=10
)


@given(st.lists(baskets, min_size=1, max_size=5))
def test_a_view_that_follows_the_signals_shows_the_basket(history: list[list[tuple[int, int]]]) -> None:
    model, mirror, _owner = made()
    for rows in history:
        model.show(BasketView(lines=lines_of(rows)))
        assert mirror.rows == [f"line-{number}:{count}" for number, count in rows]
        assert model.count == len(rows)


def test_a_scan_tells_of_one_row() -> None:
    model, mirror, _owner = made()
    many = lines_of([(number, 1) for number in range(200)])
    model.show(BasketView(lines=many))
    mirror.events.clear()
    one_more = (*many, *lines_of([(200, 1)]))
    model.show(BasketView(lines=one_more))
    assert mirror.events == [("inserted", 200), ("touched", 200)]
    mirror.events.clear()
    model.show(BasketView(lines=(*one_more[:7], replace(one_more[7], quantity=2), *one_more[8:])))
    assert mirror.events == [("changed", 7), ("touched", 7)]
    mirror.events.clear()
    model.show(BasketView(lines=one_more[1:]))
    assert ("removed", 0) in mirror.events
    assert not [event for event in mirror.events if event[0] in {"inserted", "moved"}]


def test_the_same_basket_tells_nothing() -> None:
    model, mirror, _owner = made()
    model.show(BasketView(lines=LINES))
    mirror.events.clear()
    model.show(BasketView(lines=LINES))
    assert mirror.events == []


def test_the_words_of_a_row() -> None:
    model, _mirror, _owner = made()
    unknown = line(9, Names("新品"), "moon_dust", 500, saved_minor=50)
    model.show(BasketView(lines=(LINES[3], unknown)))
    weighed, other = model.index(0), model.index(1)
    assert model.data(weighed, Role.DETAIL) == "1.24 kg × ¥12.80"
    assert model.data(weighed, Role.CATEGORY) == "fruit"
    assert model.data(weighed, Role.SAVED) == ""
    assert model.data(other, Role.CATEGORY) == "other"
    assert model.data(other, Role.SAVED) == "¥0.50"
    assert model.data(model.index(5), Role.NAME) is None


def test_weights_in_kilograms() -> None:
    assert [kilograms(grams) for grams in (1, 45, 500, 1000, 1240, 1245)] == [
        *("0.001 kg", "0.045 kg", "0.50 kg", "1.00 kg", "1.24 kg", "1.245 kg")
    ]
