"""A shopper's phone with a QR code on it: the member's code held before the camera."""

from __future__ import annotations

from PIL import Image, ImageDraw

from kiosk.domain.barcode import Symbology
from lab.shelf.fonts import sans
from lab.shelf.symbols import draw_symbol

WIDTH, HEIGHT = 460, 860
_CODE_PX = 360


def draw_phone(text: str, title: str = "会员码 Member code") -> Image.Image:
    """RGBA; the screen's white shines a little blue."""
    phone = Image.new("RGBA", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(phone)
    draw.rounded_rectangle((0, 0, WIDTH - 1, HEIGHT - 1), 58, (22, 23, 27, 255))
    draw.rounded_rectangle((14, 14, WIDTH - 15, HEIGHT - 15), 46, (238, 243, 252, 255))
    draw.rounded_rectangle((170, 26, 290, 52), 13, (22, 23, 27, 255))
    draw.text((WIDTH // 2, 150), title, (34, 40, 52, 255), sans(34, bold=True), anchor="mm")
    plain = draw_symbol(text, Symbology.QR, 1)
    code = draw_symbol(text, Symbology.QR, max(2, _CODE_PX // plain.width))
    left, top = (WIDTH - code.width) // 2, 250
    draw.rounded_rectangle((left - 10, top - 10, left + code.width + 10, top + code.height + 10), 18, "white")
    phone.paste(code, (left, top))
    draw.rounded_rectangle((60, 730, WIDTH - 60, 790), 30, (20, 140, 92, 255))
    draw.text((WIDTH // 2, 760), "Touchlane", "white", sans(26, bold=True), anchor="mm")
    return phone
