"""`kiosk price`: a file of goods, offers, context and lines in, a priced basket out, or one sentence."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli import main

FILE: dict[str, Any] = {
    "products": [
        {
            "sku": "tea",
            "names": {"zh": "绿茶", "en": "Green tea"},
            "category": "drinks",
            "price_minor": 500,
            "tax_code": "standard",
            "tax_bp": 1300,
        },
        {
            "sku": "apples",
            "names": {"zh": "苹果"},
            "category": "fruit",
            "sold_by": "weight",
            "price_minor": 1280,
            "member_price_minor": 1080,
            "tax_code": "reduced",
            "tax_bp": 900,
        },
    ],
    "offers": [
        {"offer_id": "three", "names": {"zh": "三件"}, "skus": ["tea"], "quantity": 3, "price_minor": 1200}
    ],
    "context": {"at": "2026-11-21T10:00:00Z", "zone": "Asia/Shanghai", "currency": "CNY"},
    "lines": [
        {"line_id": "1", "sku": "tea", "quantity": 4},
        {"line_id": "2", "sku": "apples", "weight_g": 452, "entry": "label"},
    ],
    "revision": 12,
}


JAPAN = FILE["context"] | {"tax": {"rounding": "down"}}
VOUCHER = {"claim_id": "v", "kind": "voucher", "amount_minor": 100}
COUPON = {"claim_id": "c", "kind": "coupon", "offer_id": "three"}
USED = {"offer_id": "three", "uses": 1}


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def changed(path: str, value: object) -> dict[str, Any]:
    """FILE with one value replaced, at a path such as `lines.0.sku`."""
    copy: dict[str, Any] = json.loads(json.dumps(FILE))
    place: Any = copy
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        place = place[step]
    place[last] = value
    return copy


def twice(key: str, value: object) -> str:
    """FILE with a key before the one of the same name, which would win without a word."""
    return json.dumps(FILE).replace(f'"{key}":', f'"{key}": {json.dumps(value)}, "{key}":', 1)


def kiosk_price(folder: Path, content: object) -> int:
    file = folder / "basket.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return main(["price", str(file), "--json"])


def test_a_basket_is_priced_with_its_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk_price(tmp_path, FILE) == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert (err, out.count("\n")) == ("", 1)
    assert [line["total_minor"] for line in answer["lines"]] == [1700, 579]
    steps = [(step["code"], step["amount_minor"], step["source"]) for step in answer["lines"][0]["trace"]]
    assert steps == [("pricing.list_price", 2000, "tea"), ("pricing.multi_buy", -300, "three")]
    assert (answer["total_minor"], answer["discount_minor"], answer["catalogue_revision"]) == (2279, -300, 12)
    assert sum(tax["gross_minor"] for tax in answer["taxes"]) == 2279


def test_a_member_is_priced_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk_price(tmp_path, changed("context.member_segments", ["member"])) == 0
    assert json.loads(capsys.readouterr().out)["lines"][1]["total_minor"] == 488


def test_the_first_and_last_days_of_the_calendar_are_priced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for at in ("0002-01-01T00:00:00+14:00", "9998-12-31T23:59:59-12:00"):
        assert kiosk_price(tmp_path, changed("context.at", at)) == 0
        assert json.loads(capsys.readouterr().out)["total_minor"] == 2279


def test_without_json_the_same_answer_is_laid_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(FILE).encode())))
    assert main(["price", "-"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") > 20
    assert json.loads(out)["total_minor"] == 2279


def test_the_schema_describes_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["price", "--schema"]) == 0
    kinds = json.loads(capsys.readouterr().out)["$defs"]
    assert kinds["PriceFile"]["required"] == ["products", "context", "lines"]
    assert set(kinds["BasketLine"]["properties"]) >= {"line_id", "sku", "quantity", "weight_g"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "Input data was truncated"),
        ("{", "Input data was truncated"),
        ("[]", "Expected `object`, got `array`"),
        ("[" * 100_000, ""),
        ({}, "missing required field `products`"),
        (changed("lines.0.quantity", "4"), "Expected `int`, got `str` - at `$.lines[0].quantity`"),
        (changed("lines.0.entry", "stolen"), "Invalid enum value 'stolen' - at `$.lines[0].entry`"),
        (changed("lines.0.qantity", 4), "unknown field `$.lines[0].qantity`"),
        (changed("products.0.names.de", "Tee"), "unknown field `$.products[0].names.de`"),
        (changed("colour", "red"), "unknown field `$.colour`"),
        (changed("products.1.sku", "tea"), "product `tea` stands 2 times"),
        (changed("context.at", "2026-11-21T10:00:00"), "offset from UTC - at `$.context.at`"),
        (changed("offers.0.quantity", 100), "“100” is not a whole number from 1 to 99. - at `$.offers[0].q"),
        (
            changed("offers.0.kind", "gift"),
            "“gift” is not one of multi_buy, near_date, set, piece, tier, sticker, basket",
        ),
        (changed("offers.0.quantty", 3), "“quantty” is not a known field. - at `$.offers[0].quantty`"),
        (changed("context.tax", {"mode": "none"}), "Invalid enum value 'none' - at `$.context.tax.mode`"),
        (changed("context.round_up", {"sku": "tea"}), "missing required field `step_minor`"),
        (
            changed("country", "XX"),
            "no country whose tax rule is known (CN, EU, UK, US, JP, CH) - at `$.country`",
        ),
        (changed("country", "JP") | {"context": JAPAN}, "a country beside a tax rule: keep one of the two"),
        (
            changed("context.at", "0001-01-01T00:00:00+14:00"),
            "no time that every zone has - at `$.context.at`",
        ),
        (
            changed("context.at", "9999-12-31T23:59:59-12:00"),
            "no time that every zone has - at `$.context.at`",
        ),
        (changed("context.claims", [VOUCHER, COUPON, VOUCHER]), "claim `v` stands 2 times"),
        (
            changed("context.claims", [COUPON, VOUCHER | {"amount_minor": -100}]),
            "“-100” is not from 1 to 1000000000000 - at `$.context.claims[1].amount_minor`",
        ),
        (changed("context.claims", [VOUCHER | {"amount_minor": 0}]), "at `$.context.claims[0].amount_minor`"),
        (changed("context.claims", [COUPON | {"amount_minor": 5}]), "at `$.context.claims[0].amount_minor`"),
        (changed("context.claims", [COUPON | {"offer_id": ""}]), "at `$.context.claims[0].offer_id`"),
        (changed("context.limits_used", [USED | {"uses": -3}]), "at `$.context.limits_used[0].uses`"),
        (changed("context.limits_used", [USED, USED]), "limit of the offer `three` stands 2 times"),
        (changed("context.tax", {"total_step": 0}), "at `$.context.tax.total_step`"),
        (changed("context.tax", {"total_step": -5}), "at `$.context.tax.total_step`"),
        (changed("products.1.tax_bp", 10**9), "at `$.products[1].tax_bp`"),
        (changed("products.1.tax_bp", -1), "at `$.products[1].tax_bp`"),
        (changed("revision", -1), "at `$.revision`"),
        (twice("price_minor", 1), "the key `price_minor` stands twice - at `$.products[0]`"),
        (twice("quantity", 9), "the key `quantity` stands twice - at `$.offers[0]`"),
        (twice("at", "2026-11-22T10:00:00Z"), "the key `at` stands twice - at `$.context`"),
        (twice("revision", 3), "the key `revision` stands twice - at `$`"),
        (changed("context.zone", "Moon/Crater"), "at `$.context.zone`"),
        (changed("context.zone", "../../etc/passwd"), "at `$.context.zone`"),
    ],
)
def test_a_file_that_is_none_is_named_with_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: object, told: str
) -> None:
    assert kiosk_price(tmp_path, content) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"kiosk: {tmp_path / 'basket.json'} is not a price file: ")
    assert told in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (changed("lines.0.sku", "beer"), "There is no product beer."),
        (changed("lines.0.quantity", 0), "The line 1 (product tea)"),
        (changed("context.currency", "XXX"), "“XXX” is not a currency"),
    ],
)
def test_a_basket_that_cannot_be_priced_is_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: object, told: str
) -> None:
    assert kiosk_price(tmp_path, content) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"kiosk: {told}")


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "none.json"
    assert main(["price", str(missing)]) == 1
    assert capsys.readouterr().err == f"kiosk: Cannot read {missing}: No such file or directory.\n"


def test_a_file_of_other_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "basket.json"
    file.write_bytes(b'{"products": "\xff\xfe"}')
    assert main(["price", str(file)]) == 1
    assert "is not a price file" in capsys.readouterr().err


def test_a_terminal_in_chinese_is_told_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert kiosk_price(tmp_path, changed("lines.0.sku", "beer")) == 1
    assert capsys.readouterr().err == "kiosk: 没有商品 beer。请检查商品资料，或拿掉这一行。\n"
