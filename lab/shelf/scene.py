"""What the camera sees: a wooden counter, a hand, and the thing it holds, through a lens and a sensor."""

from __future__ import annotations

from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lab.shelf.hand import draw_arm, draw_fingers
from lab.shelf.pose import Pose, corners_in

WIDTH, HEIGHT = 1280, 720
Picture = NDArray[np.uint8]
Reals = NDArray[np.float32]
JPEG_QUALITY = 86
MARGIN = 56
"""Pixels around a held thing that its shadow reaches."""


def jpeg(picture: Picture) -> bytes:
    """As a camera of the better kind packs it."""
    packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1]
    return packed.tobytes()


class Scene:
    """Paints pictures; the counter and the noise are made once, from the seed."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = np.random.default_rng(seed)
        self._counter = _counter(self._chance)
        self._vignette = _vignette()
        self._noise = self._chance.normal(0, 1, (HEIGHT + 64, WIDTH + 64, 1)).astype(np.float32)

    def paint(self, face: Image.Image | None, pose: Pose) -> Picture:
        """BGR, 1280 x 720. `face` is RGBA, or None for the bare counter."""
        canvas = self._counter.copy()
        if face is not None:
            self._hold(canvas, face, pose)
        return self._through_sensor(_through_lens(canvas, pose), pose)

    def show(self, photograph: Picture) -> Picture:
        """A photograph filling the view as far as its shape allows."""
        rows, columns = photograph.shape[:2]
        scale = min(WIDTH / columns, HEIGHT / rows)
        size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
        small = cv2.resize(photograph, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        canvas = self._counter.copy()
        top, left = (HEIGHT - size[1]) // 2, (WIDTH - size[0]) // 2
        canvas[top : top + size[1], left : left + size[0]] = small
        return self._through_sensor(canvas, Pose(noise=2.0))

    def _hold(self, canvas: Reals, face: Image.Image, pose: Pose) -> None:
        place = corners_in(pose, face.size, WIDTH, HEIGHT)
        left, top = np.clip(place.min(0).astype(int) - MARGIN, 0, (WIDTH, HEIGHT))
        right, bottom = np.clip(place.max(0).astype(int) + MARGIN, 0, (WIDTH, HEIGHT))
        if right <= left or bottom <= top:
            return  # still out of sight
        draw_arm(canvas, place)
        width, height = face.size
        source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        warp = cv2.getPerspectiveTransform(source, place - np.array([left, top], np.float32))
        flat = np.asarray(face.convert("RGBA"))
        turned = cv2.warpPerspective(flat, warp, (int(right - left), int(bottom - top)))
        cover = np.asarray(turned[:, :, 3:], np.float32) / 255
        part = canvas[top:bottom, left:right]
        _darken(part, cover[:, :, 0])
        draw_fingers(canvas, place, behind=True)
        part *= 1 - cover
        part += turned[:, :, 2::-1] * cover
        if pose.glare:
            _glare(canvas, place, pose.glare)
        draw_fingers(canvas, place, behind=False)

    def _through_sensor(self, canvas: Reals, pose: Pose) -> Picture:
        warm = np.array([1 - 0.14 * pose.warmth, 1.0, 1 + 0.1 * pose.warmth], np.float32)
        seen = canvas * self._vignette * (warm * np.float32(pose.light))
        left, top = self._chance.integers(0, 64, 2)
        grain = self._noise[top : top + HEIGHT, left : left + WIDTH]
        seen = seen + grain * np.float32(pose.noise)
        return cast(Picture, np.clip(seen, 0, 255).astype(np.uint8))


def _through_lens(canvas: Reals, pose: Pose) -> Reals:
    seen: Any = canvas
    if pose.blur_px > 0.2:
        seen = cv2.GaussianBlur(seen, (0, 0), pose.blur_px)
    if pose.motion_px >= 2:
        length = round(pose.motion_px)
        seen = cv2.blur(seen, (length, 1))
    return cast(Reals, seen)


def _counter(chance: np.random.Generator) -> Reals:
    """Oak boards: each its own tone, grain drawn out along it, a dark joint between two."""
    coarse = chance.normal(0, 1, (HEIGHT, WIDTH // 8)).astype(np.float32)
    grain = cv2.resize(cv2.GaussianBlur(coarse, (0, 0), 9, sigmaY=0.8), (WIDTH, HEIGHT)) * 42
    fine = cv2.blur(chance.normal(0, 1, (HEIGHT, WIDTH)).astype(np.float32), (41, 1)) * 22
    tone = np.zeros((HEIGHT, 1), np.float32)
    board = 118
    for top in range(0, HEIGHT, board):
        tone[top : top + board] = chance.uniform(-13, 13)
        tone[top : top + 3] -= 52
    oak = np.array([92, 130, 168], np.float32)
    level = (grain + fine + tone)[:, :, None]
    return cast(Reals, np.clip(oak + level * np.array([0.8, 0.95, 1.0], np.float32), 0, 255))


def _vignette() -> Reals:
    rows = np.linspace(-1, 1, HEIGHT, dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, WIDTH, dtype=np.float32)[None, :]
    lamp = 1.06 - 0.2 * (rows**2 + columns**2) - 0.05 * columns
    return cast(Reals, lamp[:, :, None].astype(np.float32))


def _darken(canvas: Reals, cover: NDArray[Any]) -> None:
    """The soft shadow of the thing on the counter behind it."""
    rows, columns = cover.shape
    small = cv2.resize(cover, (max(1, columns // 8), max(1, rows // 8)), interpolation=cv2.INTER_AREA)
    shadow = cv2.GaussianBlur(np.roll(small, (3, 2), (0, 1)), (0, 0), 3, borderType=cv2.BORDER_CONSTANT)
    canvas *= 1 - 0.55 * cv2.resize(shadow, (columns, rows))[:, :, None]


def _glare(canvas: Reals, place: Reals, strength: float) -> None:
    drawn = np.zeros((HEIGHT // 8, WIDTH // 8), np.float32)
    middle = (place[0] * 0.7 + place[2] * 0.3) / 8
    cv2.ellipse(drawn, (int(middle[0]), int(middle[1])), (13, 5), -30, 0, 360, 1.0, -1)
    spot = cv2.GaussianBlur(drawn, (0, 0), 4)
    canvas += cv2.resize(spot, (WIDTH, HEIGHT))[:, :, None] * np.float32(230 * strength)
