"""Damage that is met where nobody scans: at the start, by an offer's goods."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.domain.catalogue_checksum import checksum_of
from kiosk.domain.offer import MultiBuy
from kiosk.domain.product import Names
from kiosk.ports import CatalogueUpdate
from kiosk.services import publishing
from kiosk.services.core import Core
from kiosk.services.intents import CancelTrip, Pay
from kiosk.services.views import NoticeKind, Screen
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import write_snapshot
from tests.services.goods import MILK, PRODUCTS, TOAST
from tests.services.stage import Stage, SteeredClock
from tests.services.test_services_damaged_catalogue import NAMES, comes_again, spoil_good, told_of

pytestmark = pytest.mark.expects_log("kiosk", sometimes=True)

PAIR = MultiBuy(
    offer_id="pair", names=Names("两件", "Two"), skus=("milk", "toast"), quantity=2, price_minor=5000
)


def started_again(stage: Stage, spoil: Callable[[], None]) -> None:
    """The process ends; the disk rots; it starts with nothing in its cache."""
    stage.stop()
    spoil()
    stage.catalogues = FileCatalogueStore(stage.folder / "catalogue")
    stage.start()


def looks_in(stage: Stage, seconds: float) -> int:
    """How often the cloud is asked while the clock stands still."""
    before = stage.cloud.catalogue_looks
    stage.settle(seconds)
    return stage.cloud.catalogue_looks - before


def shown(stage: Stage) -> list[Names]:
    return [line.names for line in stage.view.basket.lines]


# At the start


def test_core_goes_on_where_a_fault_cannot_be_answered() -> None:
    core, ran = Core(SteeredClock()), []

    def breaks(*_: object) -> None:
        raise ValueError("broken")

    core.on_fault = breaks
    core.post(breaks)
    core.post(lambda: ran.append(True))
    while core.run_pending():
        pass
    assert ran == [True]


def test_a_basket_with_a_good_that_rotted_overnight_rests_until_its_row_came_again(stage: Stage) -> None:
    stage.scan(MILK)
    stage.settle()
    stage.cloud.reachable = False
    started_again(stage, lambda: spoil_good(stage, "milk"))
    assert looks_in(stage, 0.5) <= 3
    assert stage.view.screen is Screen.OUT_OF_SERVICE
    assert len(stage.views) < 12, "the screen stands still"
    assert told_of(stage) == "catalogue.no_other_file"
    stage.cloud.reachable = True
    comes_again(stage)
    stage.pass_time(31, lambda: stage.view.screen is Screen.BASKET)
    assert (shown(stage), stage.view.basket.total_minor) == ([NAMES["milk"]], 5980)
    assert told_of(stage) is None


def test_who_does_not_wait_for_it_leaves_and_the_next_shopper_is_served(stage: Stage) -> None:
    stage.scan(MILK)
    stage.settle()
    stage.cloud.reachable = False
    started_again(stage, lambda: spoil_good(stage, "milk"))
    stage.until(lambda: stage.view.screen is Screen.OUT_OF_SERVICE)
    stage.pass_time(61, lambda: stage.view.screen is Screen.ATTRACT, most=5)
    stage.scan(TOAST)
    assert shown(stage) == [NAMES["toast"]]


def test_with_the_line_the_kiosk_opens_with_the_basket_of_before(stage: Stage) -> None:
    stage.scan(MILK)
    stage.settle()
    looks = comes_again(stage)
    started_again(stage, lambda: spoil_good(stage, "milk"))
    stage.until(lambda: stage.view.screen is Screen.BASKET and stage.catalogues.stats().revision == 1)
    assert looks.count(0) == 1, "the whole came once"
    stage.do(Pay())
    stage.until_code()


# By an offer


def paired(stage: Stage) -> list[int]:
    """Sells with an offer of milk and toast, whose toast rots; what the kiosk says it has, look by look."""
    looks: list[int] = []

    def whole() -> CatalogueUpdate:
        path = stage.folder / f"paired-{len(looks)}.gz"
        write_snapshot(path, PRODUCTS, [PAIR], 2, datetime(2026, 11, 22, tzinfo=UTC))
        return CatalogueUpdate(revision=2, checksum=checksum_of([*PRODUCTS, PAIR]), snapshot=path)

    def update(known: int, _: bool) -> CatalogueUpdate | None:
        looks.append(known)
        return None if known else whole()

    first = whole()
    assert first.snapshot is not None
    stage.catalogues.install(first.snapshot, 2, checksum=first.checksum)
    stage.settle()
    spoil_good(stage, "toast")
    stage.cloud.updates = update
    return looks


def test_a_damaged_good_that_an_offer_names_is_not_told_of_and_fetched_once(stage: Stage) -> None:
    looks = paired(stage)
    stage.scan(MILK)
    assert (shown(stage), stage.view.basket.near) == ([NAMES["milk"]], ())
    stage.until(lambda: stage.catalogues.stats().revision == 2)
    assert looks_in(stage, 0.3) == 0
    assert looks == [0]
    stage.until(lambda: [one.offer_id for one in stage.view.basket.near] == ["pair"])
    assert stage.view.notice is None or stage.view.notice.kind is not NoticeKind.REFUSED


@pytest.mark.parametrize("reachable", [True, False])
def test_a_cloud_that_cannot_help_is_not_flooded(stage: Stage, reachable: bool) -> None:
    paired(stage)
    stage.cloud.updates = lambda known, _: None
    stage.cloud.reachable = reachable
    stage.scan(MILK)
    assert looks_in(stage, 0.5) <= 2
    for _ in range(5):
        stage.scan(TOAST)
    assert looks_in(stage, 0.3) <= 1
    assert shown(stage) == [NAMES["milk"]]


def test_known_damage_is_looked_for_by_the_polls_alone(stage: Stage) -> None:
    spoil_good(stage, "milk")
    stage.scan(MILK)
    stage.settle()
    looks = stage.cloud.catalogue_looks
    for _ in range(3):
        stage.clock.advance(6)
        stage.scan(MILK)
        stage.settle(0.05)
    assert stage.cloud.catalogue_looks == looks


def test_a_disk_that_spoils_what_comes_is_not_fed_without_end(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    install = stage.catalogues.install

    def spoiled(snapshot: Path, revision: int, *, checksum: str = "", replaces: int = 0) -> None:
        install(snapshot, revision, checksum=checksum, replaces=replaces)
        spoil_good(stage, "milk")

    monkeypatch.setattr(stage.catalogues, "install", spoiled)
    spoil_good(stage, "milk")
    looks = comes_again(stage)
    for _ in range(6):
        stage.scan(MILK)
        stage.settle(0.05)
    assert looks == [0]
    stage.pass_time(6, lambda: len(looks) == 2)


def test_a_look_on_its_way_when_damage_is_met_is_made_again(stage: Stage) -> None:
    stage.settle()
    held, looks = stage.cloud.hold_requests("catalogue"), comes_again(stage)
    stage.pass_time(301, lambda: held.holds == 1)
    spoil_good(stage, "milk")
    stage.scan(MILK)
    held.let_go()
    stage.until(lambda: looks == [1, 0])
    stage.until(lambda: stage.catalogues.stats().revision == 1)


def test_a_screen_that_cannot_be_painted_keeps_no_record_from_the_cloud(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.settle()
    stage.scan(MILK)
    stage.settle()

    def breaks(*_: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(publishing, "view", breaks)
    before = len(stage.cloud.records)
    stage.shop.post(CancelTrip())
    stage.until(lambda: len(stage.cloud.records) > before)


def test_rows_that_went_are_missed_after_the_start_and_come_again(stage: Stage) -> None:
    def lose() -> None:
        with closing(sqlite3.connect(stage.catalogues.current().path)) as file, file:
            file.execute("DELETE FROM goods WHERE sku = 'toast'")

    started_again(stage, lose)
    comes_again(stage)
    stage.pass_time(31, lambda: stage.catalogues.current().by_sku(["toast"]) != {})
    stage.scan(TOAST)
    assert shown(stage) == [NAMES["toast"]]


def test_a_trip_goes_on_with_the_file_that_came_in_place_of_its_damaged_one(stage: Stage) -> None:
    spoil_good(stage, "milk")
    stage.scan(TOAST)
    comes_again(stage)
    stage.scan(MILK)
    assert stage.view.notice is not None
    assert stage.view.notice.reason.code == "catalogue.cannot_look_up"
    stage.until(lambda: stage.catalogues.stats().revision == 1)
    stage.settle(0.1)
    told = stage.view.notice
    assert told is None or told.reason.code == "catalogue.cannot_look_up", "nothing to agree to"
    stage.scan(MILK)
    assert sorted(names.en for names in shown(stage)) == ["Milk", "Wholewheat toast"]
