"""Stills: what each reader says of single pictures, at their own size and within a cluttered 720p frame."""

from __future__ import annotations

import csv
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.domain.barcode import Symbology
from lab.bench.scanning.clutter import cluttered, in_frame
from lab.bench.scanning.pictures import PHOTOS, Picture, allowed, asked
from lab.bench.scanning.readers import CAN_READ, OURS, SHORT, ZXING, readers, timed
from lab.bench.scanning.rows import Row, row

RETAIL = frozenset({Symbology.EAN13, Symbology.EAN8, Symbology.UPCA})
AS_GOOD_AS_ZXING = (
    Symbology.QR,
    Symbology.DATABAR,
    Symbology.DATABAR_EXPANDED,
    Symbology.CODE128,
    Symbology.ITF,
)
POINTS = {"native": 10.0, "in_720p": 7.0}
"""Percentage points above each library, EAN and UPC-A."""


@dataclass(slots=True)
class Tally:
    """One reader's answers."""

    right: Counter[Symbology] = field(default_factory=Counter)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    """Picture and the text it does not carry."""
    spent_ms: list[float] = field(default_factory=list)


def still_rows(source: str, pictures: Sequence[Picture], misreads: Path | None = None) -> list[Row]:
    """`source` is part of the names: drawn frames are harder than photographs, their rates do not compare."""
    rows: list[Row] = []
    wrong: list[tuple[str, str, str, str]] = []
    for size, points in POINTS.items():
        tallies = _judged(pictures, framed=size == "in_720p")
        counts = Counter(picture.symbology for picture in pictures if asked(picture))
        name = f"{source}.{size}"
        rows += _retail_rows(name, tallies, counts, points if source == PHOTOS else None)
        rows += _symbology_rows(name, tallies, counts)
        rows += _wrong_and_cost_rows(name, tallies)
        wrong += [(size, who, *said) for who, tally in tallies.items() for said in tally.wrong]
    if misreads is not None:
        _write(misreads, wrong)
    return rows


def _judged(pictures: Iterable[Picture], framed: bool) -> dict[str, Tally]:
    everyone = readers()
    tallies = {who: Tally() for who in everyone}
    clutter = cluttered()
    for number, picture in enumerate(pictures):
        grey = picture.load()
        if framed:
            grey = in_frame(grey, clutter[number % len(clutter)])
        for who, read in everyone.items():
            spent, said = timed(read, grey)
            tally = tallies[who]
            tally.spent_ms.append(spent)
            if asked(picture):
                tally.right[picture.symbology] += picture.truths <= said
            tally.wrong += [(picture.name, text) for text in sorted(said) if not allowed(picture, text)]
    return tallies


def _retail_rows(
    name: str, tallies: dict[str, Tally], counts: Counter[Symbology], points: float | None
) -> list[Row]:
    total = sum(counts[kind] for kind in RETAIL)
    share = {who: 100 * sum(t.right[kind] for kind in RETAIL) / total for who, t in tallies.items()}
    budget = f"{points:g} points above the peer" if points else None
    return [
        row(
            f"{name}.ean_upc.{SHORT[who]}",
            share[OURS],
            f"% of {total}",
            (who, share[who]),
            budget,
            share[OURS] >= share[who] + points if points else None,
        )
        for who in tallies
        if who != OURS
    ]


def _symbology_rows(name: str, tallies: dict[str, Tally], counts: Counter[Symbology]) -> list[Row]:
    rows = []
    for kind in (*sorted(RETAIL), *AS_GOOD_AS_ZXING, Symbology.DATAMATRIX):
        if not counts[kind]:
            continue
        ours = 100 * tallies[OURS].right[kind] / counts[kind]
        for who, tally in tallies.items():
            if who == OURS or kind not in CAN_READ[who]:
                continue
            peer = 100 * tally.right[kind] / counts[kind]
            held = who == ZXING and kind in AS_GOOD_AS_ZXING
            budget = "no less than the peer" if held else None
            ok = ours >= peer if held else None
            rows.append(
                row(f"{name}.{kind}.{SHORT[who]}", ours, f"% of {counts[kind]}", (who, peer), budget, ok)
            )
    return rows


def _wrong_and_cost_rows(name: str, tallies: dict[str, Tally]) -> list[Row]:
    ours = tallies[OURS]
    best = max((who for who in tallies if who != OURS), key=lambda who: _retail_right(tallies[who]))
    rows = []
    for who, tally in tallies.items():
        if who == OURS:
            continue
        budget, ok = (
            ("no more than the best peer", len(ours.wrong) <= len(tally.wrong))
            if who == best
            else (None, None)
        )
        rows.append(
            row(f"{name}.wrong.{SHORT[who]}", len(ours.wrong), "texts", (who, len(tally.wrong)), budget, ok)
        )
        peer = statistics.median(tally.spent_ms)
        rows.append(
            row(f"{name}.cost.{SHORT[who]}", statistics.median(ours.spent_ms), "ms CPU median", (who, peer))
        )
    return sorted(rows, key=lambda one: str(one["name"]))


def _retail_right(tally: Tally) -> int:
    return sum(tally.right[kind] for kind in RETAIL)


def _write(path: Path, wrong: Sequence[tuple[str, str, str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([("size", "reader", "picture", "said"), *wrong])
