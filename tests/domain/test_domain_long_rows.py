"""What is published is what a kiosk reads, up to the last byte of a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk.domain.catalogue_checksum import Value, checksum_of
from kiosk.domain.catalogue_delta import Drop, Reprice, read_delta
from kiosk.domain.catalogue_rows import LONGEST_ROW, read_snapshot, snapshot_lines
from kiosk.domain.delta_making import delta_lines, difference
from kiosk.domain.offer import MultiBuy
from kiosk.domain.price_row import Price
from kiosk.domain.product import Names, Product
from kiosk.domain.recall import Recall
from kiosk.errors import InputRefused
from kiosk.sentences import Sentences

AT = datetime(2026, 11, 22, tzinfo=UTC)
NAMES = Names("优惠", "Offer")


def goods(count: int, width: int, price_minor: int = 990) -> list[Product]:
    """With SKUs of a width."""
    return [
        Product(
            sku=f"{number:0{width}d}",
            names=Names("商品"),
            category="snacks",
            price_minor=price_minor,
            tax_code="cn-vat-13",
            tax_bp=1300,
        )
        for number in range(count)
    ]


def offer(count: int, width: int) -> MultiBuy:
    skus = tuple(each.sku for each in goods(count, width))
    return MultiBuy(offer_id="many", names=NAMES, skus=skus, quantity=2, price_minor=100)


def published(
    products: Sequence[Product], offers: Sequence[MultiBuy], recalls: Sequence[Recall]
) -> list[bytes]:
    lines = snapshot_lines(products, offers, recalls, revision=1, published_at=AT, currency="CNY")
    return [line.rstrip(b"\n") for line in lines]


@pytest.mark.parametrize("width", range(20, 30))
def test_an_offer_that_is_published_is_one_that_every_kiosk_reads(width: int) -> None:
    lines = published(goods(2000, width), [offer(2000, width)], ())
    assert len(list(read_snapshot(lines))) == 2002
    assert max(map(len, lines)) <= LONGEST_ROW


@pytest.mark.parametrize("width", [30, 31, 32, 64])
def test_an_offer_that_no_kiosk_would_read_is_refused_by_its_name(width: int) -> None:
    with pytest.raises(InputRefused) as refused:
        published(goods(2000, width), [offer(2000, width)], ())
    told = refused.value.reason
    assert (told.code, told.values["offer"]) == ("catalogue.offer_too_long", "many")
    assert "Split it" in Sentences(strict=True).say(told, "en")


def test_a_recall_of_very_many_batches_is_refused_by_its_name() -> None:
    batches = tuple(f"{number:020d}" * 2 for number in range(2000))
    recall = Recall(recall_id="r-1", notice=NAMES, gtins=("09521001000017",), batches=batches)
    with pytest.raises(InputRefused, match=r"catalogue\.recall_too_long\(recall='r-1'"):
        published((), (), [recall])


def change(before: Sequence[Value], after: Sequence[Value]) -> list[bytes]:
    lines = delta_lines(
        difference(before, after),
        from_revision=1,
        to_revision=2,
        published_at=AT,
        checksum=checksum_of(after),
    )
    return [line.rstrip(b"\n") for line in lines]


@pytest.mark.parametrize("count", [1, 1000, 1001, 1200, 3500])
def test_dropped_and_repriced_goods_of_long_names_are_told_in_rows_that_fit(count: int) -> None:
    held = goods(count, 64)
    lists = [
        Price(sku=each.sku, price_list="beijing-suburbs-hypermarkets", amount_minor=1, starts_at=AT)
        for each in held
    ]
    lines = change([*held, *lists], held)
    dropped = [key for row in read_delta(lines) if isinstance(row, Drop) for key in row.keys]
    assert sorted(dropped) == sorted(each.price_id for each in lists)
    dearer = [replace(each, price_minor=10**9, member_price_minor=10**9) for each in held]
    lines = [*lines, *(again := change(held, dearer))]
    repriced = [row for row in read_delta(again) if isinstance(row, Reprice)]
    assert sorted(sku for row in repriced for sku in row.skus) == [each.sku for each in held]
    assert max(map(len, lines)) <= LONGEST_ROW


def test_nothing_that_changed_makes_no_row() -> None:
    held = goods(3, 8)
    assert len(change(held, held)) == 2, "its header and its end"
