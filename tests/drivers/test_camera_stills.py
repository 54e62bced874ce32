"""Still pictures: photographs of real packs, and the poll that decides."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from drivers.camera.decoder import grey_of
from drivers.camera.source import read_picture
from drivers.camera.stills import STILL, Poll, StillReader
from drivers.camera.symbols import EAN_UPC, Symbol, read_zxing, zbar_present
from kiosk.domain.barcode import Symbology
from lab.shelf.camera import good_of
from lab.shelf.pack import draw_pack
from lab.shelf.pose import Pose
from lab.shelf.scene import Scene

SAMPLE = 3
"""Every third photograph: within five seconds."""


def photographs(folder: Path, kinds: set[str], every: int = SAMPLE) -> list[tuple[Path, str]]:
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["symbology"] in kinds]
    return [(folder / row["file"], row["text"]) for row in rows[::every]]


def retail_texts(reader: StillReader, path: Path) -> set[str]:
    picture = read_picture(path)
    assert picture is not None
    return {s.text.zfill(13) for s in reader.read(grey_of(picture)) if s.symbology in EAN_UPC}


@pytest.mark.skipif(not zbar_present(), reason="needs libzbar0, which this system lacks")
def test_photographed_packs_four_of_five_are_read_and_none_wrongly(photos: Path) -> None:
    reader = StillReader()
    right, wrong = 0, []
    sample = photographs(photos, {"ean13", "ean8", "upca"})
    for path, text in sample:
        read = retail_texts(reader, path)
        right += text.zfill(13) in read
        # Book covers carry a second code beside the one listed.
        if read - {text.zfill(13)} and "ean13-2" not in path.name:
            wrong.append((path.name, read))
    assert wrong == []
    assert right >= 0.8 * len(sample)


def test_pictures_without_a_whole_code_give_no_retail_code(photos: Path) -> None:
    reader = StillReader()
    for path, _ in photographs(photos, {"none", "partial", "code39"}):
        assert retail_texts(reader, path) == set()


def code(text: str, x: float = 0, decoder: str = "zxing") -> Symbol:
    corners = ((x, 0.0), (x + 200, 0.0), (x + 200, 80.0), (x, 80.0))
    return Symbol(text, Symbology.EAN13, corners, "]E0", text.encode(), decoder)


RIGHT, WRONG = "9521234543213", "9521234543220"


@pytest.mark.parametrize(
    ("votes", "won"),
    [
        ([RIGHT], []),
        ([RIGHT] * 2, [RIGHT]),
        ([RIGHT] * 3 + [WRONG], [RIGHT]),
        ([RIGHT] * 5 + [WRONG] * 2, []),
        ([RIGHT] * 6 + [WRONG] * 2, [RIGHT]),
        ([RIGHT] * 2 + [WRONG] * 2, []),
    ],
)
def test_a_retail_code_needs_two_votes_and_three_times_any_other(votes: list[str], won: list[str]) -> None:
    poll = Poll()
    for text in votes:
        poll.vote([code(text)])
    assert [symbol.text for symbol in poll.winners()] == won


def test_codes_at_two_places_do_not_vote_against_each_other() -> None:
    poll = Poll()
    for _ in range(2):
        poll.vote([code(RIGHT), code(WRONG, x=400)])
    assert poll.settled
    assert {symbol.text for symbol in poll.winners()} == {RIGHT, WRONG}


def test_a_qr_code_needs_one_vote() -> None:
    poll = Poll()
    poll.vote([replace(code("TL1.x"), symbology=Symbology.QR)])
    assert [symbol.text for symbol in poll.winners()] == ["TL1.x"]


def test_two_packs_in_one_picture_are_both_read_and_never_mixed() -> None:
    scene = Scene(2)
    halves = []
    for gtin in ("09521234543213", "09521234543220"):
        pack = draw_pack(good_of({"gtin14": gtin}))
        halves.append(scene.paint(pack, Pose(size=0.9))[:, 320:960])
    read = StillReader().read(grey_of(cv2.hconcat(halves)))
    assert {symbol.text for symbol in read} == {"9521234543213", "9521234543220"}


def test_part_of_an_itf_code_is_no_code() -> None:
    poll = Poll()
    poll.vote([replace(code("1334"), symbology=Symbology.ITF)])
    assert poll.winners() == []
    poll.vote([replace(code("16901234567899"), symbology=Symbology.ITF)])
    assert [symbol.text for symbol in poll.winners()] == ["16901234567899"]


def test_a_code_under_a_lamps_reflection_is_read_where_the_first_decoder_gives_up() -> None:
    drawn = grey_of(Scene(3).paint(draw_pack(good_of({"text": RIGHT})), Pose(size=0.6, noise=1.0)))
    lamp = 0.95 * np.exp(-(((np.arange(drawn.shape[1]) - 640) / 60.0) ** 2))
    picture = np.clip(255 - (255 - drawn) * (1 - lamp), 0, 255).astype(np.uint8)
    assert read_zxing(picture, STILL) == []
    assert [symbol.text for symbol in StillReader().read(picture)] == [RIGHT]


def test_photographed_code128_and_itf_standing_askew_are_read_where_zxing_alone_is_not_enough(
    photos: Path,
) -> None:
    reader = StillReader()
    ours, bare = set(), set()
    sample = photographs(photos, {"code128", "itf"}, every=1)
    for path, text in sample:
        picture = read_picture(path)
        assert picture is not None
        grey = grey_of(picture)
        ours |= {path for symbol in reader.read(grey) if symbol.text == text}
        bare |= {path for symbol in read_zxing(grey, STILL) if symbol.text == text}
    assert bare < ours
    assert len(ours) >= 0.9 * len(sample)
