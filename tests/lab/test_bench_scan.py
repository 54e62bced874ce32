"""`kiosk bench scan`: what it counts as right, what it reads without photographs, its plot, its refusals."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import cv2
import pytest

from drivers.camera.symbols import Symbol
from kiosk.cli import main
from kiosk.domain.barcode import Symbology
from lab.bench import scan
from lab.bench.scanning import pictures as judged
from lab.bench.scanning.pictures import DRAWN, PHOTOS, Picture, allowed, pictures, said
from lab.bench.scanning.pipeline import Shop
from lab.bench.scanning.plot import draw
from lab.bench.scanning.readers import OURS, ZXING
from lab.bench.scanning.sequences import sequence_rows, showing
from lab.bench.scanning.stills import still_rows
from lab.bench.scanning.sweep import LIVE, STILL, TROUBLES, Curve, sweep_rows, write_csv
from lab.frames.__main__ import main as write_frames

ROW = {"name", "value", "unit", "peer", "peer_value", "budget", "ok"}


@pytest.mark.parametrize(
    ("symbology", "written", "form"),
    [
        (Symbology.UPCA, "012345678905", "00012345678905"),
        (Symbology.EAN13, "0012345678905", "00012345678905"),
        (Symbology.DATABAR, "0109521234543213", "09521234543213"),
        (Symbology.DATABAR_EXPANDED, "(01)90012345678908(3103)001750", "01900123456789083103001750"),
        (Symbology.CODE128, "10A\x1d2112", "10A2112"),
        (Symbology.QR, "two\r\nlines ", "two\nlines"),
    ],
)
def test_each_librarys_way_of_writing_a_code_is_right(symbology: Symbology, written: str, form: str) -> None:
    assert said(symbology, written) == form


def test_a_book_may_say_both_its_codes_and_another_good_only_its_own() -> None:
    def picture(text: str) -> Picture:
        return Picture("p", Symbology.EAN13, frozenset({text}), lambda: None)  # type: ignore[arg-type,return-value]

    assert allowed(picture("09784872348880"), "01920081045006")
    assert allowed(picture("01920081045006"), "09784872348880")
    assert not allowed(picture("09521234543213"), "01920081045006")


def test_without_photographs_the_drawn_frames_take_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOUCHLANE_PHOTOS", str(tmp_path))
    source, found = pictures(whole=False)
    assert source == DRAWN
    assert len(found) >= 60


@pytest.mark.soak
def test_drawn_frames_written_to_a_folder_are_photographs_like_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["frames", "--out", str(tmp_path)])
    monkeypatch.setattr(
        "lab.frames.__main__.hard_frames", lambda seed, only: list(judged.hard_frames(seed, only))[:9]
    )
    write_frames()
    monkeypatch.setenv("TOUCHLANE_PHOTOS", str(tmp_path))
    source, found = pictures(whole=True)
    assert source == PHOTOS
    rows = still_rows(source, found, tmp_path / "misreads.csv")
    assert all(row.keys() == ROW for row in rows)
    right = {row["name"]: row for row in rows}
    assert right["scan.photos.native.ean_upc.zxing"]["value"] == 100
    assert right["scan.photos.native.qr.zxing"]["ok"] is True
    assert right["scan.photos.in_720p.wrong.zxing"]["value"] == 0
    # Plain frames leave nothing to be better at: what is asked above the libraries is told as not kept.
    assert right["scan.photos.native.ean_upc.zxing"]["ok"] is False


@pytest.mark.soak
def test_a_picture_is_shown_the_same_way_each_time_and_sold_as_what_it_is() -> None:
    _, found = pictures(whole=False)
    plain = found[:2]
    rows = {row["name"]: row for row in sequence_rows(DRAWN, plain, 1)}
    assert rows["scan.drawn.sequences.wrong_items_sold"]["value"] == 0
    assert rows["scan.drawn.sequences.accepted"]["value"] > 0
    grey = plain[0].load()
    one, again = (list(showing(grey, judged_counter(), "7")) for _ in range(2))
    assert all((a == b).all() for a, b in zip(one, again, strict=True))
    assert not (one[0] == one[1]).all()


def judged_counter() -> judged.Grey:
    from lab.bench.scanning.clutter import cluttered

    return cluttered()[0]


def curves() -> list[Curve]:
    """Made-up shares: ours reads all but the last level, the library half."""
    shares = {LIVE: (1.0, 0.0), STILL: (1.0, 0.0), ZXING: (0.5, 0.5)}
    return [
        Curve(
            trouble,
            {who: (ends[0],) * (len(trouble.levels) - 1) + (ends[1],) for who, ends in shares.items()},
            {LIVE: 0, STILL: 0, ZXING: 2},
        )
        for trouble in TROUBLES
    ]


def test_the_sweep_is_summed_up_drawn_and_written(tmp_path: Path) -> None:
    rows = sweep_rows(curves(), 2)
    assert len(rows) == len(TROUBLES) + 2
    assert rows[-2]["ok"] is True
    assert (rows[-1]["value"], rows[-1]["peer_value"]) == (0, 2 * len(TROUBLES))
    draw(curves(), 2, tmp_path / "sweep.png")
    drawn = cv2.imread(str(tmp_path / "sweep.png"))
    assert drawn is not None
    assert drawn.shape[1] >= 1600
    ours, zxing = ((drawn.reshape(-1, 3) == bgr).all(1).sum() for bgr in ((178, 114, 0), (0, 94, 213)))
    assert ours > 1000
    assert zxing > 50, "thin"
    write_csv(curves(), tmp_path / "sweep.csv")
    with (tmp_path / "sweep.csv").open(encoding="utf-8", newline="") as table:
        levels = list(csv.DictReader(table))
    assert len(levels) == sum(len(trouble.levels) for trouble in TROUBLES)
    assert levels[0][f"{OURS}, live"] == "1.0"


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["bench", "scan", "--plot", "/proc/none/sweep.png"], "cannot be written"),
        (["bench", "receipt", "--plot", "sweep.png"], "belong to the bench scan"),
        (["bench", "decode"], "no bench called decode"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_measured(
    argv: list[str], told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "still_rows", lambda *_: pytest.fail("measured"))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert main(argv) != 0
    assert told in capsys.readouterr().err


def test_its_answer_is_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("still_rows", "sequence_rows"):
        monkeypatch.setattr(scan, part, lambda *_: [])
    monkeypatch.setattr(scan, "live_rows", lambda _scope: [])
    monkeypatch.setattr(scan, "sweep", lambda _trials: curves())
    assert main(["bench", "scan", "--json"]) == 0
    results = json.loads(capsys.readouterr().out)["results"]
    assert all(row.keys() == ROW for row in results)


def test_the_shop_sells_true_codes_and_only_numbers_that_a_catalogue_takes(tmp_path: Path) -> None:
    true, wrong = "09521234543213", "10567811001010"
    shop = Shop(tmp_path, [true, wrong, "http://d-qr.net/ex/", "96385074"])
    assert shop.sells(_read(true[1:], Symbology.EAN13)) == true
    assert shop.sells(_read(wrong, Symbology.ITF)) is None


def _read(text: str, symbology: Symbology) -> Symbol:
    return Symbol(text, symbology, (), "", text.encode(), "zxing")
