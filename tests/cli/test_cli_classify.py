"""`kiosk classify`: what each text is, a JSON line each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.cli import main


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def answers(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    assert main(["classify", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_for_each_text_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    found = answers(capsys, "9521234543213", "]C10109521234543213", "2112345004525", "hello", "TLM1.a.b")
    assert found == [
        {"text": "9521234543213", "kind": "gtin", "gtin14": "09521234543213"},
        {"text": "]C10109521234543213", "kind": "gtin", "gtin14": "09521234543213"},
        {
            "text": "2112345004525",
            "kind": "store_label",
            "plu": "12345",
            "weight_g": 452,
            "template": "21PPPPPVVVVVC",
        },
        {"text": "hello", "kind": "unknown"},
        {"kind": "member_code"},
    ]


@pytest.mark.parametrize("context", ["basket", "pay"])
def test_the_digits_of_a_wallet_are_not_repeated(capsys: pytest.CaptureFixture[str], context: str) -> None:
    found = answers(capsys, "134567890123456789", "--context", context)
    assert found == [{"kind": "payment_code", "wallet": "wechat"}]


def test_bytes_that_are_no_text_have_an_answer_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert answers(capsys, "a\udcff\x1b[31m") == [{"text": "a[31m", "kind": "unknown"}]


def test_the_shops_own_templates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    templates = tmp_path / "labels.txt"
    templates.write_text("# deli counter\n\n28PPPPPVVVVVC price_minor  # amount in fen\n", encoding="utf-8")
    (found,) = answers(capsys, "2812345019907", "--templates", str(templates))
    assert found["kind"] == "unknown"
    (found,) = answers(capsys, "2812345019900", "--templates", str(templates))
    assert (found["plu"], found["price_minor"]) == ("12345", 1990)


def test_wrong_templates_are_told_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    templates = tmp_path / "labels.txt"
    templates.write_text("28PPPPVVVVVC price_minor\n", encoding="utf-8")
    assert main(["classify", "1", "--templates", str(templates)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("kiosk: “28PPPPVVVVVC price_minor” is not a label template. Write 13 signs")
    assert main(["classify", "1", "--templates", str(tmp_path / "none")]) == 1
    assert "Cannot read" in capsys.readouterr().err
