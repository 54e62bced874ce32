"""A code that moves: where it is looked for, where its bracket is drawn, and what is looked at besides."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.camera.accept import Acceptance
from drivers.camera.bracket import FADED_S, FULL_S, Bracket
from drivers.camera.budget import Budget
from drivers.camera.decoder import FrameDecoder, grey_of
from drivers.camera.region import RESTS_AFTER, Foreground, Region
from drivers.camera.symbols import Corners, Grey, Symbol
from drivers.camera.tracking import LIVES_S, Tracks, middle
from kiosk.domain.barcode import Symbology
from lab.shelf.camera import good_of
from lab.shelf.pack import draw_pack
from lab.shelf.pose import Pose
from lab.shelf.scene import Scene

FRAME_S = 1 / 30
FRAME = (720, 1280)
BREAD, MILK = "9521234543220", "9521234543213"


def box(x: float, y: float, width: float = 200, height: float = 80) -> Corners:
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def read(text: str, corners: Corners) -> Symbol:
    return Symbol(text, Symbology.EAN13, corners, "]E0", text.encode(), "zxing")


def contains(region: Region, corners: Corners) -> bool:
    return all(region.left <= x <= region.right and region.top <= y <= region.bottom for x, y in corners)


# Tracks


@given(
    st.floats(-600, 600), st.floats(-400, 400), st.integers(1, 3), st.floats(300, 500), st.floats(200, 400)
)
def test_a_code_in_even_movement_is_looked_for_where_it_will_be(
    right: float, down: float, missed: int, x: float, y: float
) -> None:
    tracks = Tracks()

    def at(frame: int) -> Corners:
        return box(x + right * frame * FRAME_S, y + down * frame * FRAME_S)

    for frame in range(4):
        tracks.saw([read(BREAD, at(frame))], (), frame * FRAME_S)
    frame = 3 + missed
    (track,) = tracks.live(frame * FRAME_S)
    place = at(frame)
    if all(0 <= px < FRAME[1] and 0 <= py < FRAME[0] for px, py in place):
        assert contains(track.region(frame * FRAME_S, FRAME), place)


def test_a_code_that_nobody_could_read_keeps_its_movement_when_it_is_read() -> None:
    tracks = Tracks()
    for frame in range(3):
        tracks.saw([], [box(100 + 30 * frame, 300)], frame * FRAME_S)
    tracks.saw([read(BREAD, box(190, 300))], (), 3 * FRAME_S)
    (track,) = tracks.live(3 * FRAME_S)
    assert track.key.endswith(BREAD)
    assert track.speed[0] == pytest.approx(900, rel=0.15)


def test_two_codes_are_two_tracks_and_both_end() -> None:
    tracks = Tracks()
    tracks.saw([read(BREAD, box(100, 100)), read(MILK, box(800, 100))], (), 0.0)
    assert len(tracks.live(0.1)) == 2
    assert tracks.live(LIVES_S + 0.1) == []


def test_what_nobody_reads_is_given_up_sooner_than_a_code_that_was_read() -> None:
    """Stripes on a pack that look like a code once would else be searched for half a second, each frame."""
    tracks = Tracks()
    tracks.saw([read(BREAD, box(100, 100))], [box(800, 400)], 0.0)
    assert len(tracks.live(3 * FRAME_S)) == 2
    (left,) = tracks.live(0.2)
    assert left.key.endswith(BREAD)


# The bracket


def test_the_bracket_goes_on_with_the_code_between_its_reads() -> None:
    bracket = Bracket()
    for frame in range(0, 12, 3):
        bracket.seen("A", box(100 + 10 * frame, 300), frame * FRAME_S)
    drawn = [middle(bracket.at(t * FRAME_S)[0])[0] for t in (9, 10, 11)]
    assert drawn == pytest.approx([290, 300, 310], abs=8)


def test_a_trembling_read_moves_the_bracket_less() -> None:
    bracket, chance = Bracket(), np.random.default_rng(4)
    shakes, drawn = [], []
    for frame in range(60):
        x = 400 + float(chance.normal(0, 3))
        bracket.seen("A", box(x, 300), frame * FRAME_S)
        shakes.append(x)
        drawn.append(bracket.at(frame * FRAME_S)[0][0][0])
    assert np.abs(np.diff(drawn)).mean() < np.abs(np.diff(shakes)).mean()


def test_the_bracket_stays_a_moment_fades_and_is_gone() -> None:
    bracket = Bracket()
    bracket.seen("A", box(100, 100), 0.0)
    strengths = [bracket.at(t)[1] for t in (0.0, FULL_S, (FULL_S + FADED_S) / 2, FADED_S)]
    assert strengths == pytest.approx([1, 1, 0.5, 0])
    assert bracket.at(FADED_S)[0] == ()


def test_another_code_has_its_bracket_at_once() -> None:
    bracket = Bracket()
    bracket.seen("A", box(100, 100), 0.0)
    bracket.seen("B", box(120, 110), FRAME_S)
    assert bracket.at(FRAME_S) == (box(120, 110), 1.0)


# What came into the scene


def cells(level: int = 90) -> Grey:
    return np.full((45, 80), level, np.uint8)


def test_only_what_came_into_a_resting_scene_is_foreground() -> None:
    foreground = Foreground()
    assert all(foreground.region(cells(), FRAME) is None for _ in range(RESTS_AFTER + 2))
    came = cells()
    came[20:24, 30:40] = 200
    region = foreground.region(came, FRAME)
    assert region is not None
    assert contains(region, ((480, 320), (640, 320), (640, 384), (480, 384)))
    assert region.area < 0.1 * FRAME[0] * FRAME[1]
    for _ in range(RESTS_AFTER + 1):
        left = foreground.region(came, FRAME)
    assert left is None, "what is left lying belongs to the scene"


# Live frames


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene(seed=4)


def held(scene: Scene, pose: Pose) -> Grey:
    return grey_of(scene.paint(draw_pack(good_of({"text": BREAD})), pose))


def test_a_tilted_pack_in_movement_is_one_scan_and_its_place_is_known(scene: Scene) -> None:
    decoder, acceptance = FrameDecoder(), Acceptance()
    scans = []
    for frame in range(12):
        picture = held(scene, Pose(turn=40 + frame, x=-0.5 + 0.06 * frame, size=0.6))
        symbols = decoder.read(picture, acceptance.locked, frame * FRAME_S)
        scans += acceptance.see(symbols, frame * FRAME_S)
    assert [scan.text for scan in scans] == [BREAD]


def test_a_scanned_pack_whose_code_flickers_stays_one_scan(scene: Scene) -> None:
    """For longer than a second pass would take, pictures are too blurred by movement to be read."""
    swaying = [Pose(x=0.08 * math.sin(math.tau * step / 12), size=0.7) for step in range(12)]
    sharp = [held(scene, pose) for pose in swaying]
    blurred = [cv2.GaussianBlur(picture, (0, 0), 3.4) for picture in sharp]
    decoder, acceptance = FrameDecoder(), Acceptance()
    scans = []
    for frame in range(46):
        pictures = blurred if 8 <= frame < 36 else sharp
        symbols = decoder.read(np.asarray(pictures[frame % 12], np.uint8), acceptance.locked, frame * FRAME_S)
        scans += acceptance.see(symbols, frame * FRAME_S)
    assert [scan.text for scan in scans] == [BREAD]


def test_a_second_code_is_read_while_the_first_stays_in_view(scene: Scene) -> None:
    decoder, acceptance = FrameDecoder(), Acceptance()
    first = held(scene, Pose(x=-0.45, size=0.5))
    both = first.copy()
    both[:, 640:] = grey_of(scene.paint(draw_pack(good_of({"text": MILK})), Pose(x=0.45, size=0.5)))[:, 640:]
    scans: dict[str, int] = {}
    for frame in range(40):
        symbols = decoder.read(first if frame < 20 else both, acceptance.locked, frame * FRAME_S)
        for scan in acceptance.see(symbols, frame * FRAME_S):
            scans[scan.text] = frame
    assert list(scans) == [BREAD, MILK]
    assert scans[MILK] <= 22, "at once, not when the first one leaves"


def test_frames_read_small_give_places_in_the_whole_frame_and_say_so(scene: Scene) -> None:
    class Weak(Budget):
        @property
        def scale(self) -> float:
            return 2 / 3

    picture = held(scene, Pose(size=0.9))
    (small, *_) = FrameDecoder(budget=Weak()).read(picture)
    (whole, *_) = FrameDecoder().read(picture)
    assert (small.text, small.scale) == (whole.text, 2 / 3)
    assert math.dist(middle(small.corners), middle(whole.corners)) < 8
    assert small.span_px == pytest.approx(whole.span_px, rel=0.05)
