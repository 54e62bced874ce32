"""Decoding: what a frame costs beside the bare zxing-cpp call, and what stills give beside single libraries.

Times are CPU milliseconds of the calling thread, means over frames read by both in turn, so that a busy
machine slows both alike. The photographs are those of TOUCHLANE_PHOTOS; without them their rows are left out.
"""

from __future__ import annotations

import csv
import os
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import cv2

from drivers.camera.decoder import FrameDecoder, grey_of
from drivers.camera.source import read_picture
from drivers.camera.stills import StillReader
from drivers.camera.symbols import EAN_UPC, KIOSK, RETAIL, Grey, Symbol, read_zbar, read_zxing
from lab.shelf.camera import good_of
from lab.shelf.pack import draw_pack
from lab.shelf.pose import Pose, pose_of
from lab.shelf.scene import HEIGHT, WIDTH, Scene

Row = dict[str, Any]
FRAMES = 90
UNCHANGED, CHANGING = 1.2, 2.5
NATIVE_POINTS, FRAME_POINTS = 10.0, 7.0


def results() -> list[Row]:
    """The rows of `kiosk bench decode`."""
    cv2.setNumThreads(1)
    scene = Scene(1)
    return [
        _cost("decode.unchanged_scene", _unchanged(scene), UNCHANGED),
        _cost("decode.code_in_view", _code_in_view(scene), UNCHANGED),
        _cost("decode.changing_scene_without_code", _changing(scene), CHANGING),
        *_stills(scene),
    ]


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
    decoder = FrameDecoder(KIOSK)
    known: set[str] = set()
    ours, bare = [], []
    for frame in frames:
        bare.append(_cpu_ms(partial(read_zxing, frame, KIOSK))[0])
        spent, reads = _cpu_ms(partial(decoder.read, frame, known))
        ours.append(spent)
        known |= {symbol.key for symbol in reads}
    # Means: the search runs on some frames only, a median would leave it out. First frames load libraries.
    value, peer = statistics.fmean(ours[6:]), statistics.fmean(bare[6:])
    return {
        "name": name,
        "value": round(value, 2),
        "unit": "ms CPU a frame",
        "peer": "zxing-cpp alone",
        "peer_value": round(peer, 2),
        "budget": f"at most {budget} x the peer",
        "ok": value <= budget * peer,
    }


def _cpu_ms(call: Callable[[], list[Symbol]]) -> tuple[float, list[Symbol]]:
    start = time.thread_time()
    reads = call()
    return (time.thread_time() - start) * 1000, reads


def _stills(scene: Scene) -> list[Row]:
    folder = os.environ.get("TOUCHLANE_PHOTOS")
    if not folder:
        return []
    with (Path(folder) / "expected.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    counter = grey_of(scene.paint(None, Pose()))
    native: list[tuple[Grey, str]] = []
    for row in rows:
        picture = read_picture(Path(folder) / row["file"])
        if picture is not None and row["symbology"] in {"ean13", "ean8", "upca"}:
            native.append((grey_of(picture), row["text"].zfill(13)))
    framed = [(_in_frame(grey, counter), text) for grey, text in native]
    return [
        *_rates("decode.stills_native", native, NATIVE_POINTS),
        *_rates("decode.stills_in_720p", framed, FRAME_POINTS),
    ]


def _in_frame(grey: Grey, counter: Grey) -> Grey:
    """The photograph on the counter, at its own size unless it is larger than nine tenths of the frame."""
    rows, columns = grey.shape
    scale = min(1.0, 0.9 * HEIGHT / rows, 0.9 * WIDTH / columns)
    if scale < 1:
        size = (round(columns * scale), round(rows * scale))
        grey = grey_of(cv2.resize(grey, size, interpolation=cv2.INTER_AREA))
    frame = counter.copy()
    rows, columns = grey.shape
    top, left = (HEIGHT - rows) // 2, (WIDTH - columns) // 2
    frame[top : top + rows, left : left + columns] = grey
    return frame


def _rates(name: str, pictures: Sequence[tuple[Grey, str]], points: float) -> list[Row]:
    reader = StillReader()
    ours = _right_and_wrong(pictures, reader.read)
    peers = {
        "zxing-cpp alone": _right_and_wrong(pictures, lambda grey: read_zxing(grey, RETAIL)),
        "pyzbar alone": _right_and_wrong(pictures, read_zbar),
    }
    best = max(peers, key=lambda peer: peers[peer][0])
    right, wrong = ours
    best_right, best_wrong = peers[best]
    share, best_share = 100 * right / len(pictures), 100 * best_right / len(pictures)
    return [
        {
            "name": f"{name}.read",
            "value": round(share, 1),
            "unit": f"% of {len(pictures)}",
            "peer": best,
            "peer_value": round(best_share, 1),
            "budget": f"{points:g} points above the peer",
            "ok": share >= best_share + points,
        },
        {
            "name": f"{name}.wrong",
            "value": wrong,
            "unit": "pictures",
            "peer": best,
            "peer_value": best_wrong,
            "budget": "no more than the peer",
            "ok": wrong <= best_wrong,
        },
    ]


def _right_and_wrong(
    pictures: Sequence[tuple[Grey, str]], read: Callable[[Grey], list[Symbol]]
) -> tuple[int, int]:
    right = wrong = 0
    for grey, text in pictures:
        texts = {symbol.text.zfill(13) for symbol in read(grey) if symbol.symbology in EAN_UPC}
        right += text in texts
        wrong += bool(texts - {text})
    return right, wrong
