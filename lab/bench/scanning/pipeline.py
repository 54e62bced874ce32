"""The shipped way from frame to item: decoder, acceptance, classification, catalogue; and a bare peer."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from drivers.camera.accept import Acceptance
from drivers.camera.decoder import FrameDecoder
from drivers.camera.stills import STILL
from drivers.camera.symbols import Grey, Symbol, read_zxing
from kiosk.domain.barcode import GtinCode, Symbology, classify
from kiosk.domain.gtin import check_digit, to_gtin14
from kiosk.domain.product import Names, Product
from kiosk.store.catalogue_build import build_catalogue
from kiosk.store.catalogue_file import CatalogueFile
from kiosk.store.snapshot_file import write_snapshot
from lab.bench.scanning.readers import cpu_ms

FPS = 30
GOODS = 10_000


class Decoding(Protocol):
    """What the camera's decode thread calls."""

    def read(self, frame: Grey, known: Collection[str] = (), at: float | None = None) -> list[Symbol]: ...


class BareZxing:
    """The library alone on each whole frame."""

    def __init__(self, symbologies: Sequence[Symbology] = STILL) -> None:
        self._symbologies = symbologies

    def read(self, frame: Grey, known: Collection[str] = (), at: float | None = None) -> list[Symbol]:  # noqa: ARG002
        return read_zxing(frame, self._symbologies)


@dataclass(slots=True)
class Showing:
    """What one showing gave: each scan with its frame, counted from 1, and CPU milliseconds read up to it."""

    scans: list[tuple[Symbol, int, float]] = field(default_factory=list)

    @property
    def symbols(self) -> list[Symbol]:
        return [symbol for symbol, _, _ in self.scans]


def accepted(frames: Iterable[Grey], decoder: Decoding | None = None) -> Showing:
    """Frames of one showing, thirty a second, through the shipped decoder or another, and the rule."""
    decoder = decoder or FrameDecoder(STILL)
    acceptance = Acceptance()
    showing = Showing()
    spent_ms = 0.0
    for number, frame in enumerate(frames, 1):
        at = number / FPS
        took, symbols = cpu_ms(partial(decoder.read, frame, acceptance.locked, at))
        spent_ms += took
        showing.scans += [(symbol, number, spent_ms) for symbol in acceptance.see(symbols, at)]
    return showing


class Shop:
    """A catalogue of `GOODS` goods that holds the true ones; half of the others are their neighbours.

    A photographed ITF of 14 digits may have a wrong check digit: no catalogue takes it for a good.
    """

    def __init__(self, folder: Path, truths: Iterable[str]) -> None:
        true = sorted({text for text in truths if to_gtin14(text) == text})
        snapshot, path = folder / "goods.jsonl.gz", folder / "catalogue-a.db"
        at = datetime(2026, 11, 21, tzinfo=UTC)
        write_snapshot(snapshot, map(_product, _gtins(true)), (), 1, at)
        build_catalogue(snapshot, path)
        self._catalogue = CatalogueFile(path)

    def sells(self, symbol: Symbol) -> str | None:
        """The GTIN-14 that would become a line of the basket; None where the shopper is asked."""
        what = classify(symbol.scan())
        if not isinstance(what, GtinCode) or self._catalogue.by_gtin(what.gtin14) is None:
            return None
        return what.gtin14


def _gtins(true: list[str]) -> Iterator[str]:
    """Neighbours share the maker's digits with a true code: where a misread digit may hit a listed good."""
    chance = random.Random("goods")
    taken = dict.fromkeys(true)
    while len(taken) < GOODS:
        near = chance.choice(true)[:9] if true and len(taken) % 2 else f"0{chance.randrange(10**8):08}"
        body = near + f"{chance.randrange(10**4):04}"
        taken[body + str(check_digit(body))] = None
    yield from taken


def _product(gtin14: str) -> Product:
    return Product(
        sku=gtin14,
        names=Names(gtin14),
        category="drinks",
        gtins=(gtin14,),
        price_minor=100,
        tax_code="std",
        tax_bp=1300,
    )
