"""An idle kiosk's camera rests, and is awake as soon as something moves."""

from __future__ import annotations

import queue
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.camera import rest as rest_module
from drivers.camera.rest import LOOKS_FPS, READS_EVERY, STILL_S, Rest
from drivers.camera.scanner import CameraOptions, CameraScanner
from drivers.camera.source import Frame, Wanted
from kiosk.domain.barcode import Scan
from kiosk.ports import DeviceChange
from lab.example_frame import shelf_frame

FPS = 30
COUNTER = np.full((180, 320, 3), 120, np.uint8)
HAND = COUNTER.copy()
HAND[60:120, 100:180] = 200
_shown = shelf_frame()
PACK = np.frombuffer(_shown.pixels, np.uint8).reshape(_shown.height, _shown.width, 4)[:, :, :3].copy()


def live(rest: Rest, frame: Frame, begin: float, seconds: float, *, watched: bool = False) -> tuple[int, int]:
    """Pictures taken and pictures read."""
    taken = read = 0
    for place in range(round(seconds * FPS)):
        at = begin + place / FPS
        if not rest.lets_pass(at, watched=watched):
            taken += 1
            read += rest.wants_read(frame, at, watched=watched)
    return taken, read


def test_a_still_picture_is_looked_at_now_and_then_and_hardly_read() -> None:
    rest = Rest()
    assert live(rest, COUNTER, 0, STILL_S) == (FPS * STILL_S, FPS * STILL_S)
    taken, read = live(rest, COUNTER, STILL_S, 10)
    assert taken <= 10 * LOOKS_FPS + 1
    assert read <= 10 * LOOKS_FPS / READS_EVERY + 1


def test_the_first_look_at_a_change_ends_the_rest() -> None:
    rest = Rest()
    live(rest, COUNTER, 0, 20)
    taken, read = live(rest, HAND, 20, 1)
    assert taken == read >= FPS * (1 - 1 / LOOKS_FPS) - 1
    assert live(rest, HAND, 21, STILL_S - 1.2) == (54, 54), "awake for a while after"


def test_who_is_watched_does_not_rest() -> None:
    rest = Rest()
    assert live(rest, COUNTER, 0, 10, watched=True) == (300, 300)
    assert live(rest, COUNTER, 10, STILL_S - 0.1)[0] == 87, "nor right after"


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_noise_does_not_wake_it(seed: int, spread: int) -> None:
    noise = np.random.default_rng(seed).integers(-spread, spread + 1, COUNTER.shape, np.int16)
    rest = Rest()
    live(rest, COUNTER, 0, 4)
    noisy = (COUNTER.astype(np.int16) + noise).astype(np.uint8)
    assert live(rest, noisy, 4, 1)[0] <= LOOKS_FPS + 1


class Counter:
    """A camera of thirty pictures a second before which something is put."""

    def __init__(self) -> None:
        self.frame, self.made = np.full_like(PACK, 120), 0

    def read(self) -> Frame:
        time.sleep(1 / FPS)
        self.made += 1
        return self.frame

    def skip(self) -> bool:
        time.sleep(1 / FPS)
        return True

    def close(self) -> None:
        """Nothing is open."""


def test_a_code_held_up_to_a_resting_camera_is_scanned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest_module, "STILL_S", 0.3)
    counter = Counter()
    scans: queue.Queue[Scan] = queue.Queue()
    changes: queue.Queue[DeviceChange] = queue.Queue()

    def opened(_where: str, _wanted: Wanted) -> Counter:
        return counter

    camera = CameraScanner("camera", CameraOptions("0"), opened)
    camera.start(scans.put, changes.put)
    time.sleep(0.8)
    before, counter.made = counter.made, 0
    time.sleep(1.0)
    assert counter.made <= 5 < before
    counter.frame = PACK
    begun = time.monotonic()
    assert scans.get(timeout=5).text == "9521234567899"
    assert time.monotonic() - begun < 2
    camera.stop()
