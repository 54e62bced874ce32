"""The quick reader of goods and the one that explains take exactly the same lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.catalogue_rows import decode_line
from kiosk.domain.product import Product
from kiosk.domain.row_telling import product_row
from kiosk.errors import InputRefused
from kiosk.store.goods_line import Goods, read_goods, read_line
from tests.store.catalogue_values import MILK, products

WHOLE: Mapping[str, object] = {
    **product_row(MILK),
    "names": {"zh": "有机纯牛奶", "en": "Organic whole milk"},
    "size": {"zh": "250 ml", "en": ""},
    "packs": [{"gtin": "09521001000048", "quantity": 6}],
    "spellings": ["you ji chun niu nai", "you ji chun niu na"],
}

WRONG: Mapping[str, tuple[object, ...]] = {
    "sku": ("", " 1", "1 ", "x" * 65, 7, "a\x1b", "a\u3000"),
    "names": ("milk", {"zh": ""}, {"en": "Milk"}, {"zh": "x" * 121}, {"zh": "奶", "de": "x"}, {"zh": "奶 "}),
    "size": ({"zh": "x" * 121}, {"zh": " 1"}),
    "short": ({"zh": "x" * 41},),
    "unit": ({"zh": "x" * 25},),
    "base_price": ({"zh": "x" * 61},),
    "category": ("", "Dairy", "1a", "a" * 33, "a-b", "a\n"),
    "picture": ("f" * 63, "F" * 64, 1),
    "tax_class": ("a b", "x" * 33),
    "gtins": ("09521001000017", ["09521001000018"], ["0" * 14], ["09521001000017"] * 2, [1]),
    "packs": ([{"gtin": "09521001000048"}], [{"gtin": "09521001000048", "quantity": 0}], [7], [{}]),
    "plu": ("", "12a", "1" * 14, "１", 7),
    "sold_by": ("metre", 1),
    "price_minor": (-1, 1.5, True, "1", 10**15),
    "member_price_minor": (-1, "1"),
    "tax_code": ("", "x" * 33),
    "tax_bp": (-1, 10_001),
    "tare_g": (-1, 100_001),
    "minimum_age": (0, 121),
    "self_service": ("maybe",),
    "sale_stop": (1, "yes"),
    "spellings": (["Niu"], ["niu  nai"], ["niu "], [""], "niu", ["n"] * 17, ["nǚ"], ["a", ""]),
    "halal": (True,),
    "type": ("sql",),
}  # fmt: skip


def line(row: Mapping[str, object]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def test_an_ordinary_line_takes_the_quick_way() -> None:
    assert isinstance(read_line(line(WHOLE), 1), Goods)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, all_ in WRONG.items() for value in all_])
def test_what_the_explaining_reader_refuses_is_refused_with_its_words(name: str, value: object) -> None:
    row = line({**WHOLE, name: value})
    with pytest.raises(InputRefused) as expected:
        decode_line(row, 3)
    with pytest.raises(InputRefused) as found:
        read_line(row, 3)
    assert found.value.reason == expected.value.reason
    assert read_goods([line(WHOLE), row, line(WHOLE)]) is None


@given(products)
def test_what_is_read_is_the_same_either_way(product: Product) -> None:
    row = line(product_row(product))
    quick, slow = read_line(row, 1), decode_line(row, 1)
    assert slow == product
    assert isinstance(quick, Goods | Product)
    assert isinstance(slow, Product)
    for name in ("sku", "category", "plu", "codes", "spellings"):
        assert getattr(quick, name) == getattr(slow, name)


@given(st.lists(products, min_size=1, max_size=4))
def test_lines_together_are_read_as_one_by_one(goods: list[Product]) -> None:
    lines = [line(product_row(each)) for each in goods]
    singly = [read_line(each, 1) for each in lines]
    together = read_goods(lines)
    assert together == (singly if all(isinstance(each, Goods) for each in singly) else None)


@given(st.binary(max_size=60).filter(lambda noise: noise.strip() != b"}"))  # which makes the row whole again
def test_bytes_of_any_kind_are_read_or_refused(noise: bytes) -> None:
    assert read_goods([line(WHOLE), noise]) is None
    for row in (noise, b'{"type":"product",' + noise, line(WHOLE)[:-1] + noise):
        with pytest.raises(InputRefused):
            read_line(row, 1)


def test_every_field_of_a_product_is_known_or_left_to_the_other_reader() -> None:
    rare = {"role", "hours", "limits", "message", "deposit_sku", "bundle", "prices"}
    assert {each.name for each in msgspec.structs.fields(Goods)} == get_type_hints(Product).keys() - rare
