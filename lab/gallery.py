"""Every screen as a picture, in both languages: `python -m lab.gallery --out DIR`.

Writes a PNG for each example of `lab.example_views` and `contact-sheet.png` with all of them; with `--all`
a folder of them for each way to hold the panel, each palette and each size of words, and one sheet over
all. For designers, translators and reviewers: it is the product's own window, fed with example views.
"""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from PIL import Image

from kiosk.ports import Sentences
from kiosk.sentences import Sentences as SentenceFiles
from lab.example_frame import StillPicture, shelf_frame
from lab.example_views import LANGUAGES, Example, examples
from lab.glass import Glass
from ui.application import KioskApplication, Look
from ui.choices import Colours
from ui.sounds import Sounds

THUMB_HEIGHT = 480
GROUND = "#9AA59F"
OVERVIEW = (
    *("02-attract", "02-access", "04-basket-found", "04-basket-unknown", "04-basket-not-for-sale"),
    *("04-basket-refused", "05-basket-waits", "09-age-check"),
    *("11-pay", "16-paid-printing", "17-needs-staff", "22-staff-basket"),
)


@dataclass(frozen=True, slots=True)
class Variant:
    """A way the screens may look."""

    look: Look
    large: bool = False
    within_reach: bool = False

    @property
    def name(self) -> str:
        held = "upright" if self.look.height > self.look.width else "lying"
        return "-".join((held, self.look.theme, *(["large"] if self.large else ())))


def variants(look: Look) -> Iterator[Variant]:
    """Both ways to hold the panel, all palettes, both sizes of words."""
    lying = replace(look, width=look.height, height=look.width)
    for held, theme, large in product((look, lying), Colours, (False, True)):
        yield Variant(replace(held, theme=theme), large)


def draw(glass: Glass, example: Example, variant: Variant, path: Path) -> None:
    """Show an example, wait until all is drawn, write the window to `path`."""
    kiosk = glass.app.kiosk
    kiosk.closePanel()
    kiosk.show(example.view)
    kiosk.access_model.chooseLargeText(variant.large)
    kiosk.access_model.chooseWithinReach(variant.within_reach)
    glass.show(example.view, example.panel, example.about)
    glass.settle(4)
    if not glass.app.grab().save(str(path)):
        raise OSError(f"cannot write {path}")


def draw_all(folder: Path, sentences: Sentences, variant: Variant, only: Sequence[str] = ("",)) -> list[Path]:
    """The pictures of every example whose name contains one of `only`, and their sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    silent = Sounds(players=(("true",),))  # the choice of volume is drawn, and nothing heard
    camera = StillPicture(shelf_frame())
    app = KioskApplication(lambda _intent: None, sentences, camera, variant.look, silent)
    paths = []
    for language in LANGUAGES:
        for example in examples(language):
            if any(part in example.name for part in only):
                paths.append(folder / f"{example.name}-{language}.png")
                camera.hint(example.hint)
                draw(Glass(app), example, variant, paths[-1])
    app.close()
    contact_sheet([paths], folder / "contact-sheet.png", math.ceil(len(paths) / len(LANGUAGES) / 2))
    return paths


def contact_sheet(groups: Sequence[Sequence[Path]], target: Path, columns: int) -> None:
    """Groups below each other, each in rows of so many pictures of one height."""
    rows = [group[at : at + columns] for group in groups for at in range(0, len(group), columns)]
    thumbs = [[_thumb(path) for path in row] for row in rows]
    width = max(sum(thumb.width + 20 for thumb in row) for row in thumbs) + 20
    sheet = Image.new("RGB", (width, len(rows) * (THUMB_HEIGHT + 20) + 20), GROUND)
    for place, row in enumerate(thumbs):
        left = 20
        for thumb in row:
            sheet.paste(thumb, (left, 20 + place * (THUMB_HEIGHT + 20)))
            left += thumb.width + 20
    sheet.save(target)


def _thumb(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        size = (round(picture.width * THUMB_HEIGHT / picture.height), THUMB_HEIGHT)
        return picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def draw_every_variant(folder: Path, sentences: Sentences, look: Look, only: Sequence[str]) -> int:
    """A folder for each variant, and `contact-sheet.png`: a row of the main screens for each."""
    rows, count = [], 0
    for place, variant in enumerate(variants(look)):
        paths = draw_all(folder / variant.name, sentences, variant, only)
        language = LANGUAGES[place % len(LANGUAGES)]
        rows.append(
            [path for path in paths if path.name.removesuffix(f"-{language}.png") in OVERVIEW] or paths
        )
        count += len(paths)
    contact_sheet(rows, folder / "contact-sheet.png", len(OVERVIEW))
    return count


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--all", action="store_true", help="upright and lying, all palettes, both sizes of words"
    )
    parser.add_argument("--only", default="", help="a part of the examples' names, such as pay")
    parser.add_argument("--size", default="1080x1920", help="of the window, in pixels")
    parser.add_argument("--px-per-mm", type=float, default=4.03)
    parser.add_argument("--theme", default="light", choices=[str(one) for one in Colours])
    parser.add_argument("--large", action="store_true", help="large words")
    parser.add_argument("--within-reach", action="store_true", help="all buttons low down")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    width, height = (int(side) for side in asked.size.split("x"))
    look = Look(width=width, height=height, px_per_mm=asked.px_per_mm, reduce_motion=True, theme=asked.theme)
    sentences, only = SentenceFiles(strict=True), (asked.only,)
    if asked.all:
        count = draw_every_variant(asked.out, sentences, look, only)
    else:
        count = len(draw_all(asked.out, sentences, Variant(look, asked.large, asked.within_reach), only))
    print(f"{count} pictures and contact-sheet.png in {asked.out}")


if __name__ == "__main__":
    main()
