"""The sweep: one trouble at a time in steps, over EAN-13 labels drawn from seeds; who reads how far.

Each level is a few frames of different codes. Lengths are in modules, so that figures hold for any camera:
a module of EAN-13 is 0.33 mm at nominal size. "Ours, live" is six frames of the live pipeline with its
acceptance rule, "ours, still" the reader of `kiosk scan`; the libraries get the first of the frames.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from drivers.camera.accept import LEAST_PX_A_MODULE
from kiosk.domain.barcode import Symbology
from lab.bench.scanning.pictures import said
from lab.bench.scanning.pipeline import accepted
from lab.bench.scanning.readers import CV2, OURS, ZBAR, ZXING, Reader, readers, texts
from lab.bench.scanning.rows import ONE_WRONG_IN, Row, row
from lab.frames.codes import Code, code_of
from lab.frames.face import bent, faded, label_of, shone_upon
from lab.frames.view import Optics, Placed, View, sharp, through

WIDTH, HEIGHT = 640, 480
LIVE, STILL = f"{OURS}, live", f"{OURS}, still"
LIVE_FRAMES = 6
WHO = (LIVE, STILL, ZXING, ZBAR, CV2)


@dataclass(frozen=True, slots=True)
class Trouble:
    """`view` paints a label at one level; its frames' size and noise are set here."""

    name: str
    unit: str
    levels: tuple[float, ...]
    view: Callable[[Code, float], View]


@dataclass(frozen=True, slots=True)
class Curve:
    """Share read by each reader at each level, 0 to 1, and texts that were not there."""

    trouble: Trouble
    share: Mapping[str, tuple[float, ...]]
    wrong: Mapping[str, int]


PX = 2.2
"""Pixels a module where the size is not the trouble."""


def _held(code: Code, px: float = PX, turn: float = 3.0, yaw: float = 0.0, pitch: float = 0.0) -> View:
    return View([Placed(label_of(code), px, turn=turn, yaw=yaw, pitch=pitch)])


def _blurred(code: Code, modules: float) -> View:
    return replace(_held(code), optics=Optics(defocus_px=modules * PX))


def _moved(code: Code, modules: float) -> View:
    return replace(_held(code), optics=Optics(motion_px=modules * PX))


def _noisy(code: Code, deviation: float) -> View:
    return replace(_held(code), optics=Optics(noise=deviation))


def _befallen(code: Code, change: Callable[[Image.Image], Image.Image]) -> View:
    return View([Placed(change(label_of(code)), PX, turn=3.0)])


def _lit(code: Code, share: float) -> View:
    return _befallen(code, lambda face: shone_upon(face, share, (0, 0), face.size))


TROUBLES = (
    Trouble("size", "px a module", (0.9, 1.1, 1.3, 1.6, 1.9, 2.2), lambda c, v: _held(c, px=v)),
    Trouble("angle", "degrees", (0, 10, 20, 30, 45, 60, 75), lambda c, v: _held(c, turn=v)),
    Trouble("yaw", "degrees", (0, 35, 45, 55, 60, 65), lambda c, v: _held(c, yaw=v)),
    Trouble("pitch", "degrees", (0, 40, 55, 65, 70, 75), lambda c, v: _held(c, pitch=v)),
    Trouble("defocus", "radius, modules", (0, 0.6, 0.8, 1.0, 1.2, 1.5), _blurred),
    Trouble("motion", "modules", (0, 0.8, 1.2, 1.6, 2.0, 2.5), _moved),
    Trouble("noise", "deviation, grey levels", (3, 12, 20, 30, 40, 50), _noisy),
    Trouble(
        "contrast",
        "part left",
        (1.0, 0.4, 0.25, 0.15, 0.1, 0.06),
        lambda c, v: _befallen(c, lambda face: faded(face, v)),
    ),
    Trouble("glare", "part of the code", (0, 0.2, 0.4, 0.6, 0.8, 1.0), _lit),
    Trouble(
        "curve",
        "degrees spanned",
        (0, 80, 110, 130, 150, 165),
        lambda c, v: _befallen(c, lambda face: bent(face, v)),
    ),
)


def sweep(trials: int) -> list[Curve]:
    """Every trouble at every level with `trials` codes."""
    everyone = readers()
    return [_curve(trouble, trials, everyone) for trouble in TROUBLES]


def _curve(trouble: Trouble, trials: int, everyone: Mapping[str, Reader]) -> Curve:
    right: dict[str, list[float]] = {}
    wrong: Counter[str] = Counter()
    for place, level in enumerate(trouble.levels):
        for trial in range(trials):
            code = code_of(Symbology.EAN13, random.Random(f"{trouble.name}/{trial}"))
            truth = said(code.symbology, code.text)
            for who, read in _answers(trouble.view(code, level), trial, everyone):
                shares = right.setdefault(who, [0.0] * len(trouble.levels))
                shares[place] += (truth in read) / trials
                wrong[who] += len(read - {truth})
    return Curve(trouble, {who: tuple(shares) for who, shares in right.items()}, wrong)


def _answers(view: View, trial: int, everyone: Mapping[str, Reader]) -> Iterator[tuple[str, set[str]]]:
    canvas = sharp(replace(view, width=WIDTH, height=HEIGHT))
    frames = [through(canvas, view.optics, trial * LIVE_FRAMES + number) for number in range(LIVE_FRAMES)]
    yield LIVE, texts(accepted(frames).symbols)
    for who, read in everyone.items():
        yield (STILL if who == OURS else who), read(frames[0])


def sweep_rows(curves: Sequence[Curve], trials: int) -> list[Row]:
    """One row a trouble: the mean over its levels beside the best library's; then all troubles together."""
    rows = []
    total: Counter[str] = Counter()
    for curve in curves:
        mean = {who: 100 * _mean(curve, who) for who in curve.share}
        total.update({who: value / len(curves) for who, value in mean.items()})
        best = max(_libraries(mean), key=lambda who: mean[who])
        rows.append(row(f"sweep.{curve.trouble.name}", mean[LIVE], "% mean", (best, mean[best])))
    best = max(_libraries(total), key=lambda who: total[who])
    beside = (best, float(total[best]))
    kept = total[LIVE] > total[best]
    rows.append(row("sweep.all", float(total[LIVE]), "% mean", beside, "more than the peer", kept))
    wrong: Counter[str] = Counter()
    for curve in curves:
        wrong.update(curve.wrong)
    ours, peer = wrong[LIVE] + wrong[STILL], sum(wrong[who] for who in _libraries(wrong))
    asked = 2 * trials * sum(len(curve.trouble.levels) for curve in curves)
    kept, budget = ours <= max(1, asked // ONE_WRONG_IN), f"1 in {ONE_WRONG_IN}, or one"
    return [*rows, row("sweep.wrong", ours, f"of {asked}", ("the libraries", peer), budget, kept)]


def _mean(curve: Curve, who: str) -> float:
    """Codes too small are refused on purpose: those levels are drawn, and not judged."""
    levels = zip(curve.trouble.levels, curve.share[who], strict=True)
    judged = [share for level, share in levels if curve.trouble.name != "size" or level >= LEAST_PX_A_MODULE]
    return sum(judged) / len(judged)


def _libraries(readers: Iterable[str]) -> list[str]:
    return [who for who in readers if who not in (LIVE, STILL)]


def write_csv(curves: Sequence[Curve], path: Path) -> None:
    """`trouble, unit, level`, then each reader's share."""
    with path.open("w", encoding="utf-8", newline="") as table:
        rows = csv.writer(table)
        rows.writerow(("trouble", "unit", "level", *WHO))
        for curve in curves:
            for place, level in enumerate(curve.trouble.levels):
                shares = [curve.share[who][place] if who in curve.share else "" for who in WHO]
                rows.writerow((curve.trouble.name, curve.trouble.unit, level, *shares))
