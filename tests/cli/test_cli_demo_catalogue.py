"""The demo shop's goods and offers: files like any shop's, without a wrong row."""

from __future__ import annotations

from pathlib import Path

from kiosk.domain.catalogue_csv import read_products
from kiosk.domain.category_csv import read_categories
from kiosk.domain.offer import BasketOffer, MultiBuy, Offer, PieceOffer, SetDeal
from kiosk.domain.offer_csv import read_offers

DEMO = Path(__file__).resolve().parents[2] / "assets" / "demo"


def test_the_demo_catalogue_is_a_whole_shop_without_a_wrong_row() -> None:
    goods = read_products((DEMO / "catalogue.csv").read_text(encoding="utf-8"), "CNY")
    assert goods.problems == ()
    assert len(goods.rows) >= 320
    skus = {product.sku for product in goods.values}
    tree = read_categories((DEMO / "categories.csv").read_text(encoding="utf-8"))
    categories = {product.category for product in goods.values} | {each.category_id for each in tree.values}
    offers: list[Offer] = []
    for name in ("offers.csv", "meal_deals.json"):
        sheet = read_offers((DEMO / name).read_text(encoding="utf-8"), "CNY", skus, categories=categories)
        assert sheet.problems == ()
        offers += sheet.values
    assert {type(offer) for offer in offers} == {MultiBuy, SetDeal, PieceOffer, BasketOffer}
    prices = {product.sku: product.price_minor for product in goods.values}
    for offer in offers:
        if isinstance(offer, MultiBuy):
            assert offer.price_minor < min(prices[sku] for sku in offer.skus) * offer.quantity
        elif isinstance(offer, SetDeal) and offer.reward.price_minor is not None:
            parts = (min(prices[sku] for sku in slot.goods.skus) * slot.count for slot in offer.slots)
            assert offer.reward.price_minor < sum(parts), "a meal that is dearer than its parts"
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
