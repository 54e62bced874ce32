"""The set-up sheet as printed pages: A4 in black and white, a whole number of dots to each bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from drivers.scanner.setup.sheet import SETTINGS, Section, Sheet
from drivers.scanner.setup.symbols import drawn

DPI = 300
WIDTH, HEIGHT = 2480, 3508
MARGIN, GAP = 180, 34
MODULE_PX = 4
"""0.34 mm; in matrix symbols half as much again."""
_FONTS = Path(__file__).resolve().parents[3] / "assets" / "fonts"


def pages(sheet: Sheet) -> list[Image.Image]:
    """What to set, then the symbols."""
    return [_steps_page(sheet), _symbols_page(sheet)]


def stacked(parts: Sequence[Image.Image]) -> Image.Image:
    """One above the other."""
    whole = Image.new("1", (WIDTH, HEIGHT * len(parts)), 1)
    for place, part in enumerate(parts):
        whole.paste(part, (0, place * HEIGHT))
    return whole


class _Page:
    """A sheet of paper that is written from the top."""

    def __init__(self) -> None:
        self.image = Image.new("1", (WIDTH, HEIGHT), 1)
        self._draw = ImageDraw.Draw(self.image)
        self.y = MARGIN

    def write(self, text: str, size: int = 42, bold: bool = False, indent: int = 0) -> None:
        """A paragraph across the page."""
        self.y = self.put(text, (MARGIN + indent, self.y), WIDTH - 2 * MARGIN - indent, size, bold)

    def put(self, text: str, at: tuple[int, int], room: int, size: int = 42, bold: bool = False) -> int:
        """A paragraph at a place, `room` wide; returns where it ends."""
        font, (left, top) = _font(size, bold), at
        for line in _lines(text, font, room):
            self._draw.text((left, top), line, 0, font)
            top += round(size * 1.42)
        return top


def _steps_page(sheet: Sheet) -> Image.Image:
    page = _Page()
    page.write(sheet.title, 72, bold=True)
    for line in sheet.intro:
        page.write(line)
    for section in sheet.sections:
        page.y += GAP
        page.write(section.title, 50, bold=True)
        _write_lines(page, section)
    return page.image


def _write_lines(page: _Page, section: Section) -> None:
    for number, line in enumerate(section.lines, start=1):
        if section.lines != SETTINGS:
            page.put(f"{number}." if section.numbered else "•", (MARGIN, page.y), 90)
        page.write(line, indent=80)
        page.y += 6


def _symbols_page(sheet: Sheet) -> Image.Image:
    page = _Page()
    page.write(sheet.symbols_title, 72, bold=True)
    page.write(sheet.symbols_intro)
    column = (WIDTH - 2 * MARGIN - GAP) // 2
    tops = [page.y + GAP] * 2
    for entry in sheet.entries:
        side = 0 if tops[0] <= tops[1] else 1
        left, top = MARGIN + side * (column + GAP), tops[side]
        picture = drawn(entry.symbol, MODULE_PX * 3 // 2 if entry.symbol.matrix else MODULE_PX)
        page.image.paste(picture.convert("1"), (left, top))
        top = page.put(
            f"{entry.symbol.name}  {entry.tries}", (left, top + picture.height + 8), column, 36, True
        )
        tops[side] = page.put(entry.arrives, (left, top), column, 32) + 3 * GAP
    return page.image


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / f"NotoSansSC-{'Bold' if bold else 'Regular'}.ttf"), size)


def _lines(text: str, font: ImageFont.FreeTypeFont, room: int) -> Iterator[str]:
    """The text in lines that fit: broken between words, and between any two Chinese characters."""
    line = ""
    for word in _words(text):
        if line and font.getlength((line + word).rstrip()) > room:
            yield line.rstrip()
            line = ""
        line += word if line else word.lstrip()
    if line.strip():
        yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """Words with the blank behind them; a Chinese character is one, with what must not begin a line."""
    word = ""
    for sign in text:
        han = "\u3400" <= sign <= "\u9fff"
        if (
            word
            and (han or (word[-1] == " " and sign != " ") or "\u3400" <= word[-1] <= "\u9fff")
            and (sign not in "，。；：、）”！？")
        ):
            yield word
            word = ""
        word += sign
    if word:
        yield word
