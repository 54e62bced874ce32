"""Live frames one by one: when the costly search runs, and what stays in view without being read."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from drivers.camera.accept import Acceptance
from drivers.camera.decoder import FrameDecoder, SearchGate, grey_of
from drivers.camera.size import LEAST_PX_A_MODULE, large_enough
from drivers.camera.stills import STILL
from drivers.camera.symbols import Grey, read_zxing
from kiosk.domain.barcode import Symbology
from lab.frames.codes import Code, code_of
from lab.frames.face import label_of
from lab.frames.view import Optics, Placed, View, paint
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


# How large, how soon, and what is none


def shown(code: Code, px_a_module: float, turn: float, optics: Optics, yaw: float = 0.0) -> list[str]:
    """What six frames of it are accepted as."""
    decoder, acceptance = FrameDecoder(STILL), Acceptance()
    scans = []
    for number in range(6):
        frame = paint(
            View([Placed(label_of(code), px_a_module, turn=turn, yaw=yaw)], optics, 640, 480, number)
        )
        scans += acceptance.see(decoder.read(frame, acceptance.locked, number / 30), number / 30)
    return [scan.text for scan in scans]


@pytest.mark.parametrize("turn", [3, 35])
def test_a_code_read_from_an_enlarged_crop_is_as_small_as_it_was_in_the_frame(turn: float) -> None:
    for seed in range(3):
        code = code_of(Symbology.EAN13, random.Random(seed))
        assert shown(code, 1.3, turn, Optics()) == []
        assert shown(code, 1.65, turn, Optics()) == [code.text]


def test_a_code_turned_away_is_read_where_one_as_narrow_and_small_is_not() -> None:
    turned, small = [], []
    for seed in range(6):
        code = code_of(Symbology.EAN13, random.Random(f"turned/{seed}"))
        turned += [text == code.text for text in shown(code, 2.2, 3, Optics(), yaw=55)]
        small += shown(code, 2.2 * math.cos(math.radians(55)), 3, Optics())
    assert all(turned)
    assert len(turned) >= 3
    assert small == []


def test_the_place_of_an_upright_read_is_its_bars() -> None:
    decoder = FrameDecoder()
    code = code_of(Symbology.EAN13, random.Random(1))
    for px in (1.3, 2.0):
        frame = paint(View([Placed(label_of(code), px, turn=35)], Optics(), 640, 480, 3))
        reads = [read for _ in range(3) for read in decoder.read(frame)]
        assert {read.text for read in reads} == {code.text}
        for symbol in reads:
            assert symbol.span_px == pytest.approx(95 * px, rel=0.05)
            assert large_enough(symbol) == (px >= LEAST_PX_A_MODULE)


@pytest.mark.parametrize("kind", [Symbology.DATABAR, Symbology.DATABAR_EXPANDED, Symbology.CODE128])
@pytest.mark.parametrize("begin", [0, 1, 2])
def test_a_code_of_any_linear_kind_is_accepted_with_the_second_frame_that_shows_it(
    kind: Symbology, begin: int
) -> None:
    code = code_of(kind, random.Random(5))
    decoder, acceptance = FrameDecoder(STILL), Acceptance()
    scans = []
    for number in range(begin + 2):
        placed = [Placed(label_of(code), 2.4)] if number >= begin else []
        frame = paint(View(placed, Optics(), 960, 540, number))
        scans += acceptance.see(decoder.read(frame, acceptance.locked, number / 30), number / 30)
    assert [scan.text for scan in scans] == [code.text]


@pytest.mark.parametrize("text", [" ", "\r\n", "\x1d\x00", "\u200b"])
def test_a_code_without_a_sign_that_can_be_seen_is_no_code(text: str) -> None:
    def drawn(message: str) -> Grey:
        code = zxingcpp.create_barcode(message, zxingcpp.BarcodeFormat.DataMatrix)
        return np.asarray(code.to_image(scale=6, add_quiet_zones=True), np.uint8)

    assert [symbol.text for symbol in read_zxing(drawn(text + "A"), STILL)] == [text + "A"]
    assert read_zxing(drawn(text), STILL) == []


def test_a_code_read_once_is_looked_for_everywhere_when_it_has_jumped() -> None:
    """Part of it shows where it was: without the whole frame it would be read a frame later."""
    code = code_of(Symbology.CODE128, random.Random(5))
    decoder, acceptance = FrameDecoder(STILL), Acceptance()
    scans: list[list[str]] = []
    for number in range(2):
        view = View([Placed(label_of(code), 2.4, x_px=250.0 * number - 250)], Optics(), 1280, 720, number)
        reads = decoder.read(paint(view), acceptance.locked, number / 30)
        scans.append([scan.text for scan in acceptance.see(reads, number / 30)])
    assert scans == [[], [code.text]]


def bars_of(code: Code, tall: int) -> Image.Image:
    """The lines of its label that have the bars, with quiet zones."""
    face = label_of(code).convert("L")
    middle = face.height // 2
    return face.crop((0, middle, face.width, middle + 1)).resize((face.width, tall))


def one_under_the_other(one: Code, other: Code, tall: int) -> Image.Image:
    """A label that bears both, a little white between them."""
    upper, lower = bars_of(one, tall), bars_of(other, tall)
    gap = tall // 10
    size = max(upper.width, lower.width), 2 * tall + 5 * gap
    face = Image.new("L", size, 255)
    face.paste(upper, ((face.width - upper.width) // 2, 2 * gap))
    face.paste(lower, ((face.width - lower.width) // 2, 3 * gap + tall))
    return face.convert("RGB")


@pytest.mark.parametrize("turn", [0, 8, 35, 60])
@pytest.mark.parametrize("share", [0.2, 0.4])
def test_two_codes_of_one_label_have_places_of_their_own_at_any_angle(turn: float, share: float) -> None:
    """A tilted label is looked at as one piece: what is read in it must not pass for a contradiction."""
    goods, batch = (code_of(kind, random.Random(5)) for kind in (Symbology.EAN13, Symbology.CODE128))
    face = one_under_the_other(goods, batch, round(share * bars_of(goods, 1).width))
    decoder, acceptance = FrameDecoder(STILL), Acceptance()
    scans = []
    for number in range(12):
        placed = [Placed(face, 2.4, turn=turn, x_px=2.0 * number)]
        frame = paint(View(placed, Optics(), 960, 540, number))
        scans += acceptance.see(decoder.read(frame, acceptance.locked, number / 30), number / 30)
    assert sorted(scan.text for scan in scans) == sorted([goods.text, batch.text])
