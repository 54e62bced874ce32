"""What a kiosk does, in a process that stands for it: install, then a delta while a reader goes on."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.store.catalogue_apart import ApartCatalogueStore
from kiosk.store.catalogue_store import FileCatalogueStore
from lab.bench.catalogue import reader

_WHO: Final = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


@dataclass(frozen=True, slots=True)
class Done:
    """What a step took."""

    seconds: float
    cpu_s: float
    """Of the kiosk and of who works for it, readers too: what other programs of the machine take is not in
    it."""
    peak_mb: float
    """Of the largest of these processes."""
    readers: reader.Waits
    """Lookups meanwhile."""
    alone: reader.Waits
    """Those of the same reader just before or after with nothing going on, where they were less."""


def install(store: Path, snapshot: Path, codes: Sequence[str]) -> Done:
    """A snapshot into an empty folder or beside what is there; with `codes` a reader asks meanwhile."""
    return _apart(_install, (store, snapshot), codes)


def apply(store: Path, delta: Path, revision: int, checksum: str, codes: Sequence[str]) -> Done:
    """A delta onto what is there."""
    return _apart(_apply, (store, delta, revision, checksum), codes)


def _install(store: FileCatalogueStore, snapshot: Path) -> None:
    store.install(snapshot, 1)


def _apply(store: FileCatalogueStore, delta: Path, revision: int, checksum: str) -> None:
    store.apply([delta], revision, checksum)


def _apart(step: object, arguments: tuple[object, ...], codes: Sequence[str]) -> Done:
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    child = context.Process(target=_work, args=(far, step, arguments, list(codes)))
    child.start()
    far.close()
    try:
        told = near.recv()
    except EOFError:
        raise RuntimeError("the measured process ended without a word") from None
    finally:
        child.join()
    assert isinstance(told, Done)
    return told


def _work(far: object, step: object, arguments: tuple[Path, ...], codes: list[str]) -> None:
    store = ApartCatalogueStore(arguments[0])
    before = reader.alone(store, codes)
    began, worked = time.perf_counter(), _cpu_s()
    waits = reader.asked(store, codes, lambda: step(store, *arguments[1:]))  # type: ignore[operator]
    seconds, cpu_s = time.perf_counter() - began, _cpu_s() - worked
    peak = max(resource.getrusage(who).ru_maxrss for who in _WHO) / 1024
    alone = min(before, reader.alone(store, codes), key=lambda waits: waits.wall)
    far.send(Done(seconds, cpu_s, peak, waits, alone))  # type: ignore[attr-defined]


def _cpu_s() -> float:
    """Of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in _WHO]
    return sum(each.ru_utime + each.ru_stime for each in used)
