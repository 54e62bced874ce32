"""A disk that rots under the catalogue: the shop stays open, staff are told, the revision comes again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.domain.catalogue_checksum import checksum_of
from kiosk.ports import CatalogueUpdate
from kiosk.services.intents import CancelTrip, LeaveStaff
from kiosk.services.views import NoticeKind, Screen
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import write_snapshot
from tests.services.goods import MILK, PRODUCTS, TOAST
from tests.services.staff_room import enter, staff
from tests.services.stage import Stage

POLL_S = 301.0
NAMES = {good.sku: good.names for good in PRODUCTS}


def rot(path: Path, content: bytes) -> None:
    """Other bytes in the same file, as a disk rots; it is never shorter meanwhile, for it is mapped."""
    with path.open("r+b") as file:
        file.write(content)


def spoil_good(stage: Stage, sku: str) -> None:
    """A byte of its row is another one."""
    path = stage.catalogues.current().path
    content = path.read_bytes()
    assert content.count(f'"sku":"{sku}"'.encode()) >= 1
    rot(path, content.replace(f'"sku":"{sku}"'.encode(), f'"sku"\xff"{sku}"'.encode("latin-1")))


def spoil_page(stage: Stage) -> None:
    """A page that no scan reads."""
    path = stage.catalogues.current().path
    with closing(sqlite3.connect(path)) as file:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'goods_by_category'"
        ((page,), (size,)) = file.execute(sql).fetchone(), file.execute("PRAGMA page_size").fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    rot(path, bytes(content))


def comes_again(stage: Stage) -> list[int]:
    """The cloud gives revision 1 to who has none; what the kiosk says it has, look by look."""
    looks: list[int] = []

    def update(known: int, _: bool) -> CatalogueUpdate | None:
        looks.append(known)
        if known:
            return None
        path = stage.folder / f"again-{len(looks)}.gz"
        write_snapshot(path, PRODUCTS, [], 1, datetime(2026, 11, 22, tzinfo=UTC))
        return CatalogueUpdate(revision=1, checksum=checksum_of(PRODUCTS), snapshot=path)

    stage.cloud.updates = update
    return looks


def told_of(stage: Stage) -> str | None:
    enter(stage)
    found = [each for each in staff(stage).devices if each.name == "catalogue"]
    stage.do(LeaveStaff())
    return found[0].reason.code if found and found[0].reason is not None else None


@pytest.mark.expects_log("kiosk.services")
def test_a_row_that_cannot_be_read_refuses_its_good_alone_and_is_mended_by_the_next_look(
    stage: Stage,
) -> None:
    spoil_good(stage, "milk")
    stage.scan(TOAST)
    for _ in range(3):
        stage.scan(MILK)
        assert stage.view.notice is not None
        assert stage.view.notice.kind is NoticeKind.REFUSED
        assert stage.view.notice.reason.code == "catalogue.cannot_look_up"
        assert (stage.view.screen, stage.view.out_of_service) == (Screen.BASKET, None)
    assert [line.names for line in stage.view.basket.lines] == [NAMES["toast"]]
    assert stage.catalogues.stats().revision == 0, "nobody asks for changes of what is damaged"
    stage.until(lambda: told_of(stage) == "catalogue.no_other_file")
    looks = comes_again(stage)
    stage.pass_time(POLL_S, lambda: stage.catalogues.stats().revision == 1)
    assert looks[0] == 0
    assert stage.view.out_of_service is None
    stage.do(CancelTrip())
    stage.scan(MILK)
    assert [line.names for line in stage.view.basket.lines] == [NAMES["milk"]]
    assert told_of(stage) is None


@pytest.mark.expects_log("kiosk.services")
def test_a_damaged_page_is_found_after_the_start_before_anybody_meets_it(stage: Stage) -> None:
    stage.stop()
    spoil_page(stage)
    stage.catalogues = FileCatalogueStore(stage.folder / "catalogue")
    stage.start()
    stage.pass_time(31, lambda: stage.catalogues.stats().revision == 0)
    stage.settle(0.1)
    assert told_of(stage) == "catalogue.no_other_file"
    stage.scan(MILK)
    assert [line.names for line in stage.view.basket.lines] == [NAMES["milk"]]
    comes_again(stage)
    stage.pass_time(POLL_S, lambda: stage.catalogues.stats().revision == 1)
    stage.catalogues.current().check()


@pytest.mark.expects_log("kiosk.services", sometimes=True)
def test_a_file_that_cannot_be_opened_closes_the_shop_until_the_cloud_gave_it_again(stage: Stage) -> None:
    stage.stop()
    rot(stage.catalogues.current().path, b"not a database" * 400)
    stage.catalogues = FileCatalogueStore(stage.folder / "catalogue")
    stage.start()
    stage.until(lambda: stage.view.screen is Screen.OUT_OF_SERVICE)
    comes_again(stage)
    stage.pass_time(POLL_S, lambda: stage.view.screen is Screen.ATTRACT)
    stage.scan(MILK)
    assert [line.names for line in stage.view.basket.lines] == [NAMES["milk"]]


def test_after_an_update_of_the_program_at_night_the_shop_opens_without_a_line(stage: Stage) -> None:
    stage.stop()
    with closing(sqlite3.connect(stage.catalogues.current().path)) as file, file:
        file.execute("UPDATE about SET value = '2' WHERE name = 'schema'")
    stage.catalogues = FileCatalogueStore(stage.folder / "catalogue")
    stage.cloud.reachable = False
    stage.start()
    stage.until(lambda: stage.catalogues.stats().revision == 1)
    stage.until(lambda: stage.view.screen is Screen.ATTRACT)
    stage.scan(MILK)
    assert [line.names for line in stage.view.basket.lines] == [NAMES["milk"]]
