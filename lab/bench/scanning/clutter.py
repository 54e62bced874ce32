"""Cluttered counters, and pictures put before them."""

from __future__ import annotations

import random
from functools import cache

import cv2

from drivers.camera.decoder import grey_of
from drivers.camera.symbols import Grey
from kiosk.domain.barcode import Symbology
from lab.frames.codes import code_of
from lab.frames.face import face_of
from lab.frames.hard import CATEGORIES
from lab.frames.view import Optics, Placed, View, paint
from lab.shelf.scene import HEIGHT, WIDTH


@cache
def cluttered() -> tuple[Grey, ...]:
    """720p counters full of packs whose codes are turned away."""
    chance = random.Random("clutter")
    frames = []
    for _ in range(4):
        placed = []
        for number in range(7):
            face = face_of(code_of(Symbology.EAN13, chance), CATEGORIES[number % len(CATEGORIES)])
            front = face.crop((0, 0, face.width, 380))
            x, y = -560.0 + 190 * number, chance.uniform(-300, 300)
            placed.append(Placed(front, chance.uniform(1.5, 3), x, y, turn=chance.uniform(-60, 60)))
        frames.append(paint(View(placed, Optics(noise=3.0), seed=chance.getrandbits(32))))
    return tuple(frames)


def in_frame(grey: Grey, frame: Grey) -> Grey:
    """The picture in the frame's middle, at its own size unless larger than nine tenths of the frame."""
    small = fitting(grey, 0.9)
    whole = frame.copy()
    rows, columns = small.shape
    top, left = (HEIGHT - rows) // 2, (WIDTH - columns) // 2
    whole[top : top + rows, left : left + columns] = small
    return whole


def fitting(grey: Grey, share: float) -> Grey:
    """No larger than a share of a 720p frame's sides."""
    rows, columns = grey.shape
    scale = min(1.0, share * HEIGHT / rows, share * WIDTH / columns)
    if scale == 1:
        return grey
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    return grey_of(cv2.resize(grey, size, interpolation=cv2.INTER_AREA))
