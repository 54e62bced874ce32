"""Where frames come from: a camera device, a stream by URL, a film, a folder of pictures, one picture."""

from __future__ import annotations

import os
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from drivers.camera.controls import Controls, Optics
from drivers.camera.mjpeg import MjpegStream
from kiosk.errors import DeviceUnusable, Reason

Frame = NDArray[np.uint8]
"""Rows x columns x 3, blue first."""

OPEN_MS, READ_MS = 5000, 3000
PICTURES_FPS = 10
PICTURE_S = 1.5
PICTURE_SUFFIXES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask of a camera; it may give something else."""

    width: int = 1280
    height: int = 720
    fps: int = 30
    optics: Optics = field(default_factory=Optics)


class FrameSource(Protocol):
    """An open source of frames."""

    def read(self) -> Frame | None:
        """The next frame, or None when the source is gone. Blocks `READ_MS` at most, a device 10 s."""
        ...

    def skip(self) -> bool:
        """Let the next frame pass without making a picture of it; False when the source is gone."""
        ...

    def close(self) -> None: ...


def open_source(where: str, wanted: Wanted | None = None) -> FrameSource:
    """Opens by what `where` looks like: `0`, `/dev/video0`, `http://…`, `rtsp://…`, a file, a folder.

    Raises:
        DeviceUnusable: it is missing, may not be opened, or gives no picture.
    """
    wanted = wanted or Wanted()
    if where.isdecimal() or where.startswith("/dev/"):
        return _device(where, wanted)
    if where.startswith(("http://", "https://")):
        return MjpegStream(where, READ_MS / 1000)
    if "://" in where:
        return _stream(where)
    path = Path(where)
    if not path.exists():
        raise DeviceUnusable(Reason("camera.missing", {"device": where}))
    if path.is_dir() or path.suffix.lower() in PICTURE_SUFFIXES:
        return Pictures(path)
    return _film(path)


def is_live(where: str) -> bool:
    """Whether it is a camera now: pictures and films may well stand still."""
    return where.isdecimal() or where.startswith("/dev/") or "://" in where


def _device(where: str, wanted: Wanted) -> FrameSource:
    path = Path(f"/dev/video{where}" if where.isdecimal() else where)
    if not path.exists():
        raise DeviceUnusable(Reason("camera.missing", {"device": str(path)}))
    if not os.access(path, os.R_OK | os.W_OK):
        raise DeviceUnusable(Reason("camera.forbidden", {"device": str(path)}))
    import cv2

    capture = cv2.VideoCapture(str(path), cv2.CAP_V4L2)
    if not capture.isOpened():
        raise DeviceUnusable(Reason("camera.busy", {"device": str(path)}))
    # Uncompressed 720p does not fit through USB 2 at 30 frames a second.
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, wanted.width)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, wanted.height)
    capture.set(cv2.CAP_PROP_FPS, wanted.fps)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return Device(capture, Controls(capture, wanted.optics))


def _stream(url: str) -> FrameSource:
    import cv2

    times = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_MS]
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, times)
    if not capture.isOpened():
        raise DeviceUnusable(Reason("camera.no_stream", {"device": url}))
    return _Capture(capture)


def _film(path: Path) -> FrameSource:
    import cv2

    capture = cv2.VideoCapture(str(path))
    if not capture.isOpened():
        raise DeviceUnusable(Reason("camera.not_a_film", {"device": str(path)}))
    return _Film(capture, capture.get(cv2.CAP_PROP_FPS) or 25.0)


class _Capture:
    def __init__(self, capture: Any) -> None:
        self._capture = capture

    def read(self) -> Frame | None:
        good, frame = self._capture.read()
        return cast(Frame, frame) if good else None

    def skip(self) -> bool:
        return bool(self._capture.grab())

    def close(self) -> None:
        self._capture.release()


class Device(_Capture):
    """A camera of this machine, with its controls not set up yet."""

    def __init__(self, capture: Any, controls: Controls) -> None:
        super().__init__(capture)
        self.controls = controls


class _Film(_Capture):
    """At its own pace, from the start again at its end."""

    def __init__(self, capture: Any, fps: float) -> None:
        super().__init__(capture)
        self._pace = _Pace(1 / fps)

    def read(self) -> Frame | None:
        self._pace.wait()
        frame = super().read()
        if frame is not None:
            return frame
        import cv2

        self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
        return super().read()

    def skip(self) -> bool:
        return self.read() is not None


class Pictures:
    """A folder's pictures by name, each shown for a while, round and round; or one picture for ever."""

    def __init__(self, path: Path) -> None:
        self._paths = [path]
        if path.is_dir():
            self._paths = sorted(p for p in path.iterdir() if p.suffix.lower() in PICTURE_SUFFIXES)
        self._frames = self._round()
        self._pace = _Pace(1 / PICTURES_FPS)
        self._first = next(self._frames, None)
        if self._first is None:
            raise DeviceUnusable(Reason("camera.no_pictures", {"device": str(path)}))

    def _round(self) -> Generator[Frame, None, None]:
        shown = True
        while shown:
            shown = False
            for path in self._paths:
                frame = read_picture(path)
                if frame is not None:
                    shown = True
                    yield from [frame] * round(PICTURE_S * PICTURES_FPS)

    def read(self) -> Frame | None:
        self._pace.wait()
        first, self._first = self._first, None
        return first if first is not None else next(self._frames, None)

    def skip(self) -> bool:
        return self.read() is not None

    def close(self) -> None:
        self._frames.close()


class _Pace:
    def __init__(self, period_s: float) -> None:
        self._period_s = period_s
        self._next = time.monotonic()

    def wait(self) -> None:
        now = time.monotonic()
        time.sleep(max(0.0, self._next - now))
        self._next = max(self._next, now) + self._period_s


def read_picture(path: Path) -> Frame | None:
    """A picture file in colour, or None when it is none."""
    import cv2

    try:
        packed = np.fromfile(path, np.uint8)  # imread does not say why, and warns on stderr
    except OSError:
        return None
    return cast("Frame | None", cv2.imdecode(packed, cv2.IMREAD_COLOR)) if packed.size else None
