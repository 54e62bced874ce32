"""Takes the pictures of the guides: `.venv/bin/python docs/make_pictures.py`, about two minutes.

Opens the whole shop as `make run VIEW=1` does and goes shopping in it twice by clicks alone, in Chinese and
in English. Look at the pictures before they are committed: the clicks know no more of the screens than
where things stood when this was written.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from cloud.database.embedded import EmbeddedPostgres
from lab.demo.viewer import Viewer

PICTURES = Path(__file__).resolve().parent / "pictures"
KIOSK = (25, 40, 603, 1068)
"""Where the kiosk's window is on the view's screen."""
LANGUAGE, PAY, DAIRY, HOLD_UP, CONFIRM = (419, 86), (460, 1010), (699, 270), (1438, 902), (1436, 660)
GOODS = ((855, 250), (1010, 250), (855, 460))
WIDTH, GAP, GROUND = 400, 24, "#E9EEEA"
SHOP_WIDTH = 1440
PAID_S = 18
"""The paid screen goes away by itself after that."""


@contextmanager
def open_shop(folder: Path) -> Iterator[Viewer]:
    """The demo on a screen of its own, seen by a viewer."""
    command = [str(Path(sys.executable).with_name("kiosk")), "demo", "--view", "--port", "0"]
    environment = {**os.environ, "LANG": "en_US.UTF-8"}
    shop = subprocess.Popen([*command, "--out", str(folder)], stdout=subprocess.PIPE, env=environment)
    try:
        port = int(_said(shop, "screen").split("127.0.0.1:")[1].split(",")[0])
        _said(shop, "hold goods")
        with Viewer(port) as viewer:
            time.sleep(3)
            yield viewer
    finally:
        shop.terminate()
        shop.wait(30)


def _said(shop: subprocess.Popen[bytes], beginning: str) -> str:
    assert shop.stdout is not None
    while select.select([shop.stdout], [], [], 120)[0]:
        line = shop.stdout.readline().decode()
        if line.startswith(beginning):
            return line
        if not line:
            break
    raise TimeoutError(f"the shop never said: {beginning}")


def go_shopping(viewer: Viewer) -> list[Image.Image]:
    """The whole screen at attract, basket, pay and paid."""
    taken = [viewer.picture()]
    _click(viewer, DAIRY, 1)
    for good in GOODS[:-1]:
        _click(viewer, good, 4)
    _click(viewer, GOODS[-1], 2)
    taken.append(viewer.picture())
    time.sleep(3)
    _click(viewer, PAY, 6)
    taken.append(viewer.picture())
    _click(viewer, HOLD_UP, 4)
    _click(viewer, CONFIRM, 7)
    taken.append(viewer.picture())
    time.sleep(PAID_S)
    return taken


def _click(viewer: Viewer, place: tuple[int, int], wait_s: float) -> None:
    viewer.click(*place)
    time.sleep(wait_s)


def compose(screens: list[Image.Image]) -> Image.Image:
    """The kiosk's part of each, in a row."""
    height = round(WIDTH * (KIOSK[3] - KIOSK[1]) / (KIOSK[2] - KIOSK[0]))
    sheet = Image.new("RGB", (len(screens) * (WIDTH + GAP) + GAP, height + 2 * GAP), GROUND)
    for place, screen in enumerate(screens):
        small = screen.crop(KIOSK).resize((WIDTH, height), Image.Resampling.LANCZOS)
        sheet.paste(small, (GAP + place * (WIDTH + GAP), GAP))
    return sheet


def save(picture: Image.Image, name: str) -> None:
    """With a palette of its own, and the colours between them dithered."""
    palette = picture.quantize(256, method=Image.Quantize.MEDIANCUT, kmeans=2)
    small = picture.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
    small.save(PICTURES / name, optimize=True)
    print(f"{name}  {(PICTURES / name).stat().st_size // 1000} kB")


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        try:
            with open_shop(Path(folder)) as viewer:
                save(compose(go_shopping(viewer)), "trip-zh.png")
                _click(viewer, LANGUAGE, 1)
                taken = go_shopping(viewer)
        finally:
            EmbeddedPostgres(Path(folder) / "shop" / "cloud").destroy()
    save(compose(taken), "trip-en.png")
    shop = taken[-1]
    height = round(SHOP_WIDTH * shop.height / shop.width)
    save(shop.resize((SHOP_WIDTH, height), Image.Resampling.LANCZOS), "shop.png")


if __name__ == "__main__":
    main()
