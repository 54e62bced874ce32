"""The demo shop's goods and offers: files like any shop's, without a wrong row."""

from __future__ import annotations

from pathlib import Path

from kiosk.domain.catalogue_csv import read_offers, read_products

DEMO = Path(__file__).resolve().parents[2] / "assets" / "demo"


def test_the_demo_catalogue_is_a_whole_shop_without_a_wrong_row() -> None:
    goods = read_products((DEMO / "catalogue.csv").read_text(encoding="utf-8"), "CNY")
    assert goods.problems == ()
    assert len(goods.rows) >= 320
    skus = {product.sku for product in goods.values}
    offers = read_offers((DEMO / "offers.csv").read_text(encoding="utf-8"), "CNY", skus)
    assert offers.problems == ()
    assert len(offers.rows) >= 5
    prices = {product.sku: product.price_minor for product in goods.values}
    for offer in offers.values:
        assert offer.price_minor < min(prices[sku] for sku in offer.skus) * offer.quantity
    for product in goods.values:
        assert all(gtin.startswith("0952") for gtin in product.gtins), "a barcode of somebody else's"
        assert bool(product.gtins) != bool(product.plu)
        assert product.names.en
        assert product.member_price_minor is None or product.member_price_minor < product.price_minor
        assert (product.category in ("alcohol", "tobacco")) <= (product.minimum_age == 18)


def test_every_demo_category_has_its_icon() -> None:
    goods = read_products((DEMO / "catalogue.csv").read_text(encoding="utf-8"), "CNY")
    icons = {file.stem.removeprefix("category_") for file in (DEMO.parent / "icons").glob("category_*.svg")}
    assert {product.category for product in goods.values} == icons
