"""A reader of the catalogue while something else goes on, and what its lookups wait."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final

from kiosk.store.catalogue_store import FileCatalogueStore

EVERY_S: Final = 0.002
ALONE_S: Final = 1.5

Told = tuple[float, float, float]
"""When a lookup was due, when it was answered, and for how long till then the reader had been ready without a
core: seconds."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds that a reader waited from when it was due to its answer, at p99; 0 without any."""

    wall: float
    own: float
    """Without the time in which it could have run and others had the cores, programs of the machine too:
    what the interpreter, locks and the disk cost, and what waits behind that."""


def alone(store: FileCatalogueStore, codes: list[str]) -> Waits:
    """The machine's own lateness. What was written just before may still be on its way to the disk."""
    return asked(store, codes, lambda: time.sleep(ALONE_S) if codes else None)


def asked(store: FileCatalogueStore, codes: list[str], meanwhile: Callable[[], None]) -> Waits:
    """What a reader waits meanwhile."""
    stop = threading.Event()
    told: list[Told] = []
    reader = threading.Thread(target=_read, args=(store, codes, stop, told), daemon=True)
    if codes:
        reader.start()
    meanwhile()
    stop.set()
    if codes:
        reader.join()
    return Waits(_p99(waits_of(told, own=False)), _p99(waits_of(told, own=True)))


def waits_of(told: Sequence[Told], *, own: bool) -> Iterator[float]:
    """Milliseconds from due to answered, of one that answers in turn; `own`: as if a core had always been
    free."""
    free = real = stood = 0.0
    for due, answered, ready in told:
        lost = ready - stood if own else 0.0
        free = max(due, free) + max(0.0, answered - max(due, real) - lost)
        real, stood = answered, ready
        yield 1000 * (free - due)


def _p99(waits: Iterable[float]) -> float:
    late = sorted(waits)
    return late[int(len(late) * 0.99)] if late else 0.0


def _read(store: FileCatalogueStore, codes: list[str], stop: threading.Event, told: list[Told]) -> None:
    """A lookup each two milliseconds, each as a trip that begins then. It waits from when it was due, as a
    shopper does: those that came while another was late are late too."""
    chance = random.Random("reader")
    with Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").open("rb", buffering=0) as scheduled:
        due = time.perf_counter()
        before = _ready_s(scheduled)
        while not stop.is_set():
            due += EVERY_S
            time.sleep(max(0.0, due - time.perf_counter()))
            store.current().by_gtin(chance.choice(codes))
            told.append((due, time.perf_counter(), _ready_s(scheduled) - before))


def _ready_s(scheduled: FileIO) -> float:
    """How long this thread could have run and had no core (Linux, Documentation/scheduler/sched-stats)."""
    scheduled.seek(0)
    return int(scheduled.read().split()[1]) / 1e9
