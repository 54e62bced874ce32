"""The pictures readers are judged on, with what is truly in them: photographs, or the drawn hard frames.

Texts are compared in one form: retail codes and DataBar as GTIN-14, messages without brackets and group
separators, so that each library's way of writing the same code is right.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from drivers.camera.decoder import grey_of
from drivers.camera.source import read_picture
from drivers.camera.stills import STILL
from drivers.camera.symbols import EAN_UPC, Grey
from kiosk.domain.barcode import Symbology
from kiosk.domain.gtin import upce_to_gtin14
from lab.frames.hard import hard_frames

DEFAULT = Path(__file__).resolve().parents[4] / "shared" / "barcodes" / "dev"
PHOTOS, DRAWN = "photos", "drawn"
SAMPLE_OF = {
    Symbology.EAN13: 2,
    Symbology.UPCA: 2,
    Symbology.EAN8: 2,
    Symbology.DATABAR_EXPANDED: 12,
    Symbology.UPCE: 6,
    Symbology.DATAMATRIX: 4,
}
"""Every so manieth picture of a kind; of others every second."""
_CORRECTED = {
    "zxing_rss14-2_3.png": (Symbology.DATABAR_EXPANDED, "(01)98898765432106(3202)012345(15)991231"),
    "zxing_rss14-2_16.png": (Symbology.DATABAR, "01234567890128"),
}
"""Pictures of the ZXing set that show another code than their list says: in rows of eight characters the
first cannot be the listed DataBar, the second is read alike by two libraries."""
_BOOK = ("09784", "0191", "0192")
_LISTED = {
    "qrcode": Symbology.QR,
    "rss14": Symbology.DATABAR,
    "rssexpanded": Symbology.DATABAR_EXPANDED,
    "none": Symbology.UNKNOWN,
    "partial": Symbology.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """`truths` may be said of it and nothing else; UNKNOWN is the symbology of a picture without a code."""

    name: str
    symbology: Symbology
    truths: frozenset[str]
    load: Callable[[], Grey]


def pictures(whole: bool) -> tuple[str, list[Picture]]:
    """`PHOTOS` and those of TOUCHLANE_PHOTOS, all or a sample; `DRAWN` and the hard frames where none are."""
    folder = Path(os.environ.get("TOUCHLANE_PHOTOS") or DEFAULT)
    if not (folder / "expected.csv").is_file():
        return DRAWN, _drawn(whole)
    listed = _photographs(folder)
    return PHOTOS, listed if whole else _sample(listed)


def said(symbology: Symbology, text: str) -> str:
    """A text in the form texts are compared in."""
    plain = text.replace("(", "").replace(")", "").replace("\x1d", "").replace("\r\n", "\n").strip()
    if symbology in EAN_UPC and plain.isdecimal():
        return plain.zfill(14)
    if symbology is Symbology.DATABAR and len(plain) == 16:
        return plain[2:]
    return plain


def _drawn(whole: bool) -> list[Picture]:
    return [
        Picture(
            f"{seed}/{frame.name}",
            frame.codes[0].symbology if frame.codes else Symbology.UNKNOWN,
            frozenset(said(code.symbology, code.text) for code in frame.codes),
            frame.picture,
        )
        for seed in range(1, 6 if whole else 2)
        for frame in hard_frames(seed)
    ]


def _photographs(folder: Path) -> list[Picture]:
    listed = []
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            symbology = _LISTED.get(row["symbology"]) or Symbology(row["symbology"])
            symbology, text = _CORRECTED.get(row["file"], (symbology, row["text"]))
            load = partial(_grey, folder / row["file"])
            listed.append(Picture(row["file"], symbology, _truths(symbology, text), load))
    return listed


def _truths(symbology: Symbology, text: str) -> frozenset[str]:
    if symbology is Symbology.UNKNOWN:
        return frozenset()
    if symbology is Symbology.UPCE:
        return frozenset({upce_to_gtin14(text) or said(symbology, text)})
    return frozenset({said(symbology, text)})


def allowed(picture: Picture, text: str) -> bool:
    """Whether a text may be said of a picture.

    A Japanese book carries two EAN-13: its ISBN, and 191 or 192 with subject and price.
    """
    book = any(truth.startswith(_BOOK) for truth in picture.truths)
    return text in picture.truths or (book and text.startswith(_BOOK))


def asked(picture: Picture) -> bool:
    """UPC-E, Code 39 and ITF of other lengths are not sold: they must give nothing, and are not counted."""
    if picture.symbology is Symbology.ITF:
        return all(len(text) == 14 for text in picture.truths)
    return picture.symbology in STILL


def _grey(path: Path) -> Grey:
    picture = read_picture(path)
    if picture is None:
        raise ValueError(f"{path}: no picture; expected.csv names it")
    return grey_of(picture)


def _sample(listed: Iterable[Picture]) -> list[Picture]:
    taken: list[Picture] = []
    seen: dict[Symbology, int] = {}
    for picture in listed:
        number = seen[picture.symbology] = seen.get(picture.symbology, -1) + 1
        if number % SAMPLE_OF.get(picture.symbology, 2) == 0:
            taken.append(picture)
    return taken
