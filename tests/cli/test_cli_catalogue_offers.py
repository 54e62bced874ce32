"""`kiosk catalogue` and offers: sheets and JSON in, wrong ones told by row, those of a newer kind named."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.domain.offer import UnknownOffer
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import write_snapshot
from tests.cli.shop_machine import HEADER, MILK, Shop


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("LC_ALL", "en")
    return Shop(tmp_path, capsys)


NEWER = {"type": "offer", "kind": "points", "offer_id": "p1", "names": {"zh": "积分"}, "goods": ["no-such"]}


def test_offers_of_a_newer_kind_are_kept_and_named(shop: Shop) -> None:
    assert shop.run("import", shop.file(HEADER, MILK)) == 0
    for revision, offers in ((2, [NEWER]), (3, [NEWER, NEWER | {"offer_id": "p2", "kind": "lottery"}])):
        path = shop.folder / f"{revision}.gz"
        kept = [
            UnknownOffer(offer_id=str(row["offer_id"]), kind=str(row["kind"]), row=json.dumps(row))
            for row in offers
        ]
        held = FileCatalogueStore(shop.folder / "store").current()
        goods = list(held.products())
        write_snapshot(path, goods, kept, revision, datetime(2026, 12, 1, tzinfo=UTC))
        assert shop.run("apply", path) == 0
        assert shop.run("verify") == 0
        assert shop.run("stats", "--json") == 0
        told = shop.answers()[-1]
        assert told["offers"] == 0
        named = [{"offer_id": row["offer_id"], "kind": row["kind"]} for row in offers]
        assert told["ignored_offers"] == named
    assert shop.run("stats") == 0
    assert "The offer p2 is of a kind (lottery) that needs a newer version; it is ignored." in shop.said


BOTH_FORMS = [
    "offer_id,name_zh,kind,skus,quantity,price,percent,cheapest",
    "two,两件,,1001,2,99.00,,",
    "half,第二件半价,set,1001,2,,50,1",
]


def test_offers_come_from_sheets_and_json_and_wrong_ones_are_told_by_row(shop: Shop) -> None:
    meals = shop.folder / "meals.json"
    meal = {
        "kind": "set",
        "offer_id": "meal",
        "names": {"zh": "套餐"},
        "slots": [{"goods": {"skus": ["1001"]}}, {"goods": {"categories": ["dairy"]}}],
        "reward": {"amount_minor": 100},
    }
    meals.write_text(json.dumps({"offers": [meal]}), "utf-8")
    sheet = shop.file(*BOTH_FORMS, name="offers.csv")
    assert shop.run("import", shop.file(HEADER, MILK), "--offers", sheet, "--offers", str(meals)) == 0
    assert shop.said.startswith("Revision 1: 1 goods, 3 offers.")
    meals.write_text(json.dumps({"offers": [meal, meal | {"offer_id": "two", "slots": []}]}), "utf-8")
    assert shop.run("import", shop.file(HEADER, MILK), "--offers", sheet, "--offers", str(meals)) == 1
    assert "Row 2: The offer two has 0 parts" in shop.complained
    meals.write_text(json.dumps([meal | {"offer_id": "two"}]), "utf-8")
    assert shop.run("import", shop.file(HEADER, MILK), "--offers", sheet, "--offers", str(meals)) == 1
    assert "two" in shop.complained
    files = ("--offers", sheet, "--offers", str(meals))
    assert shop.run("import", "--skip-bad", shop.file(HEADER, MILK), *files) == 0
    assert shop.said.startswith("Revision 2: 1 goods, 2 offers, 1 rows left out.")
