"""`kiosk scan`: a JSON line a picture, a sentence for what is none, the rest goes on."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.cli import main
from lab.shelf.symbols import Symbology, draw_symbol


def drawn(folder: Path, name: str, text: str, symbology: Symbology) -> Path:
    path = folder / name
    draw_symbol(text, symbology).save(path)
    return path


def test_a_line_for_each_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    milk = drawn(tmp_path, "milk.png", "9521234543213", Symbology.EAN13)
    member = drawn(tmp_path, "会员.png", "TL1.会员", Symbology.QR)
    nothing = tmp_path / "nothing.jpg"
    cv2.imwrite(str(nothing), np.full((200, 300), 128, np.uint8))
    assert main(["scan", str(milk), str(member), str(nothing)]) == 0
    told = capsys.readouterr()
    lines = [json.loads(line) for line in told.out.splitlines()]
    assert [(line["file"], line["codes"]) for line in lines] == [
        (str(milk), [{"symbology": "ean13", "text": "9521234543213"}]),
        (str(member), [{"symbology": "qr", "text": "TL1.会员"}]),
        (str(nothing), []),
    ]
    assert all(0 <= line["cpu_ms"] < 5000 for line in lines)
    assert told.err == ""


def test_what_is_no_picture_is_named_and_the_others_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words, empty, missing = tmp_path / "words.jpg", tmp_path / "empty.png", tmp_path / "missing.png"
    words.write_text("no picture")
    empty.touch()
    good = drawn(tmp_path, "good.png", "95050003", Symbology.EAN8)
    assert main(["scan", str(words), str(empty), str(missing), str(tmp_path), str(good)]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["codes"] == [{"symbology": "ean8", "text": "95050003"}]
    complaints = told.err.splitlines()
    assert len(complaints) == 4
    for path, complaint in zip((words, empty, missing, tmp_path), complaints, strict=True):
        assert complaint.startswith(f"{path}: not a picture that can be read; give a ")


def test_upce_is_read_only_when_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    upce = tmp_path / "upce.png"
    draw_symbol("04252614", Symbology.UPCE).save(upce)
    assert main(["scan", str(upce)]) == 0
    assert json.loads(capsys.readouterr().out)["codes"] == []
    assert main(["scan", "--upce", str(upce)]) == 0
    assert json.loads(capsys.readouterr().out)["codes"][0]["symbology"] == "upce"
