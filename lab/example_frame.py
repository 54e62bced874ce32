"""A drawn camera picture with a pack and a real EAN-13 symbol in it, for galleries and tests."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from kiosk.errors import Reason
from kiosk.ports import PreviewFrame
from ui.places import FONTS

WIDTH, HEIGHT = 1280, 720

# ISO/IEC 15420: the seven modules of a digit in sets A, B and C, and which set the first digit asks for.
SET_A = (
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
)
PARITY = ("AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA")


def ean13_modules(digits: str) -> str:
    """The 95 modules of 13 digits: 1 is a bar."""
    set_c = [code.translate(str.maketrans("01", "10")) for code in SET_A]
    set_b = [code[::-1] for code in set_c]
    left = "".join(
        (SET_A if parity == "A" else set_b)[int(digit)]
        for digit, parity in zip(digits[1:7], PARITY[int(digits[0])], strict=True)
    )
    return f"101{left}01010{''.join(set_c[int(digit)] for digit in digits[7:])}101"


class StillPicture:
    """A camera that always sees the same, and says of it what it is told to."""

    def __init__(self, frame: PreviewFrame) -> None:
        self._frame = frame
        self._call: Callable[[], None] | None = None

    def hint(self, hint: Reason | None) -> None:
        self.see(replace(self._frame, hint=hint))

    def see(self, frame: PreviewFrame) -> None:
        self._frame = frame
        if self._call is not None:
            self._call()

    def fit(self, width: int, height: int) -> None:
        """A still stays as it is."""

    def latest(self) -> PreviewFrame | None:
        return self._frame

    def on_frame(self, call: Callable[[], None] | None) -> None:
        self._call = call
        if call is not None:
            call()


@cache
def shelf_frame(digits: str = "9521234567899", name: str = "纯牛奶") -> PreviewFrame:
    """A blue milk pack before a wooden shelf, and the corners of its symbol."""
    picture = _shelf()
    pack, (left, top, right, bottom) = _pack(digits, name)
    angle, place = 5.0, (490, 20)
    pack, scale = pack.resize((pack.width * 4 // 5, pack.height * 4 // 5), Image.Resampling.LANCZOS), 0.8
    turned = pack.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    shadow = Image.new("RGBA", turned.size, (0, 0, 0, 0))
    shadow.putalpha(turned.getchannel("A").point(lambda alpha: int(alpha * 0.5)))
    picture.paste(shadow.filter(ImageFilter.GaussianBlur(14)), (place[0] + 14, place[1] + 22), shadow)
    picture.paste(turned, place, turned)
    middle = (turned.width / 2 + place[0], turned.height / 2 + place[1])
    corners = tuple(
        _turn(x * scale - pack.width / 2, y * scale - pack.height / 2, angle, middle)
        for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))
    )
    pixels = memoryview(picture.convert("RGBA").tobytes("raw", "BGRA"))
    return PreviewFrame(WIDTH, HEIGHT, pixels, corners)


def _turn(x: float, y: float, degrees: float, middle: tuple[float, float]) -> tuple[float, float]:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return middle[0] + x * cos + y * sin, middle[1] - x * sin + y * cos


def _shelf() -> Image.Image:
    """Warm boards, out of focus and darker to the edges."""
    rows = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(rows)
    for y in range(HEIGHT):
        wave = math.sin(y / 11) * 9 + math.sin(y / 47) * 14
        light = 1 - 0.35 * abs(y - 300) / HEIGHT
        draw.line((0, y, WIDTH, y), fill=tuple(int((base + wave) * light) for base in (176, 148, 116)))
    vignette = Image.radial_gradient("L").resize((WIDTH, HEIGHT)).point(lambda value: int(value * 0.55))
    rows.paste((46, 36, 26), (0, 0), vignette)
    return rows.filter(ImageFilter.GaussianBlur(3))


def _pack(digits: str, name: str) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """The pack upright, and the box of its symbol."""
    pack = Image.new("RGBA", (330, 560), (0, 0, 0, 0))
    draw = ImageDraw.Draw(pack)
    draw.rounded_rectangle((0, 0, 329, 559), 34, fill="#F4F6F8")
    draw.rounded_rectangle((0, 0, 329, 230), 34, fill="#2257B8")
    draw.rectangle((0, 150, 329, 190), fill="#2257B8")
    draw.ellipse((-60, 172, 389, 300), fill="#F4F6F8")
    draw.text(
        (165, 92), name, font=ImageFont.truetype(FONTS / "NotoSansSC-Bold.ttf", 62), fill="white", anchor="mm"
    )
    small = ImageFont.truetype(FONTS / "Inter-Regular.ttf", 26)
    draw.text((165, 148), "ORGANIC MILK", font=small, fill="#D5E3FA", anchor="mm")
    module, left, top, height = 2, 70, 330, 130
    for place, bar in enumerate(ean13_modules(digits)):
        if bar == "1":
            draw.rectangle(
                (left + place * module, top, left + place * module + module - 1, top + height), fill="#111"
            )
    shown = f"{digits[0]} {digits[1:7]} {digits[7:]}"
    draw.text((165, top + height + 26), shown, font=small, fill="#111111", anchor="mm")
    return pack, (left, top, left + 95 * module, top + height)
