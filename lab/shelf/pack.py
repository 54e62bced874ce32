"""The side of a pack that shows its code, as a flat picture with transparent corners."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from kiosk.domain.barcode import Symbology
from kiosk.domain.product import NO_NAMES, Names
from lab.shelf.fonts import sans
from lab.shelf.symbols import draw_symbol

WIDTH, HEIGHT = 620, 760
"""Pixels of a pack's face; its code has modules of four."""
MODULE_PX = 4
Colour = tuple[int, int, int]

COLOURS: dict[str, tuple[Colour, Colour]] = {
    "dairy": ((38, 110, 196), (232, 243, 252)),
    "bakery": ((176, 110, 48), (250, 238, 216)),
    "fruit": ((216, 72, 44), (255, 236, 214)),
    "vegetables": ((52, 128, 60), (234, 246, 220)),
    "drinks": ((14, 142, 148), (222, 247, 246)),
    "snacks": ((226, 142, 14), (255, 244, 208)),
    "meat": ((168, 40, 52), (252, 228, 226)),
    "frozen": ((64, 104, 178), (226, 236, 250)),
    "household": ((96, 84, 168), (238, 235, 250)),
    "alcohol": ((104, 30, 58), (246, 230, 232)),
}
"""A category's ink and its ground."""
_OTHER = ((86, 96, 110), (240, 242, 244))


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """What can be held before the camera."""

    text: str
    """What its symbol says."""
    symbology: Symbology
    names: Names
    size: Names = NO_NAMES
    category: str = ""
    weighed: bool = False
    """In a bag with the label of the shop's scale, not in a pack of its own."""


def draw_pack(good: Good) -> Image.Image:
    """RGBA, `WIDTH` x `HEIGHT`."""
    if good.weighed:
        return _weighed(good)
    ink, ground = COLOURS.get(good.category, _OTHER)
    face = _gradient(ground, WIDTH, HEIGHT)
    draw = ImageDraw.Draw(face)
    draw.rectangle((0, 0, WIDTH, 250), fill=ink)
    draw.ellipse((-160, 170, WIDTH + 160, 330), fill=ink)
    _motif(draw, good, ink)
    _fitted(draw, good.names.zh, (WIDTH // 2, 108), 78, (255, 255, 255))
    _fitted(draw, good.names.en, (WIDTH // 2, 196), 38, (255, 255, 255))
    _fitted(draw, good.size.zh, (WIDTH // 2, 258), 30, ground)
    _panel(face, good, top=HEIGHT - 372)
    return _cut(_shaded(face), 26)


def _weighed(good: Good) -> Image.Image:
    """A clear bag over the good's colour, and the scale's label."""
    ink, ground = COLOURS.get(good.category, _OTHER)
    bag = Image.new("RGB", (WIDTH, HEIGHT), ground)
    draw = ImageDraw.Draw(bag)
    for number in range(14):
        x, y = 60 + (number * 211) % (WIDTH - 80), 90 + (number * 167) % (HEIGHT - 160)
        lighter: Colour = tuple(min(255, part + 30 + 9 * (number % 5)) for part in ink)  # type: ignore[assignment]
        draw.ellipse((x - 95, y - 95, x + 95, y + 95), fill=lighter)
        draw.ellipse((x - 55, y - 65, x - 5, y - 25), fill=ground)
    bag = bag.filter(ImageFilter.GaussianBlur(5))
    draw = ImageDraw.Draw(bag)
    draw.rounded_rectangle((36, 210, WIDTH - 36, HEIGHT - 40), 10, (253, 253, 250))
    _fitted(draw, good.names.zh, (WIDTH // 2, 270), 58, (20, 20, 20))
    _fitted(draw, good.names.en, (WIDTH // 2, 326), 30, (60, 60, 60))
    draw.line((66, 360, WIDTH - 66, 360), (120, 120, 120), 2)
    code = draw_symbol(good.text, good.symbology, MODULE_PX)
    bag.paste(code, ((WIDTH - code.width) // 2, 390))
    return _cut(_shaded(bag), 60)


def _panel(face: Image.Image, good: Good, top: int) -> None:
    """The white field with the code and the small print no one reads."""
    code = draw_symbol(good.text, good.symbology, MODULE_PX)
    room = min(1.0, 300 / code.height, (WIDTH - 60) / code.width)
    if room < 1:
        code = draw_symbol(good.text, good.symbology, max(1, int(MODULE_PX * room)))
    width = max(code.width + 24, 360)
    left = (WIDTH - width) // 2
    draw = ImageDraw.Draw(face)
    draw.rounded_rectangle((left, top, left + width, top + code.height + 76), 12, (255, 255, 255))
    face.paste(code, (left + (width - code.width) // 2, top + 12))
    for row in range(3):
        y = top + code.height + 26 + row * 14
        draw.line((left + 24, y, left + width - 24 - 40 * row, y), (168, 172, 176), 4)


def _motif(draw: ImageDraw.ImageDraw, good: Good, ink: Colour) -> None:
    """Petals around a middle, their number and lean from the text: each good its own mark."""
    seed = sum((place + 1) * ord(char) for place, char in enumerate(good.text))
    petals, lean = 5 + seed % 5, (seed % 37) / 6
    tint: Colour = tuple((part + 255 * 2) // 3 for part in ink)  # type: ignore[assignment]
    for side in (74, WIDTH - 74):
        for petal in range(petals):
            angle = lean + 2 * math.pi * petal / petals
            x, y = side + 30 * math.cos(angle), 352 + 30 * math.sin(angle)
            draw.ellipse((x - 17, y - 17, x + 17, y + 17), fill=tint)
        draw.ellipse((side - 14, 338, side + 14, 366), fill=ink)


def _fitted(draw: ImageDraw.ImageDraw, text: str, middle: tuple[int, int], size: int, fill: Colour) -> None:
    """As large as the width allows, at most `size`."""
    font: ImageFont.FreeTypeFont = sans(size, bold=True)
    while size > 14 and draw.textlength(text, font) > WIDTH - 96:
        size -= 4
        font = sans(size, bold=True)
    draw.text(middle, text, fill, font, anchor="mm")


def _gradient(ground: Colour, width: int, height: int) -> Image.Image:
    size = (width, height)
    return Image.composite(Image.new("RGB", size), Image.new("RGB", size, ground), _fall(width, height))


@cache
def _fall(width: int, height: int) -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).point(lambda level: level // 6)


def _shaded(face: Image.Image) -> Image.Image:
    """Darker to both sides, with a sheen: a face that bends away."""
    return Image.composite(Image.new("RGB", face.size, (16, 18, 24)), face, _shade(*face.size))


@cache
def _shade(width: int, height: int) -> Image.Image:
    across = Image.new("L", (width, 1))
    for x in range(width):
        off = abs(x / width - 0.42) * 2
        across.putpixel((x, 0), round(70 * max(0.0, off - 0.35) ** 1.6))
    return across.resize((width, height))


def _cut(face: Image.Image, radius: int) -> Image.Image:
    face.putalpha(_rounded(*face.size, radius))
    return face


@cache
def _rounded(width: int, height: int, radius: int) -> Image.Image:
    mask = Image.new("L", (width * 2, height * 2))
    ImageDraw.Draw(mask).rounded_rectangle((2, 2, mask.width - 3, mask.height - 3), radius * 2, 255)
    return mask.resize((width, height), Image.Resampling.LANCZOS)
