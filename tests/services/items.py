"""Single items for a stage: what their codes tell, what is recalled, and what the shop publishes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.domain.barcode import Scan, Symbology
from kiosk.domain.days import day_of
from kiosk.domain.product import Names
from kiosk.domain.promotion import NearDate
from kiosk.domain.recall import Recall
from kiosk.services.intents import TakeScan
from kiosk.store.snapshot_file import write_snapshot
from tests.services.goods import MILK, OFFERS, PRODUCTS, gtin14
from tests.services.stage import Stage

GS = "\x1d"
NOTICE = Names("牛奶批次召回", "Milk recall")


def gs1(stage: Stage, ean: str, *, days: int | None = None, best: int | None = None, **told: str) -> str:
    """An element string: dates so many days away, `batch` and `serial`."""
    today = day_of(stage.clock.now(), "Asia/Shanghai")
    dates = [(ai, today + timedelta(days=by)) for ai, by in (("17", days), ("15", best)) if by is not None]
    fixed = "".join(f"{ai}{day:%y%m%d}" for ai, day in dates)
    open_ended = [ai + told[name] for ai, name in (("10", "batch"), ("21", "serial")) if name in told]
    return f"01{gtin14(ean)}{fixed}{GS.join(open_ended)}"


def scan(stage: Stage, ean: str, *, days: int | None = None, best: int | None = None, **told: str) -> str:
    """Scan one pack by its GS1-128; what the notice says of it."""
    text = gs1(stage, ean, days=days, best=best, **told)
    stage.do(TakeScan(Scan(raw=text.encode(), text=text, symbology=Symbology.CODE128, aim="]C1")))
    return said(stage)


def said(stage: Stage) -> str:
    notice = stage.view.notice
    assert notice is not None
    return notice.reason.code


def lines(stage: Stage) -> list[tuple[str, int]]:
    return [(line.names.en, line.quantity) for line in stage.view.basket.lines]


def publish(stage: Stage, revision: int, *recalls: Recall, near: tuple[NearDate, ...] = ()) -> None:
    """A new revision is installed on this kiosk."""
    path = stage.folder / f"snapshot-{revision}.gz"
    offers = (*OFFERS, *near)
    write_snapshot(path, PRODUCTS, offers, revision, datetime.now(UTC), recalls=recalls)
    stage.catalogues.install(path, revision)


def recall(*batches: str, ean: str = MILK) -> Recall:
    return Recall(recall_id="r1", notice=NOTICE, gtins=(gtin14(ean),), batches=batches)
