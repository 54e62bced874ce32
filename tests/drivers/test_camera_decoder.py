"""Live frames one by one: when the costly search runs, and what stays in view without being read."""

from __future__ import annotations

import numpy as np
import pytest

from drivers.camera.accept import Acceptance
from drivers.camera.decoder import FrameDecoder, SearchGate, grey_of
from drivers.camera.symbols import Grey
from lab.shelf.camera import good_of
from lab.shelf.pack import draw_pack
from lab.shelf.pose import Pose
from lab.shelf.scene import Scene

BREAD = "9521234543220"


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene(seed=9)


def held(scene: Scene, pose: Pose) -> Grey:
    return grey_of(scene.paint(draw_pack(good_of({"text": BREAD})), pose))


def cells(level: int) -> Grey:
    return np.full((45, 80), level, np.uint8)


def test_a_still_picture_is_searched_three_times_and_no_more() -> None:
    gate, still = SearchGate(), cells(80)
    assert sum(gate.opens(still) for _ in range(100)) == 3
    assert sum(gate.opens(cells(110)) for _ in range(100)) == 3, "it moved"


def test_what_a_search_has_found_is_looked_for_again_at_once() -> None:
    gate, still = SearchGate(), cells(80)
    while not gate.opens(still):
        pass
    gate.again()
    assert gate.opens(still)


def test_a_tilted_code_is_found_within_the_frames_of_a_moment(scene: Scene) -> None:
    decoder, acceptance = FrameDecoder(), Acceptance()
    scans = []
    for number in range(8):
        frame = held(scene, Pose(turn=42, x=0.002 * number))
        scans += acceptance.see(decoder.read(frame, acceptance.locked), number / 15)
    assert [scan.text for scan in scans] == [BREAD]


def test_a_pack_left_lying_at_a_bad_angle_is_one_scan(scene: Scene) -> None:
    decoder, acceptance = FrameDecoder(), Acceptance()
    lying = [held(scene, Pose(turn=42)) for _ in range(4)]
    nudged = [held(scene, Pose(turn=42, x=0.04)) for _ in range(4)]
    scans = []
    for number in range(90):
        frame = (lying if number < 60 else nudged)[number % 4]
        scans += acceptance.see(decoder.read(frame, acceptance.locked), number / 15)
    assert len(scans) == 1
