"""Ledgers as the store's tests need them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from tests.store.store_values import OpenLedger, SetClock


@pytest.fixture
def ledger_path(tmp_path: Path) -> Path:
    return tmp_path / "kiosk" / "ledger.db"


@pytest.fixture
def open_ledger(ledger_path: Path) -> Iterator[OpenLedger]:
    """Opens the test's ledger; called again after a close, it is the next start of the kiosk."""
    clock = SetClock()
    with ExitStack() as opened:
        yield lambda: opened.enter_context(SqliteLedger(ledger_path, UuidIds(clock), clock))
