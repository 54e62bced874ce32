"""The kiosk's own work, in a process of its own so that its memory is told: install, then a delta while a
reader goes on."""

from __future__ import annotations

import multiprocessing
import random
import resource
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.store.catalogue_store import FileCatalogueStore


@dataclass(frozen=True, slots=True)
class Done:
    """What a step took; `readers_ms` are the waits of lookups meanwhile, sorted."""

    seconds: float
    cpu_s: float
    """Of the whole process, readers with it: what other programs of the machine take is not in it."""
    peak_mb: float
    readers_ms: Sequence[float]


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
    store = FileCatalogueStore(arguments[0])
    stop = threading.Event()
    waits: list[float] = []
    reader = threading.Thread(target=_read, args=(store, codes, stop, waits), daemon=True)
    if codes:
        reader.start()
        time.sleep(0.2)
        waits.clear()
    began, worked = time.perf_counter(), time.process_time()
    step(store, *arguments[1:])  # type: ignore[operator]
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - worked
    stop.set()
    if codes:
        reader.join()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    far.send(Done(seconds, cpu_s, peak, sorted(waits)))  # type: ignore[attr-defined]


def _read(store: FileCatalogueStore, codes: list[str], stop: threading.Event, waits: list[float]) -> None:
    """As a busy till: a lookup each millisecond, each trip with the revision that is then in use."""
    chance = random.Random("reader")
    while not stop.is_set():
        began = time.perf_counter()
        store.current().by_gtin(chance.choice(codes))
        waits.append(1000 * (time.perf_counter() - began))
        time.sleep(0.001)
