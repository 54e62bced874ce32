"""Offers of every kind in a kiosk's catalogue: by the whole, by changes, and those it is too old for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.category import Category
from kiosk.domain.offer import PieceOffer, Selector, SetDeal
from kiosk.domain.product import Names
from kiosk.errors import InputRefused
from kiosk.store.catalogue_store import FileCatalogueStore
from tests.domain.offer_kinds import NAMES, TOMORROWS, every_kind
from tests.store.catalogue_values import BEER, GOODS, MILK
from tests.store.revisions import Shop, rows_of

KINDS = every_kind(MILK.sku, BEER.sku)
COLD = Category(category_id="cold", names=Names("冷藏"))
DAIRY = Category(category_id="dairy", parent="cold", names=Names("乳品"))
CHEAPER = PieceOffer(offer_id="e", names=NAMES, goods=Selector(skus=(BEER.sku,)), percent=20)
ON_COLD = PieceOffer(offer_id="z", names=NAMES, goods=Selector(categories=("cold",)), percent=10)


def test_every_kind_is_there_once_installed(tmp_path: Path, store: FileCatalogueStore) -> None:
    shop = Shop(tmp_path, store, [*GOODS, *KINDS, TOMORROWS])
    shop.install(7)
    assert rows_of(store) == {*GOODS, *KINDS, TOMORROWS}
    book = store.current().offers
    assert [offer.offer_id for offer in book.unknown] == ["p1"]
    assert {offer.offer_id for offer, _ in book.parts_for(MILK)} == {"a", "b", "c", "d", "e", "f", "h"}


def test_changes_bring_alter_and_drop_offers_known_and_unknown(
    tmp_path: Path, store: FileCatalogueStore
) -> None:
    other = replace(TOMORROWS, row=TOMORROWS.row.replace("3.5", "4.0"))
    altered = [CHEAPER if offer.offer_id == "e" else offer for offer in KINDS]
    revisions = [*GOODS], [*GOODS, *KINDS, TOMORROWS], [*GOODS, *altered, other], [*GOODS, *altered[:3]]
    shop = Shop(tmp_path, store, *revisions)
    shop.install(7)
    for revision in (8, 9, 10):
        shop.apply(revision - 1, revision)
        assert rows_of(store) == set(shop.revisions[revision])
    assert store.current().offers.unknown == ()


def test_an_offer_on_a_branch_is_for_the_goods_under_it(tmp_path: Path, store: FileCatalogueStore) -> None:
    Shop(tmp_path, store, [COLD, DAIRY, *GOODS, ON_COLD]).install(7)
    book = store.current().offers
    assert [offer.offer_id for offer, _ in book.parts_for(MILK)] == ["z"]
    assert book.parts_for(BEER) == []


def test_an_offer_on_a_good_that_is_not_there_is_refused_whatever_its_kind(
    tmp_path: Path, store: FileCatalogueStore
) -> None:
    meal = next(offer for offer in KINDS if isinstance(offer, SetDeal))
    gone = replace(meal, slots=(replace(meal.slots[0], goods=Selector(skus=("gone",))), *meal.slots[1:]))
    shop = Shop(tmp_path, store, [*GOODS, *KINDS], [*GOODS, gone])
    with pytest.raises(InputRefused, match=r"offer_without_good.*gone"):
        shop.install(8)
    shop.install(7)
    with pytest.raises(InputRefused, match=r"offer_without_good.*gone"):
        shop.apply(7, 8)
    assert rows_of(store) == {*GOODS, *KINDS}
