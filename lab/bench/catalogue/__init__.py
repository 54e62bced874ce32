"""The catalogue at a large chain's size, beside plain SQLite with the same goods in the same run.

Install, size, lookups, ten kinds of search, a delta of 10,000 rows while a reader goes on. Budgets are those
of the design for a million goods; a smaller run must keep them too.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kiosk.domain.catalogue_checksum import StateChecksum, row_bytes
from kiosk.domain.catalogue_rows import decode_line
from kiosk.domain.delta_making import Difference, delta_lines
from kiosk.domain.product import Product
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.snapshot_file import lines_of, write_lines
from lab.bench import growth
from lab.bench.catalogue import kiosk_side, peer
from lab.bench.catalogue.asking import LIMIT, kinds, timed
from lab.bench.catalogue.goods import PUBLISHED, Made, lines, prices_of, sku_of
from lab.bench.catalogue.rows import SAMPLE, Row, Scope, row

STEPS = (10_000, 30_000, 100_000, 300_000, 1_000_000)
CHANGES = 10_000
TITLE = "Catalogue: growth with the number of goods"
PANELS = (
    ("Snapshot ready, s", "catalogue.ready_", "FTS5 trigram"),
    ("Whole-product lookup p99, us", "catalogue.lookup_hit_p99", "bare key lookup"),
    ("Search by pinyin p99, ms", "catalogue.search_pinyin_p99", "LIKE"),
)

READY_RATIO = 1.5
"""Of what the plain way takes, which checks, counts and orders less: seconds say more of the machine."""

DELTA_S, READER_MS, SEARCH_MS, LOOKUP_RATIO, CHANGE_BYTES = 4.0, 10.0, 10.0, 3.0, 11.0
QUIET_MS = 1.0
"""What readers wait at p99 with nothing going on, where no other program keeps the cores busy."""
_SOLD = 2000
_LOOKUPS = 20_000
_QUESTIONS, _TRIGRAMS = 400, 200
_LEAST_LIKE, _MOST_LIKE = 3, 20
_LIKE_ROWS = 2_000_000
"""Goods that LIKE reads through for one kind of question, about: some seconds."""
_BUDGETED = {"one character", "pinyin", "initials", "latin"}


def results(scope: Scope = SAMPLE) -> Iterator[Row]:
    """The rows of the largest size; with a plot, the smaller ones are measured first."""
    smaller = [size for size in STEPS if size < scope.goods] if scope.plot else []
    points = [growth.Point(size, list(_measured(size))) for size in smaller]
    measured: list[Row] = []
    for each in _measured(scope.goods):
        measured.append(each)
        yield each
    if scope.plot:
        growth.draw([*points, growth.Point(scope.goods, measured)], scope.plot, TITLE, PANELS)


def _measured(goods: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="catalogue-bench-") as name:
        folder = Path(name)
        made = Made(goods)
        snapshot = folder / "snapshot.jsonl.gz"
        write_lines(snapshot, lines(goods, made))
        ready = kiosk_side.install(folder / "kiosk", snapshot, ())
        plain = peer.build(folder / "plain.db", lines_of(snapshot))
        store = FileCatalogueStore(folder / "kiosk")
        size = store.current().path.stat().st_size
        trigram = "plain SQLite, FTS5 trigram"
        walls, works = (trigram, plain.build_s), (f"{trigram}, CPU", plain.build_cpu_s)
        yield row(f"ready_{goods}_goods", ready.seconds, "s", walls, READY_RATIO * plain.build_s)
        yield row("ready_cpu", ready.cpu_s, "s", works, READY_RATIO * plain.build_cpu_s)
        yield row("ready_peak_memory", ready.peak_mb, "MB")
        yield row("size", size / 1e6, "MB", (trigram, plain.bytes / 1e6))
        yield row("size_packed", snapshot.stat().st_size / 1e6, "MB")
        yield from _lookups(store, plain, made)
        yield from _searches(store, plain, made)
        plain.connection.close()
        yield from _delta(folder, snapshot, made, ready)


def _lookups(store: FileCatalogueStore, plain: peer.Peer, made: Made) -> Iterator[Row]:
    chance = random.Random("lookups")
    hits = [chance.choice(made.codes) for _ in range(_LOOKUPS)]
    misses = [f"1{number:013d}" for number in range(5000)]
    catalogue = store.current()
    for name, codes in (("hit", hits), ("miss", misses)):
        bare = timed(plain.price, list(map(int, codes)))
        ours = timed(catalogue.by_gtin, codes)
        for part in ("p50", "p99"):
            mine, theirs = 1000 * getattr(ours, part), 1000 * getattr(bare, part)
            budget = LOOKUP_RATIO * theirs if (name, part) == ("hit", "p99") else None
            yield row(f"lookup_{name}_{part}", mine, "us", ("bare key lookup", theirs), budget)


def _searches(store: FileCatalogueStore, plain: peer.Peer, made: Made) -> Iterator[Row]:
    chance = random.Random("sold")
    sold = {sku_of(chance.randrange(made.goods)): chance.randrange(1, 50) for _ in range(_SOLD)}
    store.count_sold(sold, date(2026, 11, 22))
    catalogue = store.current()
    # Some hundred, as p99 needs; LIKE gets a few, since each of them reads the whole table.
    few = max(_LEAST_LIKE, min(_MOST_LIKE, _LIKE_ROWS // made.goods))
    for kind, questions in kinds(made, _QUESTIONS).items():
        ours = timed(lambda text: catalogue.search(text, LIMIT), questions)
        like = timed(lambda text: plain.like(text, LIMIT), questions[:few], rounds=1)
        tri = timed(lambda text: plain.trigrams(text, LIMIT), questions[:_TRIGRAMS], rounds=1)
        name = f"search_{kind.replace(' ', '_')}"
        asked = f"LIKE, asked {few} of {_QUESTIONS}"
        yield row(f"{name}_p50", ours.p50, "ms", (asked, like.p50))
        budget = SEARCH_MS if kind in _BUDGETED else None
        yield row(f"{name}_p99", ours.p99, "ms", (f"{asked}, the slowest", like.p99), budget)
        yield row(f"{name}_cpu_p99", ours.cpu_p99, "ms")
        if tri.answered:
            peer_name = f"FTS5 trigram, asked {_TRIGRAMS}, p99"
            yield row(f"{name}_p99_beside_trigrams", ours.p99, "ms", (peer_name, tri.p99))
        yield row(f"{name}_found", 100 * ours.answered, "%", ("FTS5 trigram", 100 * tri.answered))


def _delta(folder: Path, snapshot: Path, made: Made, whole: kiosk_side.Done) -> Iterator[Row]:
    """Seven tenths new prices, two new names, one gone; twice, so that the second is taken in its place."""
    store = folder / "kiosk"
    changes = min(CHANGES, len(made.kept) // 2)
    checksum = made.checksum
    picked = random.Random("delta").sample(made.kept, 2 * changes)
    for revision, part in ((2, picked[:changes]), (3, picked[changes:])):
        delta = folder / f"{revision}.delta"
        _write_delta(delta, part, revision, checksum)
        done = kiosk_side.apply(
            store, delta, revision, checksum.hex(), made.codes[:: max(1, made.goods // 5000)]
        )
        how = "in_a_copy" if revision == 2 else "in_place"
        budget = DELTA_S if revision == 3 else None
        anew = "the snapshot anew"
        yield row(f"delta_{changes}_rows_{how}", done.seconds, "s", (anew, whole.seconds), budget)
        yield row(f"delta_{how}_cpu", done.cpu_s, "s", (f"{anew}, CPU", whole.cpu_s), budget)
        yield from _readers(how, done)
    size = delta.stat().st_size / changes
    yield row(
        "delta_bytes_a_change",
        size,
        "bytes",
        ("whole snapshot", snapshot.stat().st_size / changes),
        CHANGE_BYTES,
    )
    FileCatalogueStore(store).current().verify()


def _readers(how: str, done: kiosk_side.Done) -> Iterator[Row]:
    """By the wall's clock they are held to the budget where the machine has cores for them."""
    alone, peer = done.alone, "the same readers, no delta"
    yield row(f"delta_{how}_readers_p99", done.readers.own, "ms", (peer, alone.own), READER_MS)
    quiet = READER_MS if alone.wall <= QUIET_MS else None
    yield row(f"delta_{how}_readers_p99_wall", done.readers.wall, "ms", (peer, alone.wall), quiet)


def _write_delta(path: Path, goods: list[Row], revision: int, checksum: StateChecksum) -> None:
    """Writes it, and takes the rows it changes out of the checksum and into it."""
    changes = len(goods)
    repriced: list[Product] = []
    renamed: list[tuple[Product, Product]] = []
    dropped: list[tuple[str, str]] = []
    for number, each in enumerate(goods):
        told = each
        checksum.take_out(row_bytes(told))
        if number < 7 * changes // 10:
            told = {**told, "price_minor": (int(told["price_minor"]) * 7 + revision) % 19_900 + 100}
            repriced.append(_product(told))
        elif number < 9 * changes // 10:
            told = {**told, "names": {**told["names"], "zh": told["names"]["zh"] + "新"}}
            renamed.append((_product(each), _product(told)))
        else:
            dropped.append(("product", str(told["sku"])))
            for price in prices_of(str(told["sku"])):
                checksum.take_out(price)
            continue
        checksum.add(row_bytes(told))
    change = Difference(dropped, repriced, (), renamed)
    write_lines(
        path,
        delta_lines(
            change,
            from_revision=revision - 1,
            to_revision=revision,
            published_at=PUBLISHED,
            checksum=checksum.hex(),
        ),
    )


def _product(told: Row) -> Product:
    product = decode_line(row_bytes(told), 1)
    assert isinstance(product, Product)
    return product
