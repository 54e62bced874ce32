"""The capture thread: opens the camera, passes its pictures on, tells when it is lost and when it is back.

A camera can be lost in four ways: it cannot be opened, it says that it is gone, it sends the same picture for
ever, or its driver does not return. Each is told once with its reason and tried again for ever. A thread that
a driver holds is left behind, and another one opens the camera anew.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable

from drivers.backoff import Backoff
from drivers.camera.controls import Controls, Taken
from drivers.camera.rest import Rest
from drivers.camera.source import Device, Frame, FrameSource, Wanted, is_live
from drivers.camera.watch import FrozenWatch
from kiosk.errors import DeviceUnusable, Reason
from kiosk.ports import DeviceChange, DeviceState

_log = logging.getLogger(__name__)

HANGS_S = 15.0
"""No driver takes so long for a picture or to open: OpenCV's V4L2 gives up after 10 s."""
MOST_LEFT_BEHIND = 3
STOP_S = 3.0
"""A device that hangs in its driver is left behind after this; its thread ends with the process."""
LIGHT_STEP_PX = 16

Take = Callable[[Frame, float, bool], None]
"""A picture, its time, and whether it is to be read."""


class Capture:
    """Calls `take` for each picture, from its own thread, between `start` and `stop`."""

    def __init__(
        self,
        name: str,
        where: str,
        wanted: Wanted,
        open_frames: Callable[[str, Wanted], FrameSource],
        take: Take,
        gone: Callable[[], None],
        watched: Callable[[], bool],
    ) -> None:
        self._name, self._where, self._wanted = name, where, wanted
        self._open_frames, self._take, self._gone, self._watched = open_frames, take, gone, watched
        self._on_change: Callable[[DeviceChange], None] = lambda _: None
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._current = 0
        self._alive_at = 0.0
        self._told: Reason | None = None
        self._stood: int | None = None
        self._taken: Taken | None = None

    @property
    def taken(self) -> Taken | None:
        """What the camera made of the wished exposure, gain and focus; None for what has no such controls."""
        return self._taken

    def start(self, on_change: Callable[[DeviceChange], None]) -> None:
        self._on_change = on_change
        self._tell(DeviceState.STARTING)
        self._begin()

    def stop(self) -> None:
        """The thread has ended when it returns, unless the device hangs."""
        self._stopping.set()
        current = self._threads[-1:]
        for thread in current:
            if thread is not threading.current_thread():
                thread.join(STOP_S)
        self._tell(DeviceState.STOPPED)

    def check(self) -> None:
        """Called now and then by another thread: replaces a capture thread that its driver holds."""
        if self._stopping.is_set() or time.monotonic() - self._alive_at < HANGS_S:
            return
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        self._lost(Reason("camera.hangs", {"device": self._where}))
        if len(self._threads) <= MOST_LEFT_BEHIND:
            self._begin()

    def _begin(self) -> None:
        self._alive_at = time.monotonic()
        self._current += 1
        thread = threading.Thread(
            target=self._run, args=(self._current,), name=f"{self._name}-capture", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def _goes_on(self, turn: int) -> bool:
        """Whether this thread is still the one; it is alive if it can ask."""
        if turn != self._current:
            return False
        self._alive_at = time.monotonic()
        return not self._stopping.is_set()

    def _run(self, turn: int) -> None:
        backoff = Backoff()
        while self._goes_on(turn):
            try:
                source = self._open_frames(self._where, self._wanted)
            except DeviceUnusable as unusable:
                reason = unusable.reason
            else:
                ready, reason = self._relay(source, turn)
                if ready:
                    backoff.reset()
            if self._goes_on(turn):
                self._lost(reason)
                self._alive_at = math.inf  # who waits is not held by a driver
                self._stopping.wait(backoff.wait_s())

    def _relay(self, source: FrameSource, turn: int) -> tuple[bool, Reason]:
        """Passes pictures on until the source is gone; whether there was one, and why it is gone."""
        ready = False
        rest, watch = Rest(), FrozenWatch(self._stood)
        controls = source.controls if isinstance(source, Device) else None
        self._taken = controls.set_up() if controls else None
        try:
            while self._goes_on(turn):
                watched = self._watched()
                if rest.lets_pass(time.monotonic(), watched=watched):
                    if not source.skip():
                        break
                    continue
                frame = source.read()
                if frame is None or not self._goes_on(turn):
                    break
                at = time.monotonic()
                if is_live(self._where) and watch.is_frozen(frame, at):
                    self._stood = watch.last
                    return ready, Reason("camera.frozen", {"device": self._where})
                if not ready and watch.thawed:
                    ready, self._stood = True, None
                    self._found()
                if ready:
                    self._take(frame, at, rest.wants_read(frame, at, watched=watched))
                    _light(controls, frame, at)
        finally:
            source.close()
            if turn == self._current:
                self._gone()
        return ready, Reason("camera.lost", {"device": self._where})

    def _found(self) -> None:
        self._told = None
        refused = self._taken.refused if self._taken else ()
        reason = None
        if refused:
            reason = Reason("camera.not_taken", {"device": self._where, "controls": ", ".join(refused)})
        self._tell(DeviceState.READY, reason)

    def _lost(self, reason: Reason) -> None:
        if self._told != reason:
            self._told = reason
            _log.info("%s: %s", self._name, reason)
            self._tell(DeviceState.LOST, reason)

    def _tell(self, state: DeviceState, reason: Reason | None = None) -> None:
        self._on_change(DeviceChange(self._name, state, reason))


def _light(controls: Controls | None, frame: Frame, at: float) -> None:
    if controls is not None and controls.adjusts:
        controls.light(float(frame[::LIGHT_STEP_PX, ::LIGHT_STEP_PX].mean()), at)
