"""Scanning beside the bare libraries, all in one run: stills, showings, live frames and a sweep of troubles.

    kiosk bench scan [--whole] [--plot FILE] [--out DIR]

Times are CPU milliseconds of the reading thread. The photographs are those of TOUCHLANE_PHOTOS, a sample of
them without `--whole`; where there are none the drawn hard frames of `lab.frames` take their place, under
names that say so, without the budgets that are set on photographs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2

from kiosk.errors import InputRefused, Reason
from lab.bench.scanning.live import live_rows
from lab.bench.scanning.pictures import DRAWN, Picture, pictures
from lab.bench.scanning.plot import draw
from lab.bench.scanning.rows import SAMPLE, Row, Scope
from lab.bench.scanning.sequences import sequence_rows
from lab.bench.scanning.stills import still_rows
from lab.bench.scanning.sweep import sweep, sweep_rows, write_csv

TRIALS, TRIALS_WHOLE = 2, 12
SHOWN_SAMPLE = 3
"""Every so manieth picture of the sample is shown."""


def results(scope: Scope = SAMPLE) -> Iterator[Row]:
    """The rows of `kiosk bench scan`, as they come; raises InputRefused when a file cannot be written."""
    cv2.setNumThreads(1)
    _check_places(scope)
    source, judged = pictures(scope.whole)
    if source == DRAWN:
        told = f"{len(judged)} drawn frames are read instead"
        sys.stderr.write(f"no photographs (TOUCHLANE_PHOTOS names their folder): {told}\n")
    yield from still_rows(source, judged, _file(scope, "misreads-stills.csv"))
    rounds = 2 if scope.whole else 1
    yield from sequence_rows(source, _shown(judged, scope), rounds, _file(scope, "misreads-shown.csv"))
    yield from live_rows(scope)
    yield from _sweep(scope)


def _shown(judged: Sequence[Picture], scope: Scope) -> Sequence[Picture]:
    return judged if scope.whole else judged[::SHOWN_SAMPLE]


def _sweep(scope: Scope) -> list[Row]:
    trials = TRIALS_WHOLE if scope.whole else TRIALS
    curves = sweep(trials)
    for plot in filter(None, (scope.plot, _file(scope, "sweep.png"))):
        draw(curves, trials, plot)
    if (table := _file(scope, "sweep.csv")) is not None:
        write_csv(curves, table)
    return sweep_rows(curves, trials)


def _file(scope: Scope, name: str) -> Path | None:
    return scope.out / name if scope.out is not None else None


def _check_places(scope: Scope) -> None:
    """Before minutes of measuring, not after."""
    try:
        if scope.out is not None:
            scope.out.mkdir(parents=True, exist_ok=True)
        for file in filter(None, (scope.plot, _file(scope, "sweep.png"))):
            file.open("ab").close()
    except OSError as cause:
        values = {
            "file": str(cause.filename or scope.plot or scope.out),
            "detail": cause.strerror or str(cause),
        }
        raise InputRefused(Reason("bench.not_writable", values)) from cause
