"""The catalogue's bench measures goods a kiosk takes, keeps its promises at small size, and draws growth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from kiosk.domain.catalogue_checksum import row_bytes
from kiosk.domain.catalogue_rows import read_snapshot
from kiosk.domain.product import Product
from kiosk.domain.row_telling import product_row
from lab.bench import growth
from lab.bench.catalogue import PANELS, TITLE, results
from lab.bench.catalogue.goods import Made, lines
from lab.bench.catalogue.peer import Peer, build
from lab.bench.catalogue.reader import waits_of
from lab.bench.catalogue.rows import Scope


@dataclass(frozen=True)
class Plain:
    """The peer of some goods, and the words of one of them that has a PLU."""

    peer: Peer
    words: dict[str, str]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plain]:
    written = [line.rstrip(b"\n") for line in lines(600, Made(600))]
    peer = build(tmp_path_factory.mktemp("plain") / "plain.db", [written])
    good = next(
        row for row in read_snapshot(written)
        if isinstance(row, Product) and row.plu and len(row.brand) == 3
    )  # fmt: skip
    syllables = good.spellings[0].split()
    yield Plain(
        peer,
        {
            "sku": good.sku,
            "brand": good.brand,
            "en": good.names.en.split()[-1],
            "initials": "".join(each[0] for each in syllables)[1:5],
            "pinyin": "".join(syllables[1:4]),
            "plu": good.plu or "",
            "middle": good.gtins[0][4:9],
            "end": good.gtins[0][-5:],
        },
    )
    peer.connection.close()


def test_the_goods_are_a_revision_any_kiosk_takes_written_as_the_cloud_writes_it() -> None:
    made = Made(600)
    written = [line.rstrip(b"\n") for line in lines(600, made)]
    goods = [row for row in read_snapshot(written) if isinstance(row, Product)]
    assert [row_bytes(product_row(good)) for good in goods] == written[1:601]
    codes = [code for good in goods for code in good.codes]
    assert len(codes) == len(set(codes)) == 720
    assert codes == made.codes


def test_growth_is_drawn_with_a_line_each(tmp_path: Path) -> None:
    names = [f"{name}x" for _, name, _ in PANELS]
    points = [
        growth.Point(
            goods, [{"name": name, "value": goods / 1e4, "peer_value": goods / 1e3} for name in names]
        )
        for goods in (10_000, 100_000, 1_000_000)
    ]
    growth.draw(points, tmp_path / "growth.png", TITLE, PANELS)
    with Image.open(tmp_path / "growth.png") as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24) or ()}
    assert {growth.OURS, growth.PEER} <= colours


def test_lookups_behind_a_late_one_are_late_too_and_what_had_no_core_is_told_apart() -> None:
    # The second could have run for 8 ms and had no core, then waited 3 ms for something else.
    told = [(0.010, 0.011, 0.0), (0.012, 0.024, 0.008), (0.014, 0.025, 0.008), (0.030, 0.031, 0.008)]
    assert list(waits_of(told, own=False)) == pytest.approx([1, 12, 11, 1])
    assert list(waits_of(told, own=True)) == pytest.approx([1, 4, 3, 1])


@pytest.mark.parametrize(
    "asked",
    ["{brand}", "{en}", "{initials}", "{pinyin}", "{plu}", "{middle}", "{brand} {end}", "{en} {brand}"],
)
def test_the_plain_way_is_asked_what_it_can_answer(plain: Plain, asked: str) -> None:
    text = asked.format(**plain.words)
    for answer in (plain.peer.like(text, 1000), plain.peer.trigrams(text, 1000)):
        assert plain.words["sku"] in {each[1] for each in answer}, text


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_a_small_catalogue_has_every_figure() -> None:
    rows = {row["name"]: row for row in results(Scope(2000))}
    assert rows["catalogue.search_one_character_found"]["value"] == 100
    assert rows["catalogue.search_one_character_found"]["peer_value"] == 0
    assert {"catalogue.ready_2000_goods", "catalogue.delta_bytes_a_change"} <= rows.keys()
    assert {"catalogue.ready_cpu", "catalogue.delta_in_place_cpu"} <= rows.keys()
    assert rows["catalogue.search_word_p50"]["peer"] == "LIKE, asked 20 of 400"
