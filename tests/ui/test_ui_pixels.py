"""What a phone and an eye get from the pixels of the window."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from kiosk.services.views import Screen
from lab.example_frame import shelf_frame
from lab.example_views import BASKET, PAID, PAY, QR_TEXT, base
from lab.glass import Glass, scene_rect
from ui.application import Look
from ui.bridge.qr import modules_of

Pixels = NDArray[np.uint8]
PAYING = replace(base("en"), screen=Screen.PAY, basket=BASKET, pay=PAY)


@pytest.fixture
def panel(open_window: Callable[[Look], Glass]) -> Glass:
    return open_window(Look(reduce_motion=True, sounds=False))


def pixels_of(image: QImage) -> Pixels:
    """Rows of BGRA."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(plain.constBits(), dtype=np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : 4 * plain.width()].reshape(plain.height(), plain.width(), 4).copy()


def part(glass: Glass, name: str) -> Pixels:
    box = scene_rect(glass.get(name)).toRect()
    return pixels_of(glass.app.grab().copy(box))


@pytest.mark.parametrize("length", [12, 60, 200])
def test_a_phone_reads_the_payment_code_off_the_whole_screen(panel: Glass, length: int) -> None:
    text = (QR_TEXT * 5)[:length]
    panel.show(replace(PAYING, pay=replace(PAY, qr_text=text)))
    found = zxingcpp.read_barcodes(pixels_of(panel.app.grab())[:, :, 0])
    assert [code.text for code in found] == [text]


def test_the_receipt_code_is_read_too(panel: Glass) -> None:
    panel.show(replace(PAYING, screen=Screen.PAID, paid=PAID))
    found = zxingcpp.read_barcodes(pixels_of(panel.app.grab())[:, :, 0])
    assert [code.text for code in found] == [PAID.receipt_qr]


def test_every_module_is_the_same_whole_number_of_pixels_in_black_and_white(panel: Glass) -> None:
    panel.show(PAYING)
    drawn = part(panel, "qrItem")[:, :, :3]
    assert set(np.unique(drawn)) == {0, 255}
    modules = np.array(modules_of(QR_TEXT))
    dark = drawn[:, :, 0] == 0
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    module = (rows[-1] - rows[0] + 1) // len(modules)
    assert module >= 8
    assert rows[0] >= 4 * module, "the quiet zone is four modules"
    assert columns[0] >= 4 * module
    inside = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    assert np.array_equal(inside, np.kron(modules, np.ones((module, module), dtype=bool)))


def test_a_new_code_replaces_the_old_one(panel: Glass) -> None:
    panel.show(PAYING)
    panel.show(replace(PAYING, pay=replace(PAY, qr_text="another")))
    assert [code.text for code in zxingcpp.read_barcodes(part(panel, "qrItem")[:, :, 0])] == ["another"]


def test_the_camera_shows_its_picture_with_round_corners_and_a_frame_at_the_code(panel: Glass) -> None:
    panel.show(replace(PAYING, screen=Screen.BASKET))
    seen = part(panel, "camera")
    frame = shelf_frame()
    source = np.frombuffer(frame.pixels, dtype=np.uint8).reshape(frame.height, frame.width, 4)
    middle = seen[seen.shape[0] // 3, seen.shape[1] // 12, :3].astype(int)
    expected = source[:, :, :3].reshape(-1, 3).astype(int)
    assert np.abs(expected - middle).sum(axis=1).min() < 12, "a colour of the picture"
    corner = seen[1, 1, :3]
    assert corner.min() > 200, "outside the round corner is the paper of the screen"
    box, turn = (panel.get("camera").property(name) for name in ("codeFrame", "codeTurn"))
    (ax, ay), (bx, by) = frame.corners[:2]
    xs = [x for x, _ in frame.corners]
    scale = panel.get("camera").width() / frame.width
    assert box.center().x() == pytest.approx(sum(xs) / 4 * scale, abs=2)
    assert box.width() == pytest.approx(math.hypot(bx - ax, by - ay) * scale, abs=2)
    assert turn == pytest.approx(math.degrees(math.atan2(by - ay, bx - ax)), abs=0.5)
