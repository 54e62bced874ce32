"""Core: the one thread on which everything is decided, its timers and its workers.

Calls are posted from any thread and run one after another. A blocking port call is a job on a named
worker; its outcome is posted back. So no service needs a lock.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import queue
import threading
from collections.abc import Callable, Mapping
from typing import TypeVar

from kiosk.errors import WorldError
from kiosk.ports import Clock

log = logging.getLogger(__name__)
T = TypeVar("T")
Call = Callable[[], None]


class CoreTimer:
    """A call to come; cancelled from core only."""

    __slots__ = ("call", "cancelled")

    def __init__(self, call: Call) -> None:
        self.call = call
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Core:
    """A queue of calls and a heap of timers, run by one thread (`start`) or by a test (`run_pending`).

    After each batch of calls `after_batch` runs once. An exception out of a call is logged, with its
    traceback where it is a broken rule of ours, and given to `on_fault`; one out of `on_fault` is logged
    alone. Either way the loop goes on, so that the screen can say what is true.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: queue.SimpleQueue[Call] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, CoreTimer]] = []
        self._order = itertools.count()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.after_batch: Call = lambda: None
        self.on_fault: Callable[[Exception], None] = lambda fault: None

    def post(self, call: Call) -> None:
        """Have `call` run on core soon; from any thread."""
        self._calls.put(call)

    def after(self, seconds: float, call: Call) -> CoreTimer:
        """Port `Timers`. From core only."""
        timer = CoreTimer(call)
        heapq.heappush(self._timers, (self._clock.monotonic() + seconds, next(self._order), timer))
        return timer

    def start(self) -> None:
        self._thread = threading.Thread(target=self._loop, name="core", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Let the calls already posted run, then end the thread."""
        self._stopping.set()
        self.post(lambda: None)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout_s)

    def run_pending(self, wait_s: float = 0.0) -> bool:
        """Run what is due, waiting at most `wait_s` for the first call; True when anything ran."""
        ran = self._run_due_timers()
        try:
            call = self._calls.get(timeout=wait_s) if wait_s > 0 and not ran else self._calls.get_nowait()
        except queue.Empty:
            if ran or self._run_due_timers():
                self._guarded(self.after_batch)
                return True
            return False
        self._guarded(call)
        self._drain()
        self._guarded(self.after_batch)
        return True

    def _drain(self) -> None:
        # bounded, so that a flood of scans cannot keep the screen from being painted
        for _ in range(64):
            try:
                self._guarded(self._calls.get_nowait())
            except queue.Empty:
                return

    def _run_due_timers(self) -> bool:
        ran = False
        while self._timers and self._timers[0][0] <= self._clock.monotonic():
            _, _, timer = heapq.heappop(self._timers)
            if not timer.cancelled:
                self._guarded(timer.call)
                ran = True
        return ran

    def _wait_s(self) -> float:
        if not self._timers:
            return 60.0
        return min(60.0, max(0.001, self._timers[0][0] - self._clock.monotonic()))

    def _loop(self) -> None:
        while not self._stopping.is_set():
            self.run_pending(self._wait_s())
        self._drain()

    def _guarded(self, call: Call) -> None:
        try:
            call()
        except WorldError as trouble:
            # the world's doing, not ours: a traceback would say nothing more
            log.error("core: %s", trouble.reason)
            self._answer(trouble)
        except Exception as fault:
            log.exception("core: a call failed")
            self._answer(fault)

    def _answer(self, fault: Exception) -> None:
        try:
            self.on_fault(fault)
        except Exception:
            log.exception("core: a fault could not be answered")


class Workers:
    """Port `Jobs`: a queue and its daemon threads for each worker name, made at the first job.

    A worker has one thread, so that its jobs run in order, unless `widths` gives it more: those whose
    jobs wait long and side by side (long-polls).
    """

    def __init__(self, core: Core, widths: Mapping[str, int]) -> None:
        self._core = core
        self._widths = widths
        self._queues: dict[str, queue.SimpleQueue[Call | None]] = {}
        self._threads: list[tuple[str, threading.Thread]] = []

    def submit(
        self,
        worker: str,
        call: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run `call` on `worker`; then `done` or `failed` on core. From core only."""

        def job() -> None:
            try:
                outcome = call()
            except Exception as fault:
                # bound anew, since Python unbinds `fault` at the end of the clause
                kept = fault
                self._core.post(lambda: failed(kept))
            else:
                self._core.post(lambda: done(outcome))

        self._queue_of(worker).put(job)

    def stop(self, timeout_s: float = 0.5) -> None:
        """Ask every thread to end after its present job; one that blocks longer is left to the exit."""
        for name, _ in self._threads:
            self._queues[name].put(None)
        for _, thread in self._threads:
            thread.join(timeout_s)

    def _queue_of(self, worker: str) -> queue.SimpleQueue[Call | None]:
        if worker not in self._queues:
            waiting = self._queues[worker] = queue.SimpleQueue()
            for number in range(self._widths.get(worker, 1)):
                name = f"{worker}-{number}"
                thread = threading.Thread(target=_work, args=(waiting,), name=name, daemon=True)
                self._threads.append((worker, thread))
                thread.start()
        return self._queues[worker]


def _work(waiting: queue.SimpleQueue[Call | None]) -> None:
    while (job := waiting.get()) is not None:
        job()
