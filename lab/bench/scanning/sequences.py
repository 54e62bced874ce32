"""Showings: ten frames of each picture, shaken, blurred and cropped from a seed, through the whole pipeline.

A wrong accept is a text the picture does not carry that passes the acceptance rule. A wrong sale is one that
the catalogue of 10,000 goods then knows as another good: that must never be.
"""

from __future__ import annotations

import csv
import random
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from drivers.camera.symbols import Grey
from lab.bench.scanning.clutter import cluttered, fitting
from lab.bench.scanning.pictures import PHOTOS, Picture, allowed, asked, said
from lab.bench.scanning.pipeline import FPS, BareZxing, Decoding, Shop, accepted
from lab.bench.scanning.readers import OURS, ZXING
from lab.bench.scanning.rows import ONE_WRONG_IN, Row, row
from lab.frames.view import Optics, Reals, through
from lab.shelf.scene import HEIGHT, WIDTH

FRAMES = 10


@dataclass(slots=True)
class Outcome:
    """What became of the showings in one pipeline."""

    right: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    sold_wrong: list[tuple[str, str]] = field(default_factory=list)
    first_frame: dict[str, int] = field(default_factory=dict)
    first_ms: dict[str, float] = field(default_factory=dict)


def sequence_rows(
    source: str, pictures: Sequence[Picture], rounds: int, misreads: Path | None = None
) -> list[Row]:
    """Each picture is shown `rounds` times, each time from another seed."""
    pipelines: dict[str, type[Decoding] | None] = {OURS: None, ZXING: BareZxing}
    outcomes = {who: Outcome() for who in pipelines}
    clutter = cluttered()
    with tempfile.TemporaryDirectory(prefix="touchlane-scan-") as folder:
        shop = Shop(Path(folder), (truth for picture in pictures for truth in picture.truths))
        for number, picture in enumerate(pictures):
            grey = picture.load()
            for seed in range(rounds):
                frames = list(showing(grey, clutter[number % len(clutter)], f"{seed}/{picture.name}"))
                for who, made in pipelines.items():
                    _judge(outcomes[who], picture, seed, frames, shop, made() if made else None)
    if misreads is not None:
        _write(misreads, outcomes)
    return _rows(f"{source}.sequences", outcomes, pictures, rounds)


def _judge(
    outcome: Outcome, picture: Picture, seed: int, frames: list[Grey], shop: Shop, decoder: Decoding | None
) -> None:
    name = f"{seed}/{picture.name}"
    seen_right = False
    for symbol, frame, spent_ms in accepted(frames, decoder).scans:
        text = said(symbol.symbology, symbol.text)
        if not text:
            continue  # bytes without a text: nothing is said of them
        if not allowed(picture, text):
            outcome.wrong.append((name, text))
        elif not seen_right:
            seen_right = True
            outcome.right += 1
            outcome.first_frame[name] = frame
            outcome.first_ms[name] = (frame - 1) * 1000 / FPS + spent_ms / frame
        sold = shop.sells(symbol)
        if sold is not None and not allowed(picture, sold) and all(sold not in t for t in picture.truths):
            outcome.sold_wrong.append((name, sold))


def _rows(name: str, outcomes: dict[str, Outcome], pictures: Sequence[Picture], rounds: int) -> list[Row]:
    ours, peer = outcomes[OURS], outcomes[ZXING]
    photographs = name.startswith(PHOTOS)  # drawn halves of two codes joined to one are no shop's photograph
    total = len(pictures) * rounds
    with_code = rounds * sum(asked(picture) for picture in pictures)
    beside = f"{ZXING}, same rule"
    share, peer_share = 100 * ours.right / with_code, 100 * peer.right / with_code
    return [
        row(
            f"{name}.accepted",
            share,
            f"% of {with_code}",
            (beside, peer_share),
            "no less than the peer",
            share >= peer_share,
        ),
        row(
            f"{name}.wrong_accepts",
            len(ours.wrong),
            f"of {total}",
            (beside, len(peer.wrong)),
            f"1 in {ONE_WRONG_IN}, or one" if photographs else None,
            len(ours.wrong) <= max(1, total // ONE_WRONG_IN) if photographs else None,
        ),
        row(
            f"{name}.wrong_items_sold",
            len(ours.sold_wrong),
            f"of {total}",
            (beside, len(peer.sold_wrong)),
            "none",
            not ours.sold_wrong,
        ),
        *_first_rows(name, ours, peer, beside),
    ]


def _first_rows(name: str, ours: Outcome, peer: Outcome, beside: str) -> list[Row]:
    """Beside the peer over what both read; what only ours reads takes longer, and counts in the time."""
    both = ours.first_frame.keys() & peer.first_frame.keys()
    if not both:
        return []
    mean, peer_mean = (statistics.fmean(outcome.first_frame[one] for one in both) for outcome in (ours, peer))
    after = statistics.median(ours.first_ms.values())
    return [
        row(f"{name}.first_accept", mean, "frames mean", (beside, peer_mean)),
        row(f"{name}.first_accept_after", after, "ms median"),
    ]


def showing(grey: Grey, counter: Grey, seed: str) -> Iterator[Grey]:
    """A picture held by an unsteady hand before a camera that seeks its focus."""
    chance = random.Random(seed)
    photo = fitting(grey, 0.9)
    x, y = chance.uniform(-40, 40), chance.uniform(-30, 30)
    turn, size = chance.uniform(-8, 8), chance.uniform(0.85, 1.1)
    focus = chance.uniform(0.0, 2.2)
    cut = chance.random() < 0.3  # in the first frames part of it is out of the picture
    for number in range(FRAMES):
        x, y = x + chance.gauss(0, 6), y + chance.gauss(0, 5)
        turn += chance.gauss(0, 0.8)
        focus = max(0.0, focus + chance.gauss(-0.15, 0.35))
        aside = (WIDTH / 2) * max(0.0, 1 - number / 4) if cut else 0.0
        optics = Optics(
            defocus_px=focus,
            motion_px=abs(chance.gauss(0, 2.5)),
            motion_turn=chance.uniform(0, 180),
            noise=4.0,
            light=chance.uniform(0.9, 1.05),
        )
        canvas = _placed(photo, counter, (x + aside, y), turn, size)
        yield through(canvas, optics, chance.getrandbits(32))


def _placed(photo: Grey, counter: Grey, place: tuple[float, float], turn: float, size: float) -> Reals:
    rows, columns = photo.shape
    warp = cv2.getRotationMatrix2D((columns / 2, rows / 2), turn, size)
    warp[:, 2] += (WIDTH / 2 - columns / 2 + place[0], HEIGHT / 2 - rows / 2 + place[1])
    canvas: Reals = counter.astype(np.float32)
    cv2.warpAffine(
        photo.astype(np.float32),
        warp,
        (WIDTH, HEIGHT),
        dst=canvas,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_TRANSPARENT,
    )
    return canvas


def _write(path: Path, outcomes: dict[str, Outcome]) -> None:
    with path.open("w", encoding="utf-8", newline="") as table:
        rows = csv.writer(table)
        rows.writerow(("pipeline", "what", "sequence", "text"))
        for who, outcome in outcomes.items():
            rows.writerows((who, "accepted", *one) for one in outcome.wrong)
            rows.writerows((who, "sold", *one) for one in outcome.sold_wrong)
