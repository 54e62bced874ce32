"""`kiosk classify`: what each text is, a JSON line each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.domain.gtin import check_digit


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


def test_what_a_code_says_of_the_one_thing_it_stands_on(capsys: pytest.CaptureFixture[str]) -> None:
    message = "]d20109521234543213172702281526123111261101310300125039221990\x1d10L7\x1d21S1"
    assert answers(capsys, message, "https://id.gs1.org/01/09521234543213?17=999999") == [
        {
            "text": "]d20109521234543213172702281526123111261",
            "kind": "gtin",
            "gtin14": "09521234543213",
            "batch": "L7",
            "serial": "S1",
            "expiry": "2027-02-28",
            "best_before": "2026-12-31",
            "produced": "2026-11-01",
            "net_weight_g": 1250,
            "amount_minor": 1990,
        },
        {
            "text": "https://id.gs1.org/01/09521234543213?17=",
            "kind": "gtin",
            "gtin14": "09521234543213",
            "unusable": True,
        },
    ]


def test_coupons_baskets_and_badges(capsys: pytest.CaptureFixture[str]) -> None:
    assert answers(capsys, "TLC1.abc", "TLH1;1;1;K01-x;g;0000", "TLB1." + "A" * 43) == [
        {"text": "TLC1.abc", "kind": "coupon_code", "coupon": "TLC1.abc"},
        {"text": "TLH1;1;1;K01-x;g;0000", "kind": "basket_code"},
        {"kind": "badge_code"},
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


def test_labels_with_price_and_weight_and_of_a_region(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    templates = tmp_path / "labels.txt"
    templates.write_text("26PPPPPAAAAAWWWWWC code128\nregion:de\n", encoding="utf-8")
    digits = "26201010124001000"
    digits += str(check_digit(digits))
    found = answers(capsys, f"]C0{digits}", "--templates", str(templates))
    assert found[0] == {
        "text": f"]C0{digits}",
        "kind": "store_label",
        "plu": "20101",
        "price_minor": 1240,
        "weight_g": 1000,
        "template": "26PPPPPAAAAAWWWWWC",
    }
    (paying,) = answers(capsys, digits, "--templates", str(templates), "--context", "pay")
    assert paying == {"kind": "payment_code", "wallet": "alipay"}


def test_wrong_templates_are_told_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    templates = tmp_path / "labels.txt"
    templates.write_text("28PPPPVVVVVC price_minor\n", encoding="utf-8")
    assert main(["classify", "1", "--templates", str(templates)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("kiosk: The label template “28PPPPVVVVVC price_minor” has 12 digits.")
    assert main(["classify", "1", "--templates", str(tmp_path / "none")]) == 1
    assert "Cannot read" in capsys.readouterr().err


def test_eight_digits_are_told_as_upce_where_it_is_sold(capsys: pytest.CaptureFixture[str]) -> None:
    assert answers(capsys, "04252580") == [{"text": "04252580", "kind": "gtin", "gtin14": "00000004252580"}]
    assert answers(capsys, "--upce", "04252580", "04252614", "96385074") == [
        {"text": "04252580", "kind": "short_code", "upce": "00042525000080", "gtin8": "00000004252580"},
        {"text": "04252614", "kind": "short_code", "upce": "00042100005264"},
        {"text": "96385074", "kind": "gtin", "gtin14": "00000096385074"},
    ]
