"""The stage of the services' stories."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import write_snapshot
from tests.services.goods import OFFERS, PRODUCTS
from tests.services.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A kiosk that has opened, with a small catalogue."""
    snapshot = tmp_path / "snapshot.gz"
    write_snapshot(snapshot, PRODUCTS, OFFERS, 1, datetime.now(UTC))
    FileCatalogueStore(tmp_path / "catalogue").install(snapshot, 1)
    made = Stage(tmp_path)
    yield made
    made.stop()
