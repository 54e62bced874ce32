"""The kiosk's disk is full: at a scan, at paying, at PAID. Told as it is; with room all goes on, once."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from kiosk.services.intents import Pay
from kiosk.services.views import KioskView, NoticeKind, Screen
from lab.demo.surroundings import Surroundings
from tests.journeys.floor import MILK, SODA, Floor, until

pytestmark = pytest.mark.timeout(150)  # the first one starts the surroundings

STORAGE_TRIED_AGAIN_S = 6


class SmallDisk:
    """A file system of a hundred megabytes for one kiosk."""

    def __init__(self, place: Path) -> None:
        self._ballast = place / "ballast"

    def fill(self) -> None:
        with self._ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 4096)
            except OSError:
                return

    def free(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    place = tmp_path / "kiosk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96m,mode=0700", "kiosk", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        yield SmallDisk(place)
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def tight_floor(around: Surroundings, tmp_path: Path, disk: SmallDisk) -> Iterator[Floor]:
    """Its kiosk's folder is a disk of its own."""
    with Floor(around, tmp_path).journey() as made:
        yield made


def room_again(floor: Floor, disk: SmallDisk) -> None:
    disk.free()
    floor.kiosk.advance(STORAGE_TRIED_AGAIN_S)


def milks(floor: Floor, pieces: int) -> None:
    for number in range(pieces):
        floor.scan(MILK, NoticeKind.AGAIN if number else NoticeKind.FOUND)


def test_scans_that_cannot_be_kept_are_not_shown_and_payment_is_not_asked_for(
    tight_floor: Floor, disk: SmallDisk
) -> None:
    floor = tight_floor
    milks(floor, 1)
    disk.fill()
    kept = scan_until_full(floor)
    told = floor.kiosk.view.out_of_service
    assert told is not None
    assert told.code == "service.storage"
    floor.kiosk.do(Pay())
    floor.kiosk.open()
    assert floor.cloud.attempts() == []
    room_again(floor, disk)
    again = floor.kiosk.until("the basket", lambda view: view.screen is Screen.BASKET)
    assert again.basket.pieces == kept
    assert floor.kiosk.kill_and_start().basket.pieces == kept
    floor.wallet.pay(floor.pay())
    assert floor.paid().amount_minor == kept * 6990


@pytest.mark.soak
def test_a_kiosk_started_on_a_full_disk_takes_up_the_trip_once_there_is_room(
    tight_floor: Floor, disk: SmallDisk
) -> None:
    floor = tight_floor
    milks(floor, 1)
    disk.fill()
    kept = scan_until_full(floor)
    started = floor.kiosk.kill_and_start()
    assert started.screen is Screen.OUT_OF_SERVICE
    assert started.out_of_service is not None
    assert started.out_of_service.code == "service.storage"
    room_again(floor, disk)
    again = floor.kiosk.until("the basket", lambda view: view.screen is Screen.BASKET)
    assert (again.basket.pieces, again.basket.total_minor) == (kept, kept * 6990)
    floor.wallet.pay(floor.pay())
    assert floor.paid().amount_minor == kept * 6990
    until("the cloud to be told", lambda: floor.cloud.sales())


def more_or_closed(view: KioskView, had: int) -> bool:
    return view.basket.pieces > had or view.screen is Screen.OUT_OF_SERVICE


def scan_until_full(floor: Floor) -> int:
    """Pieces that were taken until one was not."""
    for pieces in range(1, 90):
        floor.scan_unanswered(MILK)
        view = floor.kiosk.until("a piece more, or why not", partial(more_or_closed, had=pieces))
        if view.screen is Screen.OUT_OF_SERVICE:
            assert view.basket.pieces == pieces
            return pieces
    raise AssertionError("the disk never filled")


@pytest.mark.parametrize(
    "meanwhile", [pytest.param("nothing", marks=pytest.mark.soak), "the power goes and comes"]
)
def test_money_that_cannot_be_booked_yet_is_checked_and_then_a_sale_once(
    tight_floor: Floor, disk: SmallDisk, meanwhile: str
) -> None:
    floor = tight_floor
    milks(floor, 1)
    floor.scan(SODA)
    code = floor.pay()
    disk.fill()
    floor.wallet.pay(code)
    floor.kiosk.until("`do not pay again`", lambda view: view.screen is Screen.CHECKING)
    assert floor.slips() == []
    if meanwhile == "nothing":
        room_again(floor, disk)
    else:
        floor.kiosk.kill()
        disk.free()
        floor.kiosk.start()
    paid = floor.paid()
    assert paid.amount_minor == 6990 + 1890
    assert len(floor.receipts(paid.sale_no)) == len(floor.slips()) == 1
    until("the sale in PostgreSQL", floor.cloud.sales)
