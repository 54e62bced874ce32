"""Ledgers as the store's tests need them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.domain.product import Product
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from kiosk.store.snapshot_file import write_snapshot
from tests.store.catalogue_values import BEER, GOODS, PUBLISHED, TWO_BEERS, Installing
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


@pytest.fixture
def store(tmp_path: Path) -> FileCatalogueStore:
    return FileCatalogueStore(tmp_path / "kiosk")


@pytest.fixture
def install(tmp_path: Path, store: FileCatalogueStore) -> Installing:
    """Publishes goods as a revision and installs it."""

    def run(revision: int, goods: tuple[Product, ...] = GOODS) -> None:
        file = tmp_path / f"snapshot-{revision}.gz"
        offers = (TWO_BEERS,) if BEER in goods else ()
        write_snapshot(file, goods, offers, revision, PUBLISHED)
        store.install(file, revision)

    return run
