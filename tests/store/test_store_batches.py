"""Batches of records: cut by what they are on the wire, whatever is in them."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.events import Lane, RecordKind
from kiosk.ports import AppendRecord
from kiosk.remote.wire.codec import encode
from kiosk.remote.wire.shapes import RecordBatch
from tests.store.store_values import OpenLedger

MOST = 20_000

bodies = st.lists(st.text(st.sampled_from('a奶"\\\n\u0001😀'), max_size=2500), min_size=1, max_size=15)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=bodies)
def test_a_batch_is_never_larger_on_the_wire_than_asked_for_and_never_empty(
    open_ledger: OpenLedger, texts: list[str]
) -> None:
    ledger = open_ledger()
    try:
        ledger.commit([AppendRecord(RecordKind.STAFF_TASK_RAISED, {"text": text}) for text in texts])
        left = len(texts)
        while left:
            batch = ledger.pending(Lane.MONEY, 1000, MOST)
            assert batch
            assert len(batch) == 1 or len(encode(RecordBatch(records=tuple(batch)))) <= MOST
            ledger.acknowledge(Lane.MONEY, batch[-1].seq)
            left -= len(batch)
    finally:
        ledger.close()
