"""What befalls a face before it is seen: bent around a bottle, faded, shone upon, partly covered.

A face is RGBA, as `lab.shelf.pack` draws it. Pure: the same face and numbers give the same picture.
"""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from kiosk.domain.product import Names
from lab.frames.codes import Code
from lab.shelf.pack import MODULE_PX, WIDTH, Good, draw_pack
from lab.shelf.symbols import draw_symbol

LAMP = 250.0
"""Grey levels a lamp's reflection adds: black becomes white."""
_PAPER = (252, 252, 248, 255)


@lru_cache(64)
def label_of(code: Code) -> Image.Image:
    """The symbol alone on white paper, modules of `MODULE_PX`; for reading only, others get it too."""
    symbol = draw_symbol(code.drawn, code.symbology, MODULE_PX)
    paper = Image.new("RGBA", (symbol.width + 24, symbol.height + 24), _PAPER)
    paper.paste(symbol, (12, 12))
    return paper


def face_of(code: Code, category: str) -> Image.Image:
    """A good's pack; for what is too wide for one, the label of a box."""
    label = label_of(code)
    if label.width <= WIDTH - 60:
        names = Names("硬码", "Hard to read")
        return draw_pack(Good(text=code.drawn, symbology=code.symbology, names=names, category=category))
    board = Image.new("RGBA", (label.width + 120, max(520, label.height + 260)), (176, 140, 98, 255))
    draw = ImageDraw.Draw(board)
    for row in range(5):
        draw.line((60, 50 + 24 * row, 60 + 470 - 60 * row, 50 + 24 * row), (96, 70, 44, 255), 9)
    board.paste(label, (60, board.height - label.height - 60))
    return board


def code_middle(code: Code, face: Image.Image) -> tuple[float, float]:
    """Where the code's middle lies on `face_of`, right of and below the face's middle, in its pixels."""
    label = label_of(code)
    if label.width > WIDTH - 60:
        return 0.0, face.height / 2 - 60 - label.height / 2
    top = face.height - 372 + 12  # of the field the pack's panel has for it
    return 0.0, top + (label.height - 24) / 2 - face.height / 2


def bent(face: Image.Image, degrees: float) -> Image.Image:
    """The face on an upright cylinder, of whose girth it spans `degrees`, seen from its front."""
    if degrees < 1:
        return face
    half = np.radians(degrees) / 2
    pixels = np.asarray(face)
    rows, columns = pixels.shape[:2]
    seen = round(columns * float(np.sin(half) / half))
    across = np.arcsin(np.linspace(-1, 1, seen) * np.sin(half)) / half
    source = np.tile(((across + 1) / 2 * (columns - 1)).astype(np.float32), (rows, 1))
    level = np.tile(np.arange(rows, dtype=np.float32)[:, None], (1, seen))
    return Image.fromarray(cv2.remap(pixels, source, level, cv2.INTER_LINEAR))


def faded(face: Image.Image, left: float) -> Image.Image:
    """Contrast around the paper's white brought down to the part `left` of what it was."""
    return _light(face, lambda rgb: 235 - (235 - rgb) * left)


def shone_upon(
    face: Image.Image, share: float, middle: tuple[float, float], extent: tuple[float, float]
) -> Image.Image:
    """A lamp mirrored over the code: within an ellipse of `share` of the code's `extent` all is white.

    `middle` is the lamp's, from the face's middle; all in the face's pixels.
    """
    if share <= 0:
        return face
    x = np.arange(face.width, dtype=np.float32)[None, :] - (face.width / 2 + middle[0])
    y = np.arange(face.height, dtype=np.float32)[:, None] - (face.height / 2 + middle[1])
    away = np.hypot(x / (share * extent[0] / 2), y / (share * extent[1] / 2))
    strength = np.clip((1.15 - away) / 0.3, 0, 1)[:, :, None]
    return _light(face, lambda rgb: rgb + LAMP * strength)


def covered(face: Image.Image, left: float, right: float) -> Image.Image:
    """A thumb's breadth of skin over the whole height between two parts of the width."""
    hidden = face.copy()
    place = (round(left * face.width), 0, round(right * face.width), face.height)
    ImageDraw.Draw(hidden).rectangle(place, (222, 172, 142, 255))
    return hidden


def halves(one: Image.Image, other: Image.Image) -> Image.Image:
    """The left half of one face beside the right half of another of its size: no whole code is left."""
    joined = one.copy()
    middle = one.width // 2
    joined.paste(other.crop((middle, 0, other.width, other.height)), (middle, 0))
    return joined


def striped(chance: random.Random) -> Image.Image:
    """Bars of a pattern that are no code: a shirt, a ventilation grille."""
    face = Image.new("RGBA", (500, 300), _PAPER)
    draw = ImageDraw.Draw(face)
    x = 30
    while x < 470:
        wide = MODULE_PX * chance.randint(1, 4)
        draw.rectangle((x, 20, x + wide - 1, 280), (24, 24, 28, 255))
        x += wide + MODULE_PX * chance.randint(1, 4)
    return face


def _light(face: Image.Image, law: Any) -> Image.Image:
    pixels = np.asarray(face).copy()
    rgb: NDArray[np.float32] = pixels[:, :, :3].astype(np.float32)
    pixels[:, :, :3] = np.clip(law(rgb), 0, 255).round().astype(np.uint8)
    return Image.fromarray(pixels)
