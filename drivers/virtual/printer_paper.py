"""Thermal paper: what was printed, as a picture that looks like a slip and as its text."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from qrcode.util import QRData

from drivers.virtual.printer_effects import Cell, Fed, OnPaper, Printed, QrPrinted, RasterPrinted

_FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
_FONT_FILES = {False: "NotoSansSC-Regular.ttf", True: "NotoSansSC-Bold.ttf"}
_CELL, _HEIGHT, _LINE = 12, 24, 30
_MARGIN, _HEAD, _FOOT, _DESK = 32, 40, 52, 24
_PAPER, _INK, _SURFACE = (250, 249, 244), (38, 37, 42), (226, 227, 229)
_QR_LEVELS = (
    qrcode.constants.ERROR_CORRECT_L,
    qrcode.constants.ERROR_CORRECT_M,
    qrcode.constants.ERROR_CORRECT_Q,
    qrcode.constants.ERROR_CORRECT_H,
)


def text_of(slip: Sequence[OnPaper], columns: int) -> str:
    """The slip as text: aligned as on paper, a Han character two columns, a QR code as `[QR payload]`."""
    return "".join(f"{line}\n" for element in slip for line in _text_lines(element, columns))


def _text_lines(element: OnPaper, columns: int) -> Iterator[str]:
    match element:
        case Printed(cells, align):
            free = columns - sum(cell.columns * cell.wide for cell in cells)
            yield (" " * (free * align // 2) + element.text).rstrip()
        case QrPrinted(payload):
            yield f"[QR {payload.decode('utf-8', 'replace')}]"
        case RasterPrinted(bytes_a_row, bits):
            yield f"[picture {bytes_a_row * 8} x {len(bits) // max(1, bytes_a_row)}]"
        case Fed(lines):
            yield from [""] * round(lines)


def picture_of(slip: Sequence[OnPaper], columns: int, seed: int = 0) -> Image.Image:
    """The slip on a desk, as RGB: off-white, a torn lower edge, ink that is not quite black."""
    ink = _ink(slip, columns)
    rng = random.Random(seed)
    width, height = ink.width + 2 * _MARGIN, ink.height + _HEAD + _FOOT
    shape = _torn(width, height, rng)
    grain = Image.effect_noise((width, height), 6).point(lambda level: min(255, level + 124))
    paper = ImageChops.multiply(Image.new("RGB", (width, height), _PAPER), Image.merge("RGB", [grain] * 3))
    stamped = Image.new("L", (width, height), 0)
    stamped.paste(ink, (_MARGIN, _HEAD))
    paper.paste(_INK, mask=stamped.filter(ImageFilter.GaussianBlur(0.45)))
    desk = Image.new("RGB", (width + 2 * _DESK, height + 2 * _DESK), _SURFACE)
    shadow = Image.new("L", desk.size, 0)
    shadow.paste(shape.point(lambda level: level // 4), (_DESK + 3, _DESK + 6))
    desk.paste((60, 60, 70), mask=shadow.filter(ImageFilter.GaussianBlur(7)))
    desk.paste(paper, (_DESK, _DESK), shape)
    return desk


def _ink(slip: Sequence[OnPaper], columns: int) -> Image.Image:
    """What the print head burnt: 255 where there is ink."""
    bands = [_band(element, columns * _CELL) for element in slip]
    ink = Image.new("L", (columns * _CELL, max(_LINE, sum(band.height for band in bands))), 0)
    top = 0
    for band in bands:
        ink.paste(band, (0, top))
        top += band.height
    return ink


def _band(element: OnPaper, width: int) -> Image.Image:
    match element:
        case Printed(cells, align):
            return _text_band(cells, align, width)
        case QrPrinted():
            return _placed(_qr(element), element.align, width)
        case RasterPrinted(bytes_a_row, bits, align):
            size = (bytes_a_row * 8, len(bits) // max(1, bytes_a_row))
            return _placed(Image.frombytes("1", size, bits).convert("L"), align, width)
        case Fed(lines):
            return Image.new("L", (width, round(lines * _LINE)), 0)


def _text_band(cells: Sequence[Cell], align: int, width: int) -> Image.Image:
    high = max((cell.high for cell in cells), default=1)
    band = Image.new("L", (width, _LINE + (high - 1) * _HEIGHT), 0)
    left = (width - sum(cell.columns * cell.wide for cell in cells) * _CELL) * align // 2
    for cell in cells:
        glyph = _glyph(cell)
        band.paste(glyph, (left, (high - cell.high) * _HEIGHT))
        left += glyph.width
    return band


@lru_cache(maxsize=4096)
def _glyph(cell: Cell) -> Image.Image:
    """One character in its box of dots; a letter too wide for its column is squeezed into it."""
    size = (cell.columns * cell.wide * _CELL, cell.high * _HEIGHT)
    font = _font(cell.bold)
    wide = max(1, round(font.getlength(cell.char)))
    drawn = Image.new("L", (max(wide, cell.columns * _CELL), _HEIGHT + 4), 0)
    ImageDraw.Draw(drawn).text((drawn.width / 2, 19), cell.char, font=font, fill=255, anchor="ms")
    return drawn.crop((0, 0, drawn.width, _HEIGHT)).resize(size)


@lru_cache(maxsize=2)
def _font(bold: bool) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Ours; without it the one Pillow carries, which has no Han."""
    file = _FONTS / _FONT_FILES[bold]
    return ImageFont.truetype(file, 22) if file.is_file() else ImageFont.load_default(22)


def _qr(element: QrPrinted) -> Image.Image:
    code = qrcode.QRCode(error_correction=_QR_LEVELS[element.level], border=0)
    code.add_data(QRData(element.payload), optimize=0)
    matrix = code.get_matrix()
    dots = bytes(255 if dark else 0 for row in matrix for dark in row)
    side = len(matrix) * element.module
    return Image.frombytes("L", (len(matrix), len(matrix)), dots).resize(
        (side, side), Image.Resampling.NEAREST
    )


def _placed(picture: Image.Image, align: int, width: int) -> Image.Image:
    band = Image.new("L", (width, picture.height + 6), 0)
    band.paste(picture, ((width - picture.width) * align // 2, 3))
    return band


def _torn(width: int, height: int, rng: random.Random) -> Image.Image:
    """The outline of the slip: straight sides, the teeth of the bar above and below."""
    teeth = range(0, width + 8, 8)
    above = [(x, 3 + (x // 8 % 2) * 4 + rng.randint(-1, 1)) for x in teeth]
    below = [(x, height - 4 - (x // 8 % 2) * 5 - rng.randint(0, 2)) for x in reversed(teeth)]
    shape = Image.new("L", (width, height), 0)
    ImageDraw.Draw(shape).polygon([*above, *below], fill=255)
    return shape
