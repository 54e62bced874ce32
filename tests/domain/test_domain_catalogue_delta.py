"""What changed between two revisions: made, packed, read again, and refused where it is not whole."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.catalogue_checksum import StateChecksum, Value, checksum_of, row_bytes, row_of
from kiosk.domain.catalogue_delta import Alter, Drop, Put, Reprice, key_of, read_delta
from kiosk.domain.catalogue_rows import LONGEST_ROW
from kiosk.domain.category import Category
from kiosk.domain.delta_making import Difference, delta_lines, difference
from kiosk.domain.packed_lines import pack, unpack
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.product import Names, Product
from kiosk.domain.recall import Recall
from kiosk.errors import InputRefused

AT = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def good(sku: str, price: int = 990, **more: object) -> Product:
    fields = {"names": Names(f"货{sku}"), "category": "dairy", "tax_code": "std", "tax_bp": 1300, **more}
    return Product(sku=sku, price_minor=price, **fields)  # type: ignore[arg-type]


BEFORE: tuple[Value, ...] = (
    Category(category_id="dairy", names=Names("乳品")),
    *(good(str(each)) for each in range(5)),
    Price(sku="1", kind=PriceFor.OFFER, amount_minor=890, starts_at=AT),
    Price(sku="2", kind=PriceFor.OFFER, amount_minor=890, starts_at=AT),
    Recall(recall_id="r", notice=Names("召回"), skus=("3",)),
)
AFTER: tuple[Value, ...] = (
    Category(category_id="dairy", names=Names("乳制品")),
    good("0", 1090),
    good("1", 1090, member_price_minor=1000),
    good("3", names=Names("新货")),
    good("4"),
    good("5"),
    Price(sku="1", kind=PriceFor.OFFER, amount_minor=790, starts_at=AT),
)


def lines_of(change: Difference, checksum: str = "0" * 32) -> list[bytes]:
    made = delta_lines(change, from_revision=7, to_revision=8, published_at=AT, checksum=checksum)
    return [line.rstrip(b"\n") for line in made]


def applied(before: tuple[Value, ...], lines: list[bytes]) -> dict[tuple[str, str], Value]:
    """What a reader holds after it, in the plainest way."""
    held = {key_of(value): value for value in before}
    for change in list(read_delta(lines))[1:]:
        match change:
            case Drop(kind, keys):
                for key in keys:
                    del held[(kind, key)]
                    if kind == "product":
                        held = {k: v for k, v in held.items() if not (isinstance(v, Price) and v.sku == key)}
            case Reprice(skus):
                for place, sku in enumerate(skus):
                    product = held[("product", sku)]
                    assert isinstance(product, Product)
                    held[("product", sku)] = change.on(place, product)
            case Alter(sku):
                product = held[("product", sku)]
                assert isinstance(product, Product)
                held[("product", sku)] = change.on(product)
            case Put(value):
                held[key_of(value)] = value
    return held


def test_a_delta_makes_the_one_revision_of_the_other() -> None:
    change = difference(BEFORE, AFTER)
    assert sorted(change.dropped) == [("product", "2"), ("recall", "r")]
    assert [each.sku for each in change.repriced] == ["0", "1"]
    assert [each.sku for _, each in change.altered] == ["3"]
    assert applied(BEFORE, lines_of(change)) == {key_of(value): value for value in AFTER}


_categories = st.builds(
    Category, category_id=st.sampled_from(("x", "y")), names=st.builds(Names, st.sampled_from("乳果"))
)
_goods = st.builds(good, st.sampled_from("abcdef"), st.integers(0, 5))
_values = st.lists(st.one_of(_goods, _categories), unique_by=key_of).map(tuple)


@given(_values, _values)
def test_any_revision_comes_of_any_other(before: tuple[Value, ...], after: tuple[Value, ...]) -> None:
    held = applied(before, lines_of(difference(before, after)))
    assert held == {key_of(value): value for value in after}


@given(_values, _values)
def test_the_checksum_follows_changes_and_knows_no_order(
    before: tuple[Value, ...], after: tuple[Value, ...]
) -> None:
    checksum = StateChecksum(checksum_of(reversed(before)))
    for value in before:
        checksum.take_out(row_bytes(row_of(value)))
    for value in after:
        checksum.add(row_bytes(row_of(value)))
    assert checksum.hex() == checksum_of(after)
    assert (checksum_of(before) == checksum_of(after)) == (set(before) == set(after))


def test_price_changes_cost_few_bytes() -> None:
    changed = tuple(good(str(690_000 + 137 * each), 100 + 37 * each % 19_000) for each in range(5000))
    packed = b"".join(pack(line + b"\n" for line in lines_of(Difference((), changed, ()))))
    assert len(packed) / len(changed) < 8


def test_packed_lines_come_back_however_they_are_cut() -> None:
    lines = [row_bytes(row_of(value)) for value in AFTER]
    packed = b"".join(pack(line + b"\n" for line in lines))
    for size in (1, 7, 1000):
        chunks = (packed[at : at + size] for at in range(0, len(packed), size))
        assert [line for some in unpack(chunks, LONGEST_ROW, "d") for line in some] == lines


@pytest.mark.parametrize("cut", range(0, 150, 11))
def test_packed_lines_cut_short_or_followed_by_others_are_damaged(cut: int) -> None:
    packed = b"".join(pack(row_bytes(row_of(value)) + b"\n" for value in AFTER))
    for wrong in (packed[:cut], packed + b"\x00", packed + packed):
        with pytest.raises(InputRefused, match=r"catalogue\.damaged"):
            list(unpack([wrong], LONGEST_ROW, "d"))


def test_a_line_without_an_end_is_not_held() -> None:
    endless = b"".join(pack(b"x" * 1000 for _ in range(100_000)))
    assert len(endless) < 200_000
    with pytest.raises(InputRefused, match=r"catalogue\.row_too_long\(row=1"):
        list(unpack([endless], LONGEST_ROW, "d"))


HEADER = json.loads(lines_of(Difference((), (), ()))[0]) | {"rows": 1}
DROP = {"type": "drop", "kind": "product", "keys": ["1"]}
REPRICE = {"type": "reprice", "skus": ["1"], "price_minor": [5]}
END = {"type": "end", "rows": 1}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([{**HEADER, "type": "header"}], "catalogue.not_a_delta(found='header')"),
        ([{**HEADER, "schema": 3}], "catalogue.unknown_schema(found='3', known=2)"),
        ([{**HEADER, "to": 7}], "catalogue.not_a_whole_number(row=1, column='to'"),
        ([{**HEADER, "checksum": "no"}], "catalogue.not_a_checksum(row=1"),
        ([{**HEADER, "sql": "no"}], "catalogue.unknown_field(row=1, column='sql'"),
        ([HEADER], "catalogue.truncated(rows=1)"),
        ([HEADER, DROP], "catalogue.truncated(rows=2)"),
        ([HEADER, END], "catalogue.wrong_count(what='rows', found=0, expected=1)"),
        ([HEADER, DROP, DROP, END], "catalogue.wrong_count(what='rows', found=2, expected=1)"),
        ([HEADER, DROP, END, DROP], "catalogue.row_after_end(row=4)"),
        ([HEADER | {"rows": 2}, REPRICE, DROP], "catalogue.row_misplaced(row=3)"),
        ([HEADER, {**DROP, "kind": "shop"}], "catalogue.not_one_of(row=2, column='kind'"),
        ([HEADER, {**DROP, "keys": "1"}], "catalogue.not_a_list(row=2, column='keys'"),
        ([HEADER, {**REPRICE, "price_minor": [1, 2]}], "catalogue.column_length(row=2"),
        ([HEADER, {**REPRICE, "price_minor": [-1]}], "catalogue.not_a_whole_number(row=2"),
        ([HEADER, {"type": "reprice", "skus": []}], "catalogue.missing(row=2, column='price_minor'"),
        ([HEADER, {"type": "change", "sku": "1"}], "catalogue.not_a_record(row=2, column='fields'"),
        ([HEADER, {"type": "change", "sku": "1", "fields": {"sku": "2"}}], "catalogue.unknown_field(row=2"),
        ([HEADER, {"type": "change", "fields": {"brand": "x"}}], "catalogue.missing(row=2, column='sku'"),
        ([HEADER, {"type": "sql", "text": "DROP TABLE goods"}], "catalogue.not_one_of(row=2, column='type'"),
        ([7], "catalogue.not_json(row=1"),
    ],
)
def test_a_malformed_delta_is_refused_with_the_place(rows: list[object], reason: str) -> None:
    with pytest.raises(InputRefused) as refused:
        list(read_delta([json.dumps(row, separators=(",", ":")).encode() for row in rows]))
    assert str(refused.value.reason).startswith(reason)


def test_a_value_no_kiosk_would_take_is_refused_where_it_is_made() -> None:
    with pytest.raises(InputRefused, match=r"catalogue\.unprintable\(row=2, column='names'"):
        lines_of(Difference((), (), (replace(good("1"), names=Names("\x1b@")),)))


def test_a_field_is_changed_only_to_what_a_row_may_say() -> None:
    plain = good("1", brand="a", member_price_minor=5)
    assert Alter("1", {"brand": None, "member_price_minor": None}).on(plain) == good("1")
    for fields in ({"price_minor": -1}, {"names": {"zh": ""}}, {"tax_code": None}):
        with pytest.raises(InputRefused):
            Alter("1", fields).on(plain)
