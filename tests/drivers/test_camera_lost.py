"""A camera that is there and gives nothing: frozen, hanging in its driver, refusing its settings."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from drivers.camera import capture as capture_module
from drivers.camera import scanner as scanner_module
from drivers.camera import watch as watch_module
from drivers.camera.controls import Controls, Optics
from drivers.camera.scanner import CameraOptions, CameraScanner
from drivers.camera.source import Device, Frame, FrameSource, Wanted, is_live
from drivers.camera.watch import FROZEN_S, FrozenWatch
from kiosk.domain.barcode import Scan
from kiosk.ports import DeviceChange, DeviceState

NOISE = np.random.default_rng(3)


def noisy(level: int = 120) -> Frame:
    return NOISE.integers(level - 4, level + 5, (180, 320, 3), np.uint8)


class Sensor:
    """A camera of forty pictures a second that freezes or hangs when told; each opening looks at the same."""

    def __init__(self) -> None:
        self.frozen: Frame | None = None
        self.hanging = threading.Event()
        self.hanging.set()
        self.opened = 0
        self.open = 0

    def __call__(self, _where: str, _wanted: Wanted) -> FrameSource:
        self.opened += 1
        self.open += 1
        return self

    def read(self) -> Frame | None:
        self.hanging.wait()
        time.sleep(1 / 40)
        return self.frozen if self.frozen is not None else noisy()

    def skip(self) -> bool:
        return self.read() is not None

    def close(self) -> None:
        self.open -= 1


class Bench:
    def __init__(self, sensor: Callable[[str, Wanted], FrameSource]) -> None:
        self.driver = CameraScanner("camera", CameraOptions("0"), sensor)
        self.scans: queue.Queue[Scan] = queue.Queue()
        self.changes: queue.Queue[DeviceChange] = queue.Queue()
        self.driver.on_frame(lambda: None)
        self.driver.start(self.scans.put, self.changes.put)

    def next(self) -> tuple[DeviceState, str]:
        change = self.changes.get(timeout=10)
        return change.state, change.reason.code if change.reason else ""


@pytest.fixture
def sensor(monkeypatch: pytest.MonkeyPatch) -> Sensor:
    monkeypatch.setattr(watch_module, "FROZEN_S", 0.4)
    monkeypatch.setattr(capture_module, "HANGS_S", 0.4)
    monkeypatch.setattr(scanner_module, "CHECK_S", 0.1)
    return Sensor()


@pytest.fixture
def bench(sensor: Sensor) -> Iterator[Bench]:
    bench = Bench(sensor)
    assert [bench.next(), bench.next()] == [(DeviceState.STARTING, ""), (DeviceState.READY, "")]
    yield bench
    sensor.hanging.set()
    bench.driver.stop()


def test_a_frozen_camera_is_lost_once_opened_again_and_back_with_its_first_new_picture(
    bench: Bench, sensor: Sensor
) -> None:
    sensor.frozen = noisy()
    assert bench.next() == (DeviceState.LOST, "camera.frozen")
    time.sleep(1.6)
    assert bench.changes.empty(), "it is told once, and a frozen picture is no camera that is back"
    assert sensor.opened >= 2
    sensor.frozen = None
    assert bench.next() == (DeviceState.READY, "")
    assert sensor.open == 1


def test_a_driver_that_does_not_return_is_left_behind_and_the_camera_opened_anew(
    bench: Bench, sensor: Sensor
) -> None:
    opened = sensor.opened
    sensor.hanging.clear()
    assert bench.next() == (DeviceState.LOST, "camera.hangs")
    sensor.hanging.set()
    assert bench.next() == (DeviceState.READY, "")
    assert sensor.opened > opened
    end = time.monotonic() + 5
    while sensor.open > 1 and time.monotonic() < end:
        time.sleep(0.02)
    assert sensor.open == 1, "the one left behind closed its source when its driver let it go"


def test_threads_left_behind_have_an_end(bench: Bench, sensor: Sensor) -> None:
    sensor.hanging.clear()
    time.sleep(3)
    captures = [t for t in threading.enumerate() if t.name == "camera-capture"]
    assert 2 <= len(captures) <= capture_module.MOST_LEFT_BEHIND + 1


def test_a_camera_that_refuses_its_settings_is_ready_and_says_which() -> None:
    class Stubborn:
        def get(self, _prop: int, /) -> float:
            return -1.0

        def set(self, _prop: int, _value: float, /) -> bool:
            return False

        def read(self) -> tuple[bool, Frame]:
            time.sleep(0.02)
            return True, noisy()

        def grab(self) -> bool:
            return True

        def release(self) -> None:
            """Nothing is open."""

    capture = Stubborn()
    bench = Bench(lambda _where, _wanted: Device(capture, Controls(capture, Optics(gain=3, focus=9))))
    assert bench.next() == (DeviceState.STARTING, "")
    change = bench.changes.get(timeout=10)
    assert change.state is DeviceState.READY
    assert change.reason is not None
    assert change.reason.values["controls"] == "gain, focus"
    taken = bench.driver.taken()
    assert taken is not None
    assert (taken.exposure_us, taken.refused) == (None, ("gain", "focus"))
    bench.driver.stop()


def test_the_driver_tells_how_reading_goes(bench: Bench) -> None:
    time.sleep(1.2)
    figures = bench.driver.figures()
    assert figures.read_fps > 5
    assert 0 < figures.decode_ms_p50 <= figures.decode_ms_p95
    assert figures.load < 0.6


# The watch alone


def test_noise_keeps_a_still_picture_alive() -> None:
    watch = FrozenWatch()
    assert not any(watch.is_frozen(noisy(), at / 10) for at in range(200))


def test_a_dark_shop_or_a_covered_lens_is_no_frozen_camera() -> None:
    watch, dark = FrozenWatch(), np.zeros((180, 320, 3), np.uint8)
    assert not any(watch.is_frozen(dark, at / 10) for at in range(200))


def test_a_resting_kiosk_that_looks_twice_a_second_finds_it_frozen_too() -> None:
    watch, same = FrozenWatch(), noisy()
    looks = [watch.is_frozen(same, at / 2) for at in range(30)]
    assert FROZEN_S <= looks.index(True) / 2 <= FROZEN_S + 2


@pytest.mark.parametrize(
    ("where", "live"),
    [("0", True), ("/dev/video2", True), ("http://camera/s", True), ("/shop/film.mp4", False)],
)
def test_pictures_and_films_may_stand_still(where: str, live: bool) -> None:
    assert is_live(where) is live
