"""Every screen as a picture, in both languages: `python -m lab.gallery --out DIR`.

Writes a PNG for each example of `lab.example_views` and `contact-sheet.png` with all of them. For designers,
translators and reviewers: it is the product's own window, fed with example views.
"""

from __future__ import annotations

import argparse
import math
import os
import time
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from kiosk.ports import Sentences
from kiosk.sentences import Sentences as SentenceFiles
from kiosk.services.views import KioskView
from lab.example_frame import StillPicture, shelf_frame
from lab.example_views import LANGUAGES, examples
from ui.application import KioskApplication, Look

THUMB_WIDTH = 270


def draw(app: KioskApplication, view: KioskView, panel: str, path: Path) -> None:
    """Show `view`, open `panel`, wait until all is drawn, write the window to `path`."""
    app.kiosk.closePanel()
    app.kiosk.show(view)
    if panel:
        app.kiosk.openPanel(panel)
    until = time.monotonic() + 0.15
    while time.monotonic() < until:
        app.qt.processEvents()
    if not app.grab().save(str(path)):
        raise OSError(f"cannot write {path}")


def contact_sheet(paths: Iterable[Path], target: Path) -> None:
    """All pictures of a language in a row, languages below each other."""
    pictures = [Image.open(path) for path in paths]
    height = round(THUMB_WIDTH * pictures[0].height / pictures[0].width)
    columns = math.ceil(len(pictures) / len(LANGUAGES) / 2)
    rows = math.ceil(len(pictures) / columns)
    sheet = Image.new("RGB", (columns * (THUMB_WIDTH + 20) + 20, rows * (height + 20) + 20), "#9AA59F")
    for place, picture in enumerate(pictures):
        left, top = 20 + place % columns * (THUMB_WIDTH + 20), 20 + place // columns * (height + 20)
        sheet.paste(
            picture.convert("RGB").resize((THUMB_WIDTH, height), Image.Resampling.LANCZOS), (left, top)
        )
    sheet.save(target)


def draw_all(folder: Path, sentences: Sentences, look: Look, only: str = "") -> list[Path]:
    """The pictures of every example whose name contains `only`, and their sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    app = KioskApplication(lambda _intent: None, sentences, StillPicture(shelf_frame()), look)
    paths = []
    for language in LANGUAGES:
        for example in examples(language):
            if only in example.name:
                paths.append(folder / f"{example.name}-{language}.png")
                draw(app, example.view, example.panel, paths[-1])
    app.close()
    contact_sheet(paths, folder / "contact-sheet.png")
    return paths


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--only", default="", help="a part of the examples' names, such as pay")
    parser.add_argument("--size", default="1080x1920", help="of the window, in pixels")
    parser.add_argument("--px-per-mm", type=float, default=4.03)
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    width, height = (int(side) for side in asked.size.split("x"))
    look = Look(width=width, height=height, px_per_mm=asked.px_per_mm, reduce_motion=True, sounds=False)
    paths = draw_all(asked.out, SentenceFiles(strict=True), look, asked.only)
    print(f"{len(paths)} pictures and contact-sheet.png in {asked.out}")


if __name__ == "__main__":
    main()
