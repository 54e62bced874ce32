"""What is before the camera when: things come in, are held still, leave, and the next one comes.

Painting costs some 60 ms a picture, so what stands still is painted a few times, with the hand's small shake
and the sensor's noise, and those pictures go round; an empty counter costs nothing.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PIL import Image

from lab.shelf.pose import Pose
from lab.shelf.scene import Picture, Scene, jpeg

ENTER_S, LEAVE_S, GAP_S = 0.35, 0.3, 0.5
ROUND = 4
"""Pictures of a thing held still."""
_FAR = 1.9
"""Where things come from and go to, right of the middle."""


@dataclass(slots=True)
class Held:
    """A thing and how long it is held: `hold_s` None is until `Stage.empty`."""

    label: str
    face: Image.Image | None
    pose: Pose
    hold_s: float | None
    photograph: Picture | None = None
    still: list[bytes] = field(default_factory=list)


class Stage:
    """Told by one thread, painted by another."""

    def __init__(self, scene: Scene | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._scene = scene or Scene()
        self._clock = clock
        self._lock = threading.Lock()
        self._next: deque[Held] = deque()
        self._held: Held | None = None
        self._since = clock() - GAP_S
        self._leaves_at: float | None = None
        self._count = 0
        self._bare: list[bytes] = []

    def hold(self, held: Held) -> None:
        """After what is held now and what waits."""
        with self._lock:
            self._next.append(held)
            if self._held and self._held.hold_s is None:
                self._send_away()

    def empty(self) -> None:
        """Nothing more is held; what is in view leaves."""
        with self._lock:
            self._next.clear()
            self._send_away()

    def state(self) -> dict[str, object]:
        with self._lock:
            self._move_on(self._clock())
            return {"held": self._held.label if self._held else None, "waiting": len(self._next)}

    def picture(self) -> bytes:
        """The view now, as JPEG."""
        now = self._clock()
        with self._lock:
            self._move_on(now)
            held, since, leaves_at = self._held, self._since, self._leaves_at
        self._count += 1
        if held is None:
            return self._still(self._bare, lambda: self._scene.paint(None, Pose()))
        if held.photograph is not None:
            photograph = held.photograph
            return self._still(held.still, lambda: self._scene.show(photograph))
        coming = 1 - (now - since) / ENTER_S
        going = 0.0 if leaves_at is None else (now - leaves_at) / LEAVE_S
        off = max(coming, going)
        if off > 0:
            pose = replace(held.pose, x=held.pose.x + _FAR * off**2, motion_px=6 + 40 * off)
            return jpeg(self._scene.paint(held.face, pose))
        shake = (len(held.still) % ROUND - 1.5) * 0.0015
        pose = replace(held.pose, x=held.pose.x + shake, turn=held.pose.turn + 60 * shake)
        return self._still(held.still, lambda: self._scene.paint(held.face, pose))

    def _still(self, made: list[bytes], paint: Callable[[], Picture]) -> bytes:
        if len(made) < ROUND:
            made.append(jpeg(paint()))
            return made[-1]
        return made[self._count % ROUND]

    def _send_away(self) -> None:
        if self._held and self._leaves_at is None:
            self._leaves_at = self._clock()

    def _move_on(self, now: float) -> None:
        held = self._held
        if held is not None:
            entered = self._since + ENTER_S
            if self._leaves_at is None and held.hold_s is not None and now >= entered + held.hold_s:
                self._leaves_at = now
            if self._leaves_at is not None and now >= self._leaves_at + LEAVE_S:
                self._held, self._leaves_at, self._since = None, None, now
        elif self._next and now >= self._since + GAP_S:
            self._held, self._since = self._next.popleft(), now
