"""A kiosk takes what changed: in its place or in a copy, all of it or nothing, while trips go on."""

from __future__ import annotations

import fcntl
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.domain.catalogue_checksum import Value, checksum_of
from kiosk.domain.category import Category
from kiosk.domain.price_row import Price, PriceFor
from kiosk.domain.product import BundlePart, CodeUnit, Names, PackCode, Product
from kiosk.domain.recall import Recall
from kiosk.errors import InputRefused, StoreUnusable
from kiosk.sentences import Sentences
from kiosk.store.catalogue_store import FileCatalogueStore
from tests.store.catalogue_values import APPLES, BEER, MILK, TWO_BEERS
from tests.store.revisions import Rows, Shop, rows_of, write_delta

AT = datetime(2026, 12, 1, tzinfo=UTC)
DAIRY = Category(category_id="dairy", names=Names("乳品", "Dairy"))
SIX = PackCode("09521001000048", 6, CodeUnit.PIECE)
FUTURE = Price(sku="1001", kind=PriceFor.OFFER, amount_minor=4990, starts_at=AT, lowest_30_minor=5990)
RECALL = Recall(recall_id="r-7", notice=Names("召回"), gtins=MILK.gtins)

FIRST: Rows = (DAIRY, MILK, APPLES, BEER, TWO_BEERS)
SECOND: Rows = (
    DAIRY,
    replace(MILK, price_minor=6090),
    replace(APPLES, price_minor=1498),
    BEER,
    FUTURE,
    RECALL,
)
THIRD: Rows = (
    replace(DAIRY, names=Names("乳制品")),
    replace(MILK, packs=(SIX,), bundle=(BundlePart("4001"),)),
    # Its code goes to another good, its PLU too.
    replace(APPLES, plu=None),
    Product(
        sku="4001", names=Names("新苹果"), category="fruit", plu="20101", gtins=BEER.gtins[:1],
        price_minor=5, tax_code="std", tax_bp=1300,
    ),
    replace(BEER, gtins=BEER.gtins[1:]),
    FUTURE,
)  # fmt: skip
FOURTH: Rows = (MILK, APPLES)


def good_rows(count: int) -> list[Value]:
    """Plain goods without codes."""
    return [replace(MILK, sku=f"g{number}", gtins=(), names=Names(f"货{number}")) for number in range(count)]


@pytest.fixture
def shop(tmp_path: Path, store: FileCatalogueStore) -> Shop:
    shop = Shop(tmp_path, store, FIRST, SECOND, THIRD, FOURTH)
    shop.install(7)
    return shop


def files(shop: Shop) -> set[str]:
    return {path.name for path in (shop.folder / "kiosk").iterdir() if "popularity" not in path.name}


def test_each_delta_gives_the_revision_that_was_published(shop: Shop) -> None:
    for start in (7, 8, 9):
        shop.apply(start, start + 1)
        assert shop.store.current().revision == start + 1
        assert rows_of(shop.store) == set(shop.revisions[start + 1])
    assert shop.store.stats().products == 2


def test_a_chain_of_deltas_is_one_step(shop: Shop) -> None:
    shop.apply(7, 8, 9, 10)
    assert rows_of(shop.store) == set(FOURTH)


def test_what_a_scan_finds_follows_a_code_that_goes_to_another_good(shop: Shop) -> None:
    shop.apply(7, 8)
    shop.apply(8, 9)
    catalogue = shop.store.current()
    moved = catalogue.by_gtin(BEER.gtins[0])
    assert moved is not None
    assert moved.sku == "4001"
    assert catalogue.by_plu("20101") == moved
    milk = catalogue.by_gtin(SIX.gtin)
    assert milk is not None
    assert milk.pack(SIX.gtin) == SIX
    assert milk.prices == (FUTURE,)


def test_the_idle_file_is_changed_in_its_place_once_it_is_close_behind(shop: Shop) -> None:
    shop.apply(7, 8)  # there was no other file: a copy
    before = {path.name: path.stat().st_ino for path in (shop.folder / "kiosk").glob("*.db")}
    shop.apply(8, 9)  # the idle file has 7: it takes the missed delta and the new one
    shop.apply(9, 10)
    after = {path.name: path.stat().st_ino for path in (shop.folder / "kiosk").glob("*.db")}
    assert after == before
    assert rows_of(shop.store) == set(FOURTH)
    names = {"catalogue-a.db", "catalogue-b.db", "catalogue-current", "catalogue.lock"}
    assert files(shop) == names | {"catalogue-delta-9-10.jsonl.gz"}


def test_a_trip_keeps_its_prices_while_the_idle_file_is_wanted(shop: Shop) -> None:
    held = [shop.store.current()]
    for start in (7, 8, 9):
        shop.apply(start, start + 1)
        held.append(shop.store.current())
    for catalogue, rows in zip(held, (FIRST, SECOND, THIRD, FOURTH), strict=True):
        catalogue.verify()
        milk = catalogue.by_gtin(MILK.gtins[0])
        assert milk is not None
        assert replace(milk, prices=()) == next(row for row in rows if isinstance(row, Product))


def test_another_process_that_holds_the_idle_file_keeps_it_too(shop: Shop) -> None:
    shop.apply(7, 8)
    idle = shop.folder / "kiosk" / "catalogue-a.db"
    with idle.open() as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        inode = idle.stat().st_ino
        shop.apply(8, 9)
        assert idle.stat().st_ino != inode
    assert rows_of(shop.store) == set(THIRD)


@pytest.mark.parametrize("damage", ["idle", "kept delta", "no kept delta", "idle cut"])
def test_an_idle_file_that_cannot_follow_is_replaced_by_a_copy(shop: Shop, damage: str) -> None:
    shop.apply(7, 8)
    kiosk = shop.folder / "kiosk"
    if damage == "idle":
        (kiosk / "catalogue-a.db").write_bytes(b"no database" * 1000)
    elif damage == "idle cut":
        content = (kiosk / "catalogue-a.db").read_bytes()
        (kiosk / "catalogue-a.db").write_bytes(content[: len(content) // 2])
    elif damage == "kept delta":
        (kiosk / "catalogue-delta-7-8.jsonl.gz").write_bytes(b"no delta")
    else:
        (kiosk / "catalogue-delta-7-8.jsonl.gz").unlink()
    shop.apply(8, 9)
    assert rows_of(shop.store) == set(THIRD)


def test_the_same_again_changes_nothing_and_an_older_one_is_refused(shop: Shop) -> None:
    shop.apply(7, 8)
    before = files(shop)
    shop.apply(7, 8)
    assert files(shop) == before
    with pytest.raises(InputRefused, match=r"catalogue\.revision_reused\(revision=8\)"):
        shop.store.apply([shop.delta(7, 8)], 8, "0" * 32)
    shop.apply(8, 9)
    with pytest.raises(InputRefused, match=r"catalogue\.older_revision\(revision=8, current=9\)"):
        shop.apply(7, 8)
    assert rows_of(shop.store) == set(THIRD)


def _refused(shop: Shop, deltas: list[Path], revision: int, checksum: str) -> str:
    with pytest.raises(InputRefused) as error:
        shop.store.apply(deltas, revision, checksum)
    assert rows_of(shop.store) == set(FIRST)
    assert rows_of(FileCatalogueStore(shop.folder / "kiosk")) == set(FIRST)
    assert not (shop.folder / "kiosk" / "catalogue.part").exists()
    words = Sentences(strict=True)
    assert all(words.say(error.value.reason, language) for language in ("zh-CN", "en"))
    return str(error.value.reason)


def test_deltas_that_do_not_lead_there_are_refused(shop: Shop) -> None:
    tenth = checksum_of(FOURTH)
    assert _refused(shop, [shop.delta(8, 9)], 9, checksum_of(THIRD)) == (
        "catalogue.delta_gap(found=8, expected=7)"
    )
    assert _refused(shop, [shop.delta(7, 8), shop.delta(9, 10)], 10, tenth) == (
        "catalogue.delta_elsewhere(found=10, expected=10)"
    )
    assert _refused(shop, [], 8, tenth).startswith("catalogue.delta_gap")


def test_a_delta_of_another_base_or_with_another_outcome_is_refused(shop: Shop) -> None:
    other = write_delta(shop.folder / "other", (MILK,), (MILK, APPLES), 7, 8)
    assert "catalogue.wrong_checksum(revision=8)" in _refused(shop, [other], 8, checksum_of((MILK, APPLES)))
    wrong = write_delta(shop.folder / "wrong", FIRST, SECOND, 7, 8, checksum="f" * 32)
    assert "catalogue.wrong_checksum" in _refused(shop, [wrong], 8, "f" * 32)
    assert "catalogue.wrong_checksum" in _refused(shop, [shop.delta(7, 8)], 8, "f" * 32)
    gone = write_delta(shop.folder / "gone", (MILK, replace(MILK, sku="77", gtins=())), (MILK,), 7, 8)
    assert "catalogue.drop_of_none" in _refused(shop, [gone], 8, "0" * 32)


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        ((*FIRST, replace(MILK, sku="9")), "catalogue.twice(sku='9', column='gtins'"),
        ((*FIRST, replace(APPLES, sku="9")), "catalogue.twice(sku='9', column='plu'"),
        ((DAIRY, MILK, APPLES, TWO_BEERS), "catalogue.offer_without_good(offer='beer-2', sku='3001')"),
        ((*FIRST, replace(MILK, sku="9", gtins=(), deposit_sku="no")), "catalogue.link_without_good(sku='9'"),
        ((*FIRST, Price(sku="none", amount_minor=1)), "catalogue.price_without_good"),
    ],
)  # fmt: skip
def test_a_revision_that_does_not_hold_together_is_refused(shop: Shop, after: Rows, reason: str) -> None:
    delta = write_delta(shop.folder / "bad", FIRST, after, 7, 8)
    assert _refused(shop, [delta], 8, checksum_of(after)).startswith(reason)


def test_a_delta_cut_or_flipped_anywhere_is_refused(shop: Shop) -> None:
    content = shop.delta(7, 8).read_bytes()
    bad = shop.folder / "bad"
    for place in range(0, len(content), 29):
        bad.write_bytes(content[:place])
        with pytest.raises(InputRefused):
            shop.store.apply([bad], 8, checksum_of(SECOND))
        # The first ten bytes are gzip's header, of which some say nothing.
        if place >= 10:
            bad.write_bytes(content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :])
            with pytest.raises(InputRefused):
                shop.store.apply([bad], 8, checksum_of(SECOND))
    assert rows_of(shop.store) == set(FIRST)
    shop.apply(7, 8)


def test_two_at_once_exclude_each_other(shop: Shop) -> None:
    with (shop.folder / "kiosk" / "catalogue.lock").open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(StoreUnusable, match=r"store\.in_use"):
            shop.apply(7, 8)
    shop.apply(7, 8)


def test_without_a_catalogue_the_snapshot_is_asked_for(tmp_path: Path, store: FileCatalogueStore) -> None:
    delta = write_delta(tmp_path / "d", FIRST, SECOND, 7, 8)
    with pytest.raises(InputRefused, match=r"catalogue\.delta_gap\(found=7, expected=0\)"):
        store.apply([delta], 8, checksum_of(SECOND))


def test_names_that_look_like_commands_are_only_names(shop: Shop) -> None:
    hostile = Names("'); DROP TABLE goods;--", '<script>alert("x")</script> % _ " * OR NEAR(')
    shop.revisions[8] = (*FIRST, replace(MILK, sku="'; --", names=hostile, gtins=(), spellings=()))
    shop.apply(7, 8)
    assert rows_of(shop.store) == set(shop.revisions[8])
    found = shop.store.current().search('DROP "TABLE" goods; -- <script>', 5)
    assert [each.product.names for each in found] == [hostile]
