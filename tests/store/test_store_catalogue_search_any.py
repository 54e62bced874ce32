"""Whatever goods are called and whatever is typed: all that fits is found, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kiosk.domain.finding import fits, haystack_of, needles_of, query_of
from kiosk.store.catalogue_store import FileCatalogueStore
from tests.store.revisions import write_revision
from tests.store.test_store_catalogue_search import TODAY, good, numbers

_zh = st.text("牛奶纯有机草莓糖茶a1 ", min_size=1, max_size=6).map(str.strip).filter(bool)
_query = st.one_of(
    _zh,
    st.text("niuachgmeo", min_size=1, max_size=7),
    st.sampled_from(("milk", "mi", "m", "95210", "0025", "niunai milk", "500")),
    st.text(max_size=8),
)
_READ = {
    "牛": "niu", "奶": "nai", "纯": "chun", "有": "you", "机": "ji", "草": "cao", "莓": "mei", "糖": "tang",
    "茶": "cha",
}  # fmt: skip


def _spelled(zh: str) -> tuple[str, ...]:
    parts = "".join(f" {_READ[sign]} " if sign in _READ else sign for sign in zh).split()
    return (" ".join(parts),)


_ASKED = (st.lists(_zh, min_size=1, max_size=12), st.lists(_query, min_size=1, max_size=6))


@given(*_ASKED)
@hypothesis_settings(max_examples=15)
def test_all_that_fits_is_found_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], queries: list[str]
) -> None:
    _finds_all(tmp_path_factory, names, queries)


@pytest.mark.soak
@pytest.mark.timeout(600)
@given(*_ASKED)
@hypothesis_settings(max_examples=300, derandomize=False)
def test_all_that_fits_is_found_whatever_is_asked(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], queries: list[str]
) -> None:
    _finds_all(tmp_path_factory, names, queries)


def _finds_all(tmp_path_factory: pytest.TempPathFactory, names: list[str], queries: list[str]) -> None:
    folder = tmp_path_factory.mktemp("found")
    goods = [good(number, zh, _spelled(zh), "Milk tea") for number, zh in enumerate(names, 1)]
    store = FileCatalogueStore(folder / "kiosk")
    store.install(write_revision(folder / "s", goods, 7), 7)
    for sold in ({}, {goods[0].sku: 1}):
        store.count_sold(sold, TODAY)
        for text in queries:
            runs = query_of(text)
            expected = {
                int(each.sku) - 5000 for each in goods if runs and fits(haystack_of(each), needles_of(runs))
            }
            assert set(numbers(store, text, 50)) == expected, text
