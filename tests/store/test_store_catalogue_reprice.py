"""New prices are written into a good's row as if the whole row had been told anew."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.catalogue_checksum import row_bytes
from kiosk.domain.catalogue_delta import Reprice
from kiosk.domain.product import Names
from kiosk.domain.row_telling import product_row
from kiosk.store.catalogue_reprice import repriced
from tests.store.catalogue_values import MILK

_money = st.integers(0, 10_000_000)
_member = st.one_of(st.none(), _money)
_names = st.one_of(
    st.text(max_size=20), st.sampled_from((',"price_minor":1,"tax_code":', '"price_minor":7', "\\", '\\"'))
)


@given(_names, _money, _member, _money, st.one_of(st.none(), st.tuples(_member)))
def test_a_row_at_a_new_price_is_as_the_cloud_tells_it(
    name: str, old: int, old_member: int | None, new: int, column: tuple[int | None] | None
) -> None:
    good = replace(MILK, names=Names(name), price_minor=old, member_price_minor=old_member)
    change = Reprice((good.sku,), (new,), column)
    whole = row_bytes(product_row(change.on(0, good)))
    assert repriced(row_bytes(product_row(good)), 0, change) == whole


def test_a_row_in_another_form_is_told_anew() -> None:
    change = Reprice((MILK.sku,), (990,))
    spaced = row_bytes(product_row(MILK)).replace(b'"price_minor":', b'"price_minor": ')
    assert repriced(spaced, 0, change) == row_bytes(product_row(change.on(0, MILK)))
