"""Offers as rows of a catalogue: every kind goes and comes back, and what a newer cloud says is kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from kiosk.domain.catalogue_checksum import StateChecksum, checksum_of, row_bytes
from kiosk.domain.catalogue_delta import DeltaHeader, Put, read_delta
from kiosk.domain.catalogue_rows import SnapshotHeader, offer_row, read_snapshot, snapshot_lines
from kiosk.domain.delta_making import delta_lines, difference
from kiosk.domain.offer import (
    Offer,
    UnknownOffer,
)
from kiosk.domain.offer_rows import known_offer, read_offer
from kiosk.domain.product import Names, Product
from kiosk.domain.promotion import compile_offers
from kiosk.errors import InputRefused
from tests.domain.offer_kinds import every_kind

AT = datetime(2026, 12, 1, tzinfo=UTC)
EVERY_KIND = every_kind()
TEA = Product(sku="tea", names=Names("茶"), category="dry", price_minor=500, tax_code="std", tax_bp=1300)
POINTS: dict[str, Any] = {
    "type": "offer",
    "kind": "points_multiplier",
    "offer_id": "p1",
    "names": {"zh": "积分三倍"},
    "factor": 3.5,
    "goods": {"skus": ["no-such-good"]},
}
"""Of a newer cloud: its fields in its own order."""


def lines(*offers: Offer) -> list[bytes]:
    return list(snapshot_lines([TEA], offers, revision=7, published_at=AT, currency="CNY"))


@pytest.mark.parametrize("offer", EVERY_KIND, ids=lambda each: f"{type(each).__name__} {each.offer_id}")
def test_an_offer_comes_back_as_it_went(offer: Offer) -> None:
    row = json.loads(row_bytes(offer_row(offer)))
    assert read_offer(row, 1) == offer
    assert known_offer(row, 1) == offer


def test_the_first_two_kinds_are_written_as_ever() -> None:
    assert [row_bytes(offer_row(offer)).decode() for offer in EVERY_KIND[:2]] == [
        '{"type":"offer","kind":"multi_buy","offer_id":"a","names":{"zh":"优惠","en":"Offer"},'
        '"skus":["tea","cola"],"quantity":3,"price_minor":900}',
        '{"type":"offer","kind":"near_date","offer_id":"b","names":{"zh":"优惠","en":"Offer"},'
        '"categories":["dairy"],"days":0,"percent":30}',
    ]


def test_what_is_at_its_default_is_left_out() -> None:
    assert offer_row(EVERY_KIND[-1]) == {
        "type": "offer",
        "kind": "basket",
        "offer_id": "i",
        "names": {"zh": "优惠", "en": "Offer"},
        "percent": 5,
    }


def test_a_snapshot_has_offers_of_all_kinds_and_counts_them() -> None:
    header, *rows = read_snapshot(lines(*EVERY_KIND))
    assert isinstance(header, SnapshotHeader)
    assert header.offers == len(EVERY_KIND)
    assert rows == [TEA, *EVERY_KIND]


def of_a_newer_cloud(offer: dict[str, Any]) -> list[bytes]:
    """A snapshot with this row, byte by byte as it is written there."""
    first, product, end = (json.loads(line) for line in lines())
    rows = [first | {"offers": 1}, product, offer, end | {"rows": 2}]
    return [row_bytes(row) for row in rows]


NEWER: list[dict[str, Any]] = [
    POINTS,
    json.loads(row_bytes(offer_row(EVERY_KIND[0]))) | {"excluded": ["staff"]},
    json.loads(row_bytes(offer_row(EVERY_KIND[3]))) | {"reward": {"percent": 50, "nth": 2}},
    json.loads(row_bytes(offer_row(EVERY_KIND[4]))) | {"goods": {"suppliers": ["s1"]}},
    json.loads(row_bytes(offer_row(EVERY_KIND[4]))) | {"terms": {"combination": "beside_coupons"}},
    json.loads(row_bytes(offer_row(EVERY_KIND[4]))) | {"terms": {"hours": [{"holidays": True}]}},
    json.loads(row_bytes(offer_row(EVERY_KIND[5]))) | {"by": "weight"},
]


@pytest.mark.parametrize("row", NEWER, ids=lambda row: str(row["kind"]))
def test_what_only_a_newer_version_knows_is_kept_as_it_came_and_never_applied(row: dict[str, Any]) -> None:
    written = of_a_newer_cloud(row)
    offer = list(read_snapshot(written))[2]
    assert isinstance(offer, UnknownOffer)
    assert (offer.offer_id, offer.kind) == (row["offer_id"], row["kind"])
    assert row_bytes(offer_row(offer)) == written[2]
    book = compile_offers([offer], 7)
    assert book.unknown == (offer,)
    assert book.parts_for(TEA) == []


def test_the_checksum_agrees_with_the_newer_clouds() -> None:
    written = of_a_newer_cloud(POINTS)
    theirs = StateChecksum()
    for line in written[1:-1]:
        theirs.add(line)
    product, offer = list(read_snapshot(written))[1:]
    assert not isinstance(product, SnapshotHeader)
    assert not isinstance(offer, SnapshotHeader)
    assert checksum_of([product, offer]) == theirs.hex()


def test_a_delta_brings_and_takes_what_is_not_known() -> None:
    unknown = read_offer(POINTS, 1)
    about = {"from_revision": 7, "to_revision": 8, "published_at": AT, "checksum": "0" * 32}
    for before, after in (([], [unknown]), ([unknown], [])):
        written = list(delta_lines(difference(before, after), **about))  # type: ignore[arg-type]
        header, change = read_delta(written)
        assert isinstance(header, DeltaHeader)
        assert change == Put(unknown) if after else "p1" in str(change)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"kind": "points", "names": {"zh": "x"}}, "missing(row=3, column='offer_id'"),
        ({"kind": "points", "offer_id": ""}, "not_a_text(row=3, column='offer_id'"),
        ({"offer_id": "x", "names": {"zh": "x"}}, "not_one_of(row=3, column='kind'"),
        ({"kind": 5, "offer_id": "x"}, "not_one_of(row=3, column='kind', value='5'"),
        ({"kind": "x" * 65, "offer_id": "x"}, "not_a_text(row=3, column='kind'"),
        ({"kind": "new", "offer_id": "x", "odd": "\ud800"}, "not_json(row=3"),
        (POINTS | {"kind": "piece", "goods": {"skus": [5]}, "factor": 1}, ""),
        ({**offer_row(EVERY_KIND[4]), "percent": 200}, "not_a_whole_number(row=3, column='percent'"),
        ({**offer_row(EVERY_KIND[4]), "goods": {"skus": [5]}}, "column='goods.skus'"),
        ({**offer_row(EVERY_KIND[4]), "goods": ["tea"]}, "not_a_record(row=3, column='goods'"),
        ({**offer_row(EVERY_KIND[3]), "slots": [{"count": 1}]}, "missing(row=3, column='slots[1].goods'"),
        ({**offer_row(EVERY_KIND[3]), "slots": {}}, "not_entries(row=3, column='slots'"),
        ({**offer_row(EVERY_KIND[3]), "terms": {"starts_at": "2026-12-01"}}, "column='terms.starts_at'"),
        ({**offer_row(EVERY_KIND[5]), "by": 5}, "not_one_of(row=3, column='by', value='5'"),
    ],
)  # fmt: skip
def test_a_known_field_that_cannot_be_is_a_mistake(row: dict[str, Any], told: str) -> None:
    if not told:
        assert isinstance(read_offer(row, 3), UnknownOffer), "one word that is not known makes it a newer one"
        return
    with pytest.raises(InputRefused) as refused:
        read_offer(row, 3)
    assert told in str(refused.value)


def test_a_shops_own_file_has_no_newer_kinds() -> None:
    with pytest.raises(InputRefused, match=r"not_one_of.*multi_buy, near_date, set, piece"):
        known_offer(POINTS, 1)
