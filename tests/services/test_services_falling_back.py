"""The catalogue in use is damaged and the cloud is away: the shop sells by the one before, and says so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain.catalogue_checksum import checksum_of
from kiosk.errors import Reason
from kiosk.ports import CatalogueUpdate
from kiosk.services.intents import CancelTrip
from kiosk.services.views import NoticeKind, Screen
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import write_snapshot
from tests.services.changes import changed_good
from tests.services.goods import MILK, PRODUCTS, TOAST
from tests.services.staff_room import catalogue_trouble
from tests.services.stage import Stage

pytestmark = pytest.mark.expects_log("kiosk.services")

DEARER = changed_good("milk", price_minor=7990)
FIRST = datetime(2026, 11, 20, tzinfo=UTC)
CHEAPER_MINOR = next(one for one in PRODUCTS if one.sku == "milk").price_minor
FELL_BACK = Reason("catalogue.fell_back", {"revision": 2, "was": 3})


def whole(stage: Stage, revision: int) -> CatalogueUpdate:
    """2 is the shop as ever, 3 the dearer one."""
    goods = PRODUCTS if revision == 2 else DEARER
    path = stage.folder / f"whole-{revision}.gz"
    write_snapshot(path, goods, [], revision, stage.clock.now() if revision == 3 else FIRST)
    return CatalogueUpdate(revision=revision, checksum=checksum_of(goods), snapshot=path)


@pytest.fixture
def cut_off(stage: Stage) -> Stage:
    """A kiosk that took revisions 2 and 3, and then lost its line."""
    stage.cloud.updates = lambda known, _: whole(stage, known + 1) if known < 3 else None
    stage.pass_time(301, lambda: stage.catalogues.stats().revision == 2)
    stage.pass_time(301, lambda: stage.catalogues.stats().revision == 3)
    stage.settle()
    stage.cloud.reachable = False
    return stage


def cut_short(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 3)


def spoil(path: Path, sku: str) -> None:
    """A byte of its row is another one."""
    content = path.read_bytes()
    with path.open("r+b") as file:
        file.write(content.replace(f'"sku":"{sku}"'.encode(), f'"sku"\xff"{sku}"'.encode("latin-1")))


def revision(stage: Stage) -> int:
    return stage.catalogues.stats().revision


def test_a_damaged_good_is_refused_and_the_next_shopper_buys_it_at_the_price_of_before(
    cut_off: Stage,
) -> None:
    stage = cut_off
    stage.scan(TOAST)
    spoil(stage.catalogues.current().path, "milk")
    stage.scan(MILK)
    assert stage.view.notice is not None
    assert (stage.view.notice.kind, stage.view.notice.reason.code) == (
        NoticeKind.REFUSED,
        "catalogue.cannot_look_up",
    )
    stage.until(lambda: revision(stage) == 2)
    assert stage.view.out_of_service is None
    assert len(stage.view.basket.lines) == 1, "who has begun goes on"
    stage.do(CancelTrip())
    stage.scan(MILK)
    assert stage.view.basket.total_minor == CHEAPER_MINOR
    stage.do(CancelTrip())
    assert catalogue_trouble(stage) == FELL_BACK
    stage.cloud.reachable = True
    stage.pass_time(61, lambda: stage.bodies("catalogue_fell_back") == [{"revision": 2, "was": 3}])


def test_a_file_cut_short_under_a_running_kiosk_makes_room_for_the_one_before_until_the_line_is_back(
    cut_off: Stage,
) -> None:
    stage = cut_off
    cut_short(stage.catalogues.current().path)
    stage.scan(MILK)
    stage.pass_time(301, lambda: revision(stage) == 2)
    stage.until(lambda: stage.view.out_of_service is None)
    stage.restart()
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)
    stage.scan(MILK)
    assert stage.view.basket.total_minor == CHEAPER_MINOR
    stage.do(CancelTrip())
    stage.settle()
    told = catalogue_trouble(stage)
    assert told is not None
    assert told.code.startswith("catalogue.fell_back"), "over a restart too"
    stage.cloud.reachable = True
    stage.pass_time(31, lambda: revision(stage) == 3)
    stage.until(lambda: catalogue_trouble(stage) is None)
    stage.scan(MILK)
    assert stage.view.basket.total_minor == 7990


def test_a_kiosk_that_starts_with_a_damaged_file_and_no_line_opens_with_the_one_before(
    cut_off: Stage,
) -> None:
    stage = cut_off
    stage.stop()
    cut_short(stage.catalogues.current().path)
    stage.catalogues = FileCatalogueStore(stage.folder / "catalogue")
    stage.start()
    stage.pass_time(31, lambda: stage.view.screen is Screen.ATTRACT)
    stage.scan(MILK)
    assert stage.view.basket.total_minor == CHEAPER_MINOR


def test_one_whose_files_are_both_damaged_says_so_and_sells_again_with_the_line(cut_off: Stage) -> None:
    stage = cut_off
    stage.stop()
    for path in (stage.folder / "catalogue").glob("catalogue-?.db"):
        cut_short(path)
    stage.catalogues = FileCatalogueStore(stage.folder / "catalogue")
    stage.start()
    stage.until(lambda: stage.view.screen is Screen.OUT_OF_SERVICE)
    stage.settle(0.3)
    assert catalogue_trouble(stage) == Reason("catalogue.no_other_file")
    stage.cloud.reachable = True
    stage.cloud.updates = lambda known, _: None if known == 3 else whole(stage, 3)
    stage.pass_time(31, lambda: stage.view.screen is Screen.ATTRACT)
    assert (revision(stage), catalogue_trouble(stage)) == (3, None)


def test_a_revision_that_is_older_than_the_shop_sells_by_opens_nothing(cut_off: Stage) -> None:
    stage = cut_off
    stage.stop()
    with closing(sqlite3.connect(stage.catalogues.current().path)) as file, file:
        file.execute("UPDATE about SET value = ? WHERE name = 'published_at'", (FIRST.isoformat(),))
    spoil(stage.catalogues.current().path, "milk")
    stage.catalogues = FileCatalogueStore(stage.folder / "catalogue")
    stage.catalogue_closes_after = timedelta(hours=1)
    stage.start()
    stage.scan(MILK)
    stage.do(CancelTrip())
    stage.pass_time(31, lambda: revision(stage) == 2)
    stage.pass_time(31, lambda: stage.view.out_of_service == Reason("service.catalogue_old"))
