"""Goods as they can be held: what the camera is told of one, and its small picture on the shelf."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image, ImageOps
from PySide6.QtGui import QImage

from kiosk.domain.gtin import check_digit
from kiosk.domain.product import Product, SoldBy
from lab.shelf.camera import good_of
from lab.shelf.pack import draw_pack
from lab.workbench.pictures import to_qimage

THUMB = (248, 304)
"""Twice what the shelf shows, for dense screens."""
PHOTOGRAPHS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp"})
MOST_PHOTOGRAPHS = 500
GRAMS_LEAST, GRAMS_MOST = 20, 5000

POSES: dict[str, dict[str, float]] = {
    "straight": {"size": 0.92, "noise": 2.0},
    "tilted": {"size": 0.9, "turn": 24, "yaw": 26, "pitch": -14, "noise": 3.0},
    "far": {"size": 0.52, "turn": -6, "noise": 4.0},
    "blurred": {"size": 0.92, "turn": 4, "blur_px": 2.4, "noise": 3.0},
    "dark": {"size": 0.92, "turn": -5, "light": 0.3, "noise": 12.0, "warmth": 0.5},
}
"""How a thing is held, by the names of the buttons; lengths and angles as in `lab.shelf.pose`."""


def weight_label(plu: str, grams: int) -> str:
    """EAN-13 of the scale's label in the template 21PPPPPVVVVVC, the value in grams."""
    body = f"21{plu.zfill(5)}{grams:05d}"
    return body + str(check_digit(body))


def is_weighed(product: Product) -> bool:
    """Sold by weight, so that it needs the scale's label."""
    return product.sold_by is SoldBy.WEIGHT and product.plu is not None


def held(product: Product, how: str, grams: int = 500) -> dict[str, Any]:
    """What to POST to the camera's /hold."""
    wanted: dict[str, Any] = {
        "names": {"zh": product.names.zh, "en": product.names.en},
        "size": {"zh": product.size.zh, "en": product.size.en},
        "category": product.category,
        "pose": POSES[how],
        "hold_s": 1.4,
    }
    if is_weighed(product):
        return {**wanted, "text": weight_label(product.plu or "", grams), "weighed": True}
    return {**wanted, "gtin14": product.gtins[0]}


def thumbnail(product: Product) -> QImage:
    """The drawn pack; slow (tens of milliseconds)."""
    face = draw_pack(good_of(held(product, "straight")))
    return to_qimage(face.resize(THUMB, Image.Resampling.LANCZOS))


def photographs_in(folder: Path) -> list[Path]:
    """The pictures of a folder by name; raises OSError."""
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in PHOTOGRAPHS)
    return found[:MOST_PHOTOGRAPHS]


def photograph_thumbnail(path: Path) -> QImage:
    """Raises OSError for a file that is no picture."""
    with Image.open(path) as picture:
        upright = ImageOps.exif_transpose(picture)
        return to_qimage(ImageOps.fit(upright.convert("RGB"), THUMB, Image.Resampling.LANCZOS))
