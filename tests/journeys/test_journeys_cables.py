"""Plugs are pulled and pushed: scanner, camera, printer. Half a code is nothing, the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.gtin import check_digit
from kiosk.ports import DeviceState
from kiosk.services.intents import KeyInCode
from kiosk.services.views import KioskView, NoticeKind, PaperView, StaffView
from kiosk.store.attendants import put_badge
from lab.demo.surroundings import ATTENDANT, Surroundings
from tests.journeys.books import opened_ledger
from tests.journeys.counter import GoodsCamera, ScanGun
from tests.journeys.floor import APPLES, BEER, MILK, SODA, TOAST, VOID, Floor, until

pytestmark = pytest.mark.timeout(150)  # the first one starts the surroundings


@pytest.fixture
def gun(tmp_path: Path) -> Iterator[ScanGun]:
    with ScanGun(tmp_path / "scanner") as made:
        yield made


@pytest.fixture
def camera(tmp_path: Path) -> Iterator[GoodsCamera]:
    with GoodsCamera(tmp_path) as made:
        yield made


@pytest.fixture
def badge() -> list[str]:
    """The attendant's badge, once a floor has made it."""
    return []


@pytest.fixture
def gun_floor(around: Surroundings, tmp_path: Path, gun: ScanGun, badge: list[str]) -> Iterator[Floor]:
    """A counter with a serial scanner and no other way to read a code."""
    made = Floor(around, tmp_path, {"scanner": {"path": str(gun.link)}})
    with opened_ledger(made.folder) as ledger:
        badge.append(put_badge(ledger, ATTENDANT))
    with made.journey():
        yield made


@pytest.fixture
def camera_floor(around: Surroundings, tmp_path: Path, camera: GoodsCamera) -> Iterator[Floor]:
    with Floor(around, tmp_path, {"camera": {"source": camera.stream}}).journey() as made:
        yield made


# The scanner


def read(floor: Floor, gun: ScanGun, code: str, kind: NoticeKind = NoticeKind.FOUND) -> KioskView:
    before = max((view.notice.serial for view in floor.kiosk.views if view.notice), default=0)
    gun.read(code)

    def answered(view: KioskView) -> bool:
        return view.notice is not None and view.notice.serial > before

    view = floor.kiosk.until(f"an answer to {code}", answered)
    assert view.notice is not None
    assert view.notice.kind is kind, view.notice
    return view


def printed(floor: Floor, sku: str) -> str:
    """The digits under the pack's symbol."""
    return floor.goods[sku].gtins[0][1:]


def device(staff: StaffView, name: str) -> DeviceState:
    return next(one.state for one in staff.devices if one.name == name)


@pytest.mark.soak
def test_a_serial_scanner_reads_a_whole_trip_and_half_a_code_is_nothing(
    gun_floor: Floor, gun: ScanGun, badge: list[str]
) -> None:
    floor = gun_floor
    read(floor, gun, printed(floor, MILK))
    label = f"21{floor.goods[APPLES].plu}00500"
    read(floor, gun, f"{label}{check_digit(label)}")
    before = read(floor, gun, floor.member_code(), NoticeKind.MEMBER).basket

    gun.tear(printed(floor, SODA))
    floor.enter_staff()
    floor.in_staff("the scanner to be missed", lambda staff: device(staff, "scanner") is DeviceState.LOST)
    gun.replug()
    floor.in_staff("the scanner again", lambda staff: device(staff, "scanner") is DeviceState.READY)
    floor.leave_staff()
    assert floor.kiosk.view.basket == before

    read(floor, gun, printed(floor, SODA))
    assert read(floor, gun, printed(floor, BEER)).age_check is not None
    allowed = read(floor, gun, badge[0])
    assert [line.names for line in allowed.basket.lines] == [
        floor.goods[sku].names for sku in (MILK, APPLES, SODA, BEER)
    ]
    floor.wallet.pay(floor.pay())
    paid = floor.paid()
    assert (paid.amount_minor, paid.member_bound) == (allowed.basket.total_minor, True)


# The camera


def seen(floor: Floor, camera: GoodsCamera, sku: str) -> None:
    camera.hold(floor.goods[sku].gtins[0])
    names = floor.goods[sku].names
    floor.kiosk.until(
        f"{names.en} in the basket", lambda view: names in [line.names for line in view.basket.lines]
    )


@pytest.mark.soak
def test_a_camera_that_freezes_or_dies_comes_back_and_reads_on(
    camera_floor: Floor, camera: GoodsCamera
) -> None:
    floor = camera_floor
    floor.kiosk.until("the camera", lambda view: view.camera_ready)
    seen(floor, camera, MILK)

    camera.freeze()
    floor.kiosk.until("the frozen camera to be missed", lambda view: not view.camera_ready)
    floor.kiosk.do(KeyInCode(printed(floor, TOAST)))
    floor.kiosk.until("what was typed", lambda view: view.basket.pieces == 2)
    camera.thaw()
    floor.kiosk.until("the camera again", lambda view: view.camera_ready)
    seen(floor, camera, SODA)

    camera.kill()
    floor.kiosk.until("the dead camera to be missed", lambda view: not view.camera_ready)
    camera.start()
    floor.kiosk.until("the new camera", lambda view: view.camera_ready)
    seen(floor, camera, BEER)
    assert floor.kiosk.view.basket.pieces == 4


# The printer


def sell(floor: Floor) -> str:
    """Milk for a member: a receipt of some thirty lines. The sale's number, while its paper is under way."""
    floor.scan(MILK)
    floor.scan_member()
    floor.wallet.pay(floor.pay())
    return floor.paid(PaperView.PRINTING).sale_no


def test_a_plug_pulled_in_the_middle_of_a_receipt_leaves_one_whole_receipt(floor: Floor) -> None:
    number = sell(floor)
    until("ten lines", lambda: floor.hanging().count("\n") >= 10)
    floor.unplug_printer()
    floor.replug_printer()
    floor.paid(PaperView.PRINTED)
    assert len(floor.receipts(number)) == 1
    assert floor.hanging() == ""
    assert all(VOID in slip for slip in floor.slips() if slip not in floor.receipts(number))


@pytest.mark.soak
def test_a_printer_away_between_receipts_prints_when_it_is_back(floor: Floor) -> None:
    number = sell(floor)
    floor.paid(PaperView.PRINTED)
    floor.finish()
    floor.unplug_printer()
    floor.scan(SODA)
    floor.wallet.pay(floor.pay())
    second = floor.paid(PaperView.PRINTING).sale_no
    floor.kiosk.kill_and_start()
    assert floor.slips() == floor.receipts(number)
    floor.replug_printer()
    floor.paid(PaperView.PRINTED)
    assert [len(floor.receipts(one)) for one in (number, second)] == [1, 1]
    assert len(floor.slips()) == 2
