"""The shelf: drawn packs carry the symbol they say, however a seed holds them; nonsense is refused."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from drivers.camera.decoder import grey_of
from drivers.camera.stills import StillReader
from kiosk.domain.barcode import Symbology
from lab.shelf.camera import ShelfCamera, good_of
from lab.shelf.pack import draw_pack
from lab.shelf.phone import draw_phone
from lab.shelf.pose import Pose, pose_of
from lab.shelf.scene import Scene
from lab.shelf.stage import ENTER_S, GAP_S, LEAVE_S, Held, Stage
from lab.shelf.symbols import symbol_of_gtin


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene(seed=4)


@pytest.mark.parametrize(
    ("gtin14", "text", "symbology"),
    [
        ("09521234543213", "9521234543213", Symbology.EAN13),
        ("00012345678905", "012345678905", Symbology.UPCA),
        ("00000095050003", "95050003", Symbology.EAN8),
        ("19521234543210", "19521234543210", Symbology.ITF),
    ],
)
def test_a_pack_carries_the_shortest_symbol_of_its_gtin(
    scene: Scene, gtin14: str, text: str, symbology: Symbology
) -> None:
    assert symbol_of_gtin(gtin14) == (text, symbology)
    pack = draw_pack(good_of({"gtin14": gtin14, "names": {"zh": "燕麦片", "en": "Rolled oats"}}))
    read = StillReader().read(grey_of(scene.paint(pack, Pose())))
    assert [(symbol.text, symbol.symbology) for symbol in read] == [(text, symbology)]


@pytest.mark.parametrize("seed", range(12))
def test_a_seeded_hold_is_readable_and_repeats_exactly(scene: Scene, seed: int) -> None:
    good = good_of({"gtin14": "09521234543213", "category": ["drinks", "meat", "none"][seed % 3]})
    frame = scene.paint(draw_pack(good), pose_of(seed))
    assert pose_of(seed) == pose_of(seed)
    assert [symbol.text for symbol in StillReader().read(grey_of(frame))] == ["9521234543213"]


def test_a_weighed_good_and_a_phone_are_readable(scene: Scene) -> None:
    label = good_of({"text": "2112345012346", "names": {"zh": "苹果"}, "weighed": True})
    for face, text in ((draw_pack(label), label.text), (draw_phone("TL1.c2lnbmVk"), "TL1.c2lnbmVk")):
        assert [s.text for s in StillReader().read(grey_of(scene.paint(face, pose_of(3))))] == [text]


def test_things_come_stay_leave_and_the_next_one_waits(scene: Scene) -> None:
    now = [100.0]
    stage = Stage(scene, clock=lambda: now[0])
    face = draw_phone("A")
    stage.hold(Held("first", face, Pose(), hold_s=1.0))
    stage.hold(Held("second", face, Pose(), hold_s=None))
    told = []
    for step in (0.01, ENTER_S + 0.9, 0.2, LEAVE_S, GAP_S, 60.0):
        now[0] += step
        told.append((stage.state()["held"], stage.state()["waiting"]))
    assert told == [("first", 1), ("first", 1), ("first", 1), (None, 1), ("second", 0), ("second", 0)]
    stage.empty()
    now[0] += LEAVE_S
    assert stage.state() == {"held": None, "waiting": 0}


def test_what_stands_still_is_painted_once_round_only(scene: Scene) -> None:
    stage = Stage(scene)
    pictures = [stage.picture() for _ in range(12)]
    assert len(set(pictures)) == 4


@pytest.fixture(scope="module")
def shelf() -> Iterator[ShelfCamera]:
    shelf = ShelfCamera()
    shelf.camera.start()
    yield shelf
    shelf.camera.stop()


def post(address: str, path: str, body: bytes) -> dict[str, Any]:
    with urllib.request.urlopen(urllib.request.Request(address + path, body), timeout=5) as answer:
        state: dict[str, Any] = json.load(answer)
        return state


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/hold", {"gtin14": "123"}, "lab.wrong_field"),
        ("/hold", {"gtin14": "09521234543214"}, "lab.no_symbol"),
        ("/hold", {"text": "x", "symbology": "runes"}, "lab.wrong_field"),
        ("/hold", {"text": "x", "pose": {"tilt": 3}}, "lab.pose_unknown"),
        ("/hold", {"text": "x", "pose": {"size": 9}}, "lab.pose_out_of_range"),
        ("/hold", {"text": "x", "hold_s": -1}, "lab.wrong_field"),
        ("/hold", {"text": "x", "names": "milk"}, "lab.wrong_field"),
        ("/hold", ["x"], "lab.not_json"),
        ("/picture", {"path": "/nowhere.jpg"}, "lab.no_picture"),
        ("/fault", {"kind": "explode"}, "lab.wrong_field"),
    ],
)
def test_the_shelf_refuses_what_it_cannot_hold(shelf: ShelfCamera, path: str, body: Any, code: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        post(shelf.camera.address, path, json.dumps(body).encode())
    with refused.value as answer:
        assert (answer.code, json.load(answer)["code"]) == (400, code)
    assert shelf.stage.state() == {"held": None, "waiting": 0}


def test_the_shelf_as_a_process_of_its_own(tmp_path: Path) -> None:
    photograph = tmp_path / "pack.png"
    cv2.imwrite(str(photograph), np.full((300, 400, 3), 200, np.uint8))
    command = [sys.executable, "-m", "lab.shelf.camera"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        body = json.dumps({"path": str(photograph), "hold_s": None}).encode()
        assert post(ready["address"], "/picture", body)["fault"] == "none"
        with urllib.request.urlopen(ready["stream"], timeout=5) as stream:
            assert stream.headers.get_content_type() == "multipart/x-mixed-replace"
            assert stream.readline() == b"--frame\r\n"
        process.terminate()
        assert process.wait(timeout=5) == 0
