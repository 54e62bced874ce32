"""Single items sold: remembered with the sale or not at all, marked again freely, the oldest forgotten."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.events import RecordKind
from kiosk.domain.serials import Serial, SerialMark
from kiosk.errors import StoreUnusable
from kiosk.ports import AppendRecord, PutSerials
from kiosk.store import serials
from kiosk.store.ledger_schema import LEDGER_MIGRATIONS
from tests.store.store_values import OpenLedger

ITEMS = [Serial("09521001000017", f"A{n}") for n in range(6)]


def test_an_item_is_sold_from_the_commit_of_its_sale_on(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, {"n": 1}), PutSerials((SerialMark(ITEMS[0]),))])
    ledger.close()
    again = open_ledger()
    assert [again.is_sold(item) for item in ITEMS[:2]] == [True, False]
    assert not again.is_sold(Serial("09521001000024", ITEMS[0].serial))


def test_a_sale_that_was_not_written_sold_nothing(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    ledger._connection.pragma("query_only", True)
    with pytest.raises(StoreUnusable):
        ledger.commit([PutSerials((SerialMark(ITEMS[0]),)), AppendRecord(RecordKind.SALE_CLOSED, {"n": 1})])
    ledger._connection.pragma("query_only", False)
    assert not ledger.is_sold(ITEMS[0])
    assert ledger.depth() == 0


@given(st.lists(st.tuples(st.sampled_from(ITEMS), st.booleans()), max_size=20), st.integers(1, 4))
def test_the_last_mark_counts_and_the_newest_are_kept(marks: list[tuple[Serial, bool]], most: int) -> None:
    connection = apsw.Connection(":memory:")
    connection.execute(LEDGER_MIGRATIONS[2].sql)
    order: dict[Serial, int] = {}
    for number, (item, sold) in enumerate(marks):
        serials.mark(connection, [SerialMark(item, sold)], most)
        if sold:
            order.setdefault(item, number)
        else:
            order.pop(item, None)
        kept = [item for item in order if serials.is_sold(connection, item)]
        assert kept == list(order)[len(order) - len(kept) :], "an older one outlived a newer one"
        assert len(kept) <= most
        assert not sold or item in kept
        order = {item: number for item, number in order.items() if item in kept}


def test_a_ledger_of_before_learns_to_remember(ledger_path: Path, open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    ledger._connection.execute(
        "DROP TABLE sold_serials; DROP TABLE staff_tasks; DROP TABLE claims;"
        "DELETE FROM schema_migrations WHERE version >= 3"
    )
    ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, {"n": 1})])
    ledger.close()
    again = open_ledger()
    again.commit([PutSerials((SerialMark(ITEMS[0]),))])
    assert again.is_sold(ITEMS[0])
    assert again.depth() == 1
    assert ledger_path.exists()
