"""What may change while a kiosk is down or a shopper stands there: the catalogue, its restrictions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from kiosk.domain.category import Category
from kiosk.domain.price_row import Price
from kiosk.domain.product import Product
from kiosk.errors import Reason, StoreUnusable
from kiosk.ports import Write
from kiosk.store.ledger import SqliteLedger
from kiosk.store.snapshot_file import write_snapshot
from tests.services.goods import PRODUCTS
from tests.services.stage import Stage


def new_catalogue(
    stage: Stage,
    products: Sequence[Product],
    revision: int = 2,
    *,
    categories: Sequence[Category] = (),
    prices: Sequence[Price] = (),
) -> None:
    """The cloud has sent a newer revision, without offers."""
    snapshot = stage.folder / f"snapshot-{revision}.gz"
    now = datetime.now(UTC)
    write_snapshot(snapshot, products, [], revision, now, categories=categories, prices=prices)
    stage.catalogues.install(snapshot, revision)


def without(*skus: str) -> list[Product]:
    """The goods of the shop but these."""
    return [product for product in PRODUCTS if product.sku not in skus]


def changed_good(sku: str, **fields: Any) -> list[Product]:
    """The goods of the shop, one of them changed."""
    return [replace(product, **fields) if product.sku == sku else product for product in PRODUCTS]


def restart_with(stage: Stage, products: Sequence[Product]) -> None:
    """The kiosk's process ended; it starts again with a newer catalogue."""
    stage.stop()
    new_catalogue(stage, products)
    stage.start()


def time_goes_on(stage: Stage, holds: Callable[[], bool], step_s: float = 31.0) -> None:
    """Minutes pass until it holds: timers of other timers come due."""
    stage.pass_time(step_s, holds, most=20)


def tasks(stage: Stage) -> list[str]:
    """What staff were asked to do, as the cloud has it."""
    return [str(body["task"]) for body in stage.bodies("staff_task_raised")]


@contextmanager
def full_disk_at_start(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every commit meets a full disk, also those of a kiosk that starts here."""

    def full(self: SqliteLedger, writes: Sequence[Write]) -> None:
        raise StoreUnusable(Reason("store.disk_full", {"file": "ledger.db"}))

    with monkeypatch.context() as patched:
        patched.setattr(SqliteLedger, "commit", full)
        yield
