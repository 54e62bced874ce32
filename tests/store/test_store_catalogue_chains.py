"""Whatever the cloud publishes one after another: deltas lead to each revision as its snapshot would."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kiosk.domain.catalogue_checksum import Value
from kiosk.domain.catalogue_delta import key_of
from kiosk.domain.price_row import Price
from kiosk.domain.product import Names, Product
from kiosk.store.catalogue_store import FileCatalogueStore
from tests.store.catalogue_values import BEER, MILK
from tests.store.revisions import Rows, Shop, rows_of, write_revision

AT = datetime(2026, 12, 1, tzinfo=UTC)

_SKUS = ("1", "2", "3")
_PLAIN = replace(MILK, member_price_minor=None)
_goods = st.builds(
    lambda sku, price, codes, plu, name: replace(
        _PLAIN, sku=sku, price_minor=price, gtins=codes, plu=plu, names=Names(name)
    ),
    st.sampled_from(_SKUS),
    st.integers(0, 3),
    st.sampled_from(((), MILK.gtins, BEER.gtins, BEER.gtins[:1])),
    st.sampled_from((None, "7")),
    st.sampled_from(("牛奶", "纯牛奶", "Milk tea")),
)
_prices = st.builds(
    Price,
    sku=st.sampled_from(_SKUS),
    amount_minor=st.integers(0, 2),
    starts_at=st.sampled_from((None, AT)),
)
_rows = st.lists(st.one_of(_goods, _prices), max_size=6, unique_by=key_of)


def _whole(rows: list[Value]) -> Rows:
    """Without what no cloud would publish: codes twice, prices of nothing."""
    kept: list[Value] = []
    taken: set[object] = set()
    for row in rows:
        if isinstance(row, Product):
            keys = {*row.gtins, row.plu or row.sku}
            if not keys & taken:
                taken |= keys | {("sku", row.sku)}
                kept.append(row)
    return [*kept, *(row for row in rows if isinstance(row, Price) and ("sku", row.sku) in taken)]


_revisions = st.lists(_rows.map(_whole), min_size=2, max_size=4)


@given(_revisions)
@hypothesis_settings(max_examples=10)
def test_any_chain_of_revisions_gives_each_of_them_and_is_searched_like_a_fresh_one(
    tmp_path_factory: pytest.TempPathFactory, revisions: list[Rows]
) -> None:
    _follow(tmp_path_factory, revisions)


@pytest.mark.soak
@pytest.mark.timeout(600)
@given(_revisions)
@hypothesis_settings(max_examples=150, derandomize=False)
def test_very_many_chains_of_revisions_give_each_of_them(
    tmp_path_factory: pytest.TempPathFactory, revisions: list[Rows]
) -> None:
    _follow(tmp_path_factory, revisions)


def _follow(tmp_path_factory: pytest.TempPathFactory, revisions: list[Rows]) -> None:
    folder = tmp_path_factory.mktemp("chain")
    shop = Shop(folder, FileCatalogueStore(folder / "kiosk"), *revisions)
    shop.install(7)
    for start in range(7, 6 + len(revisions)):
        shop.apply(start, start + 1)
        rows = shop.revisions[start + 1]
        assert rows_of(shop.store) == set(rows)
        fresh = FileCatalogueStore(folder / f"fresh-{start}")
        fresh.install(write_revision(folder / "snapshot", rows, start + 1), start + 1)
        for text in ("牛奶", "奶", "纯", "milk", "t", "7", "9521001"):
            found, expected = (
                {each.product.sku for each in one.current().search(text, 20)} for one in (shop.store, fresh)
            )
            assert found == expected
