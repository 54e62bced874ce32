"""Live frames: what one costs beside the bare zxing-cpp call, what the camera's decode thread takes of a core
at thirty frames a second, and goods that cross the view."""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import cv2
import numpy as np

from drivers.camera.decoder import FrameDecoder, grey_of
from drivers.camera.scanner import CameraOptions, CameraScanner
from drivers.camera.source import Frame, Wanted
from drivers.camera.symbols import KIOSK, Grey, read_zxing
from kiosk.domain.barcode import Symbology
from lab.bench.scanning.pipeline import FPS, BareZxing, accepted
from lab.bench.scanning.readers import ZXING, cpu_ms
from lab.bench.scanning.rows import Row, Scope, row
from lab.frames.codes import code_of
from lab.frames.face import code_middle, face_of
from lab.frames.view import Optics, Placed, View, paint
from lab.shelf.camera import good_of
from lab.shelf.pack import draw_pack
from lab.shelf.pose import Pose, pose_of
from lab.shelf.scene import WIDTH, Scene

FRAMES = 90
UNCHANGED, CHANGING = 1.2, 2.5
HALF_A_CORE = 50.0
WATCH_S = 4.0
MODULE_MM = 0.33
"""EAN-13 at its nominal size (GenSpecs 5.2.3.1)."""
PX_A_MODULE = 2.2
EXPOSURE_S = 1 / 1000
SPEEDS_MM_S = (200, 400, 600)
CROSSINGS = 4


def live_rows(scope: Scope) -> list[Row]:
    """Costs, the decode thread, and crossings."""
    scene = Scene(1)
    changing = _changing(scene)
    crossing = _crossing(SPEEDS_MM_S[1], seed=0)
    return [
        _cost("frame.unchanged_scene", _unchanged(scene), UNCHANGED),
        _cost("frame.code_in_view", _code_in_view(scene), UNCHANGED),
        _cost("frame.changing_scene_without_code", changing, CHANGING),
        _thread("thread.goods_crossing", crossing),
        _thread("thread.changing_scene_without_code", changing[:30]),
        *(_crossing_row(speed, CROSSINGS * (4 if scope.whole else 1)) for speed in SPEEDS_MM_S),
    ]


# One frame


def _unchanged(scene: Scene) -> list[Grey]:
    """A bare counter; the noise of the sensor differs from frame to frame."""
    return [grey_of(scene.paint(None, Pose())) for _ in range(FRAMES)]


def _code_in_view(scene: Scene) -> list[Grey]:
    pack = draw_pack(good_of({"gtin14": "09521234543213"}))
    some = [grey_of(scene.paint(pack, pose_of(7))) for _ in range(6)]
    return [some[number % 6] for number in range(FRAMES)]


def _changing(scene: Scene) -> list[Grey]:
    """A pack moved about with its code turned away, a new picture each frame."""
    face = draw_pack(good_of({"gtin14": "09521234543213"})).crop((0, 0, 620, 380))
    steps = (number / FRAMES for number in range(FRAMES))
    return [grey_of(scene.paint(face, Pose(x=step - 0.5, size=0.5, turn=90 * step))) for step in steps]


def _cost(name: str, frames: Sequence[Grey], budget: float) -> Row:
    """Both read each frame in turn, so that a busy machine slows both alike."""
    decoder = FrameDecoder(KIOSK)
    known: set[str] = set()
    ours, bare = [], []
    for number, frame in enumerate(frames):
        bare.append(cpu_ms(partial(read_zxing, frame, KIOSK))[0])
        spent, reads = cpu_ms(partial(decoder.read, frame, known, number / FPS))
        ours.append(spent)
        known |= {symbol.key for symbol in reads}
    # Means: the search runs on some frames only, a median would leave it out. First frames load libraries.
    value, peer = statistics.fmean(ours[6:]), statistics.fmean(bare[6:])
    kept = value <= budget * peer
    return row(name, value, "ms CPU a frame", (ZXING, peer), f"at most {budget} x the peer", kept)


# The thread


class _Round:
    """Pictures painted before, shown round and round at thirty a second, in colour as a camera gives them."""

    def __init__(self, frames: Sequence[Grey]) -> None:
        self._frames = frames
        self._shown = 0
        self._due = time.monotonic()

    def read(self) -> Frame | None:
        time.sleep(max(0.0, self._due - time.monotonic()))
        self._due = max(self._due, time.monotonic() - 1 / FPS) + 1 / FPS
        self._shown += 1
        grey = self._frames[self._shown % len(self._frames)]
        return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)

    def skip(self) -> bool:
        return self.read() is not None

    def close(self) -> None:
        """Nothing is open."""


def _thread(name: str, frames: Sequence[Grey]) -> Row:
    """The shipped scanner with a screen that watches, so that no frame rests."""

    def opened(_where: str, _wanted: Wanted) -> _Round:
        return _Round(frames)

    camera = CameraScanner("bench", CameraOptions("0"), opened)
    camera.on_frame(lambda: None)
    camera.start(lambda _scan: None, lambda _change: None)
    try:
        time.sleep(0.5)
        clock = _thread_clock("bench-decode")
        begun, before = time.monotonic(), time.clock_gettime(clock)
        time.sleep(WATCH_S)
        used = 100 * (time.clock_gettime(clock) - before) / (time.monotonic() - begun)
    finally:
        camera.stop()
    bare = statistics.fmean(cpu_ms(partial(read_zxing, frame, KIOSK))[0] for frame in frames)
    peer = (f"{ZXING}, each frame", bare * FPS / 10)
    return row(name, used, "% core", peer, f"{HALF_A_CORE:g} at 30 frames/s", used <= HALF_A_CORE)


def _thread_clock(name: str) -> int:
    """The CPU clock of a thread of this process."""
    ident = next(thread.ident for thread in threading.enumerate() if thread.name == name)
    assert ident is not None
    return time.pthread_getcpuclockid(ident)


# Goods crossing


def _crossing(speed_mm_s: int, seed: int) -> list[Grey]:
    """A pack that enters at one side and leaves at the other, in pictures of 1/1000 s."""
    chance = random.Random(f"crossing/{seed}")
    code = code_of(Symbology.EAN13, chance)
    face = face_of(code, "snacks")
    px_s = speed_mm_s / MODULE_MM * PX_A_MODULE
    turn, y = chance.uniform(-25, 25), chance.uniform(-90, 60)
    pack = Placed(
        face, PX_A_MODULE, y_px=y, turn=turn, yaw=chance.uniform(-15, 15), about=code_middle(code, face)
    )
    optics = Optics(motion_px=px_s * EXPOSURE_S, defocus_px=0.8, noise=7.0, light=0.8)
    start, step = -WIDTH * 0.72 + chance.uniform(0, 30), px_s / FPS
    count = int(1.44 * WIDTH / step)
    return [
        paint(View([replace(pack, x_px=start + step * number)], optics, seed=seed * 1000 + number))
        for number in range(count)
    ]


def _crossing_row(speed_mm_s: int, count: int) -> Row:
    ours = peer = wrong = 0
    for seed in range(count):
        frames = _crossing(speed_mm_s, seed)
        text = code_of(Symbology.EAN13, random.Random(f"crossing/{seed}")).text
        said = {symbol.text for symbol in accepted(frames, FrameDecoder(KIOSK)).symbols}
        ours += text in said
        wrong += bool(said - {text})
        peer += text in {symbol.text for symbol in accepted(frames, BareZxing(KIOSK)).symbols}
    return row(
        f"crossing.{speed_mm_s}_mm_s",
        100 * ours / count,
        f"% of {count}",
        (f"{ZXING}, same rule", 100 * peer / count),
        "no less than the peer, none wrong",
        ours >= peer and not wrong,
    )
