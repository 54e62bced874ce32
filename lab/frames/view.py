"""A grey camera's view of things held before it: place, lens, shutter, sensor.

Unlike `lab.shelf.scene`, which paints for the eye and for a stream, this paints for a measurement: modules
have the pixels asked for, blur and motion are given in modules, sampling does not alias, and any size of
picture can be had. A seed gives the same picture everywhere, but for a grey level of rounding.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from drivers.camera.decoder import grey_of
from drivers.camera.symbols import Grey
from lab.shelf.pack import MODULE_PX
from lab.shelf.pose import Pose, corners_in
from lab.shelf.scene import Scene

GRAIN_ROOM = 64
Reals = NDArray[np.float32]
LEAST_SAMPLES, MOST_SAMPLES = 2, 5
"""Samples a pixel and axis: bars narrower than a pixel are averaged as a sensor does."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A face and how it is held; `px_a_module` in the picture where it faces the camera."""

    face: Image.Image
    px_a_module: float = 3.0
    x_px: float = 0.0
    """Of `about`, right of the picture's middle."""
    y_px: float = 0.0
    turn: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    about: tuple[float, float] = (0.0, 0.0)
    """The point of the face, from its middle in its own pixels, that is placed."""


@dataclass(frozen=True, slots=True)
class Optics:
    """Lens, shutter and sensor; lengths in pixels, grey levels of 255."""

    defocus_px: float = 0.0
    """Radius of the circle a point becomes."""
    motion_px: float = 0.0
    motion_turn: float = 0.0
    """Direction of the motion, degrees."""
    noise: float = 3.0
    """Standard deviation."""
    light: float = 1.0
    shade: float = 0.0
    """Light lost at the picture's right edge."""


@dataclass(frozen=True, slots=True)
class View:
    """What one picture shows; the seed is that of the noise."""

    placed: Sequence[Placed] = ()
    optics: Optics = field(default_factory=Optics)
    width: int = 1280
    height: int = 720
    seed: int = 0


def paint(view: View) -> Grey:
    """An 8-bit grey picture, `height` x `width`."""
    return through(sharp(view), view.optics, view.seed)


def sharp(view: View) -> Reals:
    """The scene before lens, shutter and sensor."""
    canvas = _counter()[: view.height, : view.width].copy()
    for placed in view.placed:
        _hold(canvas, placed)
    return canvas


def through(canvas: Reals, optics: Optics, seed: int) -> Grey:
    """A sharp, noiseless picture as lens, shutter and sensor give it."""
    seen = canvas
    if optics.defocus_px > 0.3:
        seen = _filtered(seen, _disc(optics.defocus_px))
    if optics.motion_px > 0.5:
        seen = _filtered(seen, _streak(optics.motion_px, optics.motion_turn))
    fall = np.linspace(1.0, 1.0 - optics.shade, canvas.shape[1], dtype=np.float32)[None, :]
    exposed = seen * (np.float32(optics.light) * fall) + _grain(canvas.shape, seed) * np.float32(optics.noise)
    return cast(Grey, np.clip(exposed + 0.5, 0, 255).astype(np.uint8))


def _grain(shape: tuple[int, ...], seed: int) -> Reals:
    """A part of the one field of noise, by the seed another."""
    chance = random.Random(seed)
    top, left = chance.randrange(GRAIN_ROOM), chance.randrange(GRAIN_ROOM)
    return _field()[top : top + shape[0], left : left + shape[1]]


@cache
def _field() -> Reals:
    """Normal noise of deviation 1; drawing it anew for each picture would cost more than reading one."""
    size = (720 + GRAIN_ROOM, 1280 + GRAIN_ROOM)
    return np.random.Generator(np.random.PCG64(1)).standard_normal(size, np.float32)


@cache
def _counter() -> Reals:
    """The shop's wooden counter."""
    return cast(Reals, grey_of(Scene(1).paint(None, Pose(noise=0.0))).astype(np.float32))


def _hold(canvas: Reals, placed: Placed) -> None:
    height, width = canvas.shape
    corners = _corners(placed, width, height)
    left, top = np.clip(np.floor(corners.min(0)).astype(int) - 1, 0, (width, height))
    right, bottom = np.clip(np.ceil(corners.max(0)).astype(int) + 2, 0, (width, height))
    if right <= left or bottom <= top:
        return
    face_width, face_height = placed.face.size
    source = np.array([[0, 0], [face_width, 0], [face_width, face_height], [0, face_height]], np.float32)
    samples = min(MOST_SAMPLES, max(LEAST_SAMPLES, math.ceil(MODULE_PX / placed.px_a_module)))
    target = ((corners - np.array([left, top])) * samples).astype(np.float32)
    warp = cv2.getPerspectiveTransform(source, target)
    fine = (int(right - left) * samples, int(bottom - top) * samples)
    rgba = np.asarray(placed.face.convert("RGBA"))
    grey = cv2.cvtColor(np.ascontiguousarray(rgba[:, :, :3]), cv2.COLOR_RGB2GRAY)
    both = cv2.merge([grey, rgba[:, :, 3]])
    turned = cv2.warpPerspective(both, warp, fine, flags=cv2.INTER_LINEAR)
    small = cv2.resize(
        turned.astype(np.float32), (int(right - left), int(bottom - top)), interpolation=cv2.INTER_AREA
    )
    cover = small[:, :, 1] / 255
    part = canvas[top:bottom, left:right]
    part *= 1 - cover
    part += small[:, :, 0] * cover


def _corners(placed: Placed, width: int, height: int) -> NDArray[np.float64]:
    """Of the face in the picture, such that its point `about` comes to lie where it is wanted."""
    scale = placed.px_a_module / MODULE_PX
    size = scale * placed.face.size[1] / height
    pose = Pose(size=size, turn=placed.turn, yaw=placed.yaw, pitch=placed.pitch)
    corners = corners_in(pose, placed.face.size, width, height).astype(np.float64)
    face_width, face_height = placed.face.size
    source = np.array([[0, 0], [face_width, 0], [face_width, face_height], [0, face_height]], np.float32)
    warp = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    middle = [[[face_width / 2 + placed.about[0], face_height / 2 + placed.about[1]]]]
    lies = cv2.perspectiveTransform(np.array(middle, np.float64), warp)[0, 0]
    wanted = np.array([width / 2 + placed.x_px, height / 2 + placed.y_px])
    return np.asarray(corners + (wanted - lies), np.float64)


def _filtered(picture: Reals, kernel: Reals) -> Reals:
    return cast(Reals, cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REFLECT_101))


def _disc(radius: float) -> Reals:
    """A defocused point: an even disc with a soft edge."""
    reach = int(np.ceil(radius + 0.5))
    along = np.arange(-reach, reach + 1, dtype=np.float32)
    away = np.hypot(along[None, :], along[:, None])
    disc = np.clip(radius + 0.5 - away, 0, 1)
    return cast(Reals, (disc / disc.sum()).astype(np.float32))


def _streak(length: float, turn: float) -> Reals:
    """A moving point: a line one pixel thick."""
    reach = int(np.ceil(length / 2)) + 1
    along = np.arange(-reach, reach + 1, dtype=np.float32)
    cosine, sine = np.float32(np.cos(np.radians(turn))), np.float32(np.sin(np.radians(turn)))
    ahead = along[None, :] * cosine + along[:, None] * sine
    aside = np.abs(along[None, :] * -sine + along[:, None] * cosine)
    streak = np.clip(length / 2 + 0.5 - np.abs(ahead), 0, 1) * np.clip(1 - aside, 0, 1)
    return cast(Reals, (streak / streak.sum()).astype(np.float32))
