"""Eight digits from a scanner that names no symbology: a GTIN-8, or a UPC-E sent as it is printed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.barcode import Scan, Symbology
from kiosk.domain.basket import BasketLine
from kiosk.domain.gtin import to_gtin14, upce_to_gtin14
from kiosk.services.intents import KeyInCode, TakeScan
from kiosk.services.views import NoticeKind, WayOn
from tests.services.changes import restart_with
from tests.services.goods import PRODUCTS
from tests.services.items import lines, said
from tests.services.stage import Stage

EITHER = "04252580"
"""Right as both: the check digits of half of all UPC-E are those of a GTIN-8 too."""
UPCE_ALONE = "04252614"


def shop_of(stage: Stage, **gtins: str | None) -> Stage:
    """The shop sells milk and toast by these numbers."""
    sold = {sku: gtin14 for sku, gtin14 in gtins.items() if gtin14 is not None}
    goods = [replace(one, gtins=(sold[one.sku],)) for one in PRODUCTS if one.sku in sold]
    restart_with(stage, [*goods, *(one for one in PRODUCTS if one.sku == "beer")])
    return stage


def scan(stage: Stage, text: str, symbology: Symbology = Symbology.UNKNOWN) -> str:
    stage.clock.advance(5)
    stage.do(TakeScan(Scan(text.encode(), text, symbology)))
    return said(stage)


def _kept(stage: Stage) -> tuple[BasketLine, ...]:
    trip = stage.ledger.unfinished().trip
    return () if trip is None else trip.basket.lines


@pytest.mark.parametrize(
    ("sold", "reading"), [("milk", upce_to_gtin14(EITHER)), ("toast", to_gtin14(EITHER))]
)
def test_where_one_of_the_two_goods_is_sold_it_is_that_one(
    stage: Stage, sold: str, reading: str | None
) -> None:
    shop_of(stage, **{sold: reading})
    assert scan(stage, EITHER) == "basket.found"
    stage.do(KeyInCode(EITHER))
    assert [(line.sku, line.quantity, line.gtin14) for line in _kept(stage)] == [(sold, 2, reading)]


def test_where_both_are_sold_neither_is_taken_and_the_shop_hears_of_it(stage: Stage) -> None:
    shop_of(stage, milk=upce_to_gtin14(EITHER), toast=to_gtin14(EITHER))
    assert scan(stage, EITHER) == "basket.code_of_two_goods"
    notice = stage.view.notice
    assert notice is not None
    assert (notice.kind, notice.stays, notice.ways) == (NoticeKind.UNKNOWN, True, (WayOn.CALL_STAFF,))
    stage.do(KeyInCode(EITHER))
    assert said(stage) == "basket.code_of_two_goods"
    assert lines(stage) == []
    stage.until(lambda: len(stage.bodies("unknown_code_scanned")) == 2)
    assert stage.bodies("unknown_code_scanned")[0] == {"shown": EITHER, "symbology": "unknown"}

    assert scan(stage, EITHER, Symbology.EAN8) == "basket.found"
    assert scan(stage, EITHER, Symbology.UPCE) == "basket.found"
    assert lines(stage) == [("Wholewheat toast", 1), ("Milk", 1)], "a decoder that names it is believed"


@pytest.mark.parametrize("text", [EITHER, UPCE_ALONE])
def test_where_neither_is_sold_it_is_unknown(stage: Stage, text: str) -> None:
    assert scan(stage, text) == "basket.unknown_code"
    assert lines(stage) == []


def test_a_upce_that_is_no_gtin8_is_taken_where_it_is_sold(stage: Stage) -> None:
    shop_of(stage, milk=upce_to_gtin14(UPCE_ALONE))
    assert scan(stage, UPCE_ALONE) == "basket.found"
    assert lines(stage) == [("Milk", 1)]
