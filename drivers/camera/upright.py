"""Finds linear codes at any angle and turns each into an upright crop with its quiet zones."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from drivers.camera.symbols import Corners, Grey

if TYPE_CHECKING:
    import cv2

SEARCH_PX = 1000
"""Longest side the detector works on; larger pictures are searched at this size and cropped at their own."""
CROP_WIDTH_PX = 480
"""About five pixels a module of EAN-13: enlarging helps both decoders up to here."""
QUIET_SHARE = 0.2
"""The detector stops at the outer bars; EAN-13 asks 11 modules of quiet zone left (GS1 GenSpecs 5.2.3.4)."""
BARS_SHARE = 0.8
"""Of the detector's quad that are bars; measured 0.80 to 0.83 on codes of 1.1 to 1.6 px a module."""
DEBLUR_PX, DEBLUR_STEPS = 2.5, 12
LEVEL_COLUMNS, LEAST_CONTRAST = 41, 12.0
"""Eight modules: within so many there is a bar and a space in every EAN and Code 128."""
LEAST_WIDTH_PX, LEAST_HEIGHT_PX = 20.0, 6.0


@cache
def _opencv() -> Any:
    import cv2

    cv2.setNumThreads(1)  # the second core belongs to the screen
    return cv2


@dataclass(frozen=True, slots=True)
class Crop:
    """An upright piece of a picture. `corners` is where the code lies in the whole one, or a little more."""

    pixels: Grey
    corners: Corners

    def place(self, read: Corners) -> Corners:
        """Where a code read at `read` in `pixels` lies in the whole picture: as long as its own bars.

        The detector's quad reaches up to a quarter beyond them; how large a code is, only its bars tell.
        """
        middle, length = sum(x for x, _ in read) / len(read), math.dist(read[0], read[1])
        whole = self.pixels.shape[1]
        return self._between((middle - length / 2) / whole, (middle + length / 2) / whole)

    def lines(self, read: Corners) -> Corners:
        """As `place`, but only as tall as the lines it was read in: the quad holds another code as well."""
        a, b, c, d = self.place(read)
        rows = [y / self.pixels.shape[0] for _, y in read]
        top, bottom = min(rows), max(rows)
        return _along(a, d, top), _along(b, c, top), _along(b, c, bottom), _along(a, d, bottom)

    def bars(self) -> Corners:
        """About where the bars lie if nobody tells: the quad less what the detector adds to it."""
        quiet, beyond = QUIET_SHARE, (1 - BARS_SHARE) / 2
        return self._between(
            (quiet + beyond) / (1 + 2 * quiet),
            (quiet + 1 - beyond) / (1 + 2 * quiet),
        )

    def _between(self, left: float, right: float) -> Corners:
        """The quad's height between two parts of the crop's width."""
        (a, b, c, d) = self.corners
        start, end = (part * (1 + 2 * QUIET_SHARE) - QUIET_SHARE for part in (left, right))
        return _along(a, b, start), _along(a, b, end), _along(d, c, end), _along(d, c, start)


def _along(start: tuple[float, float], end: tuple[float, float], part: float) -> tuple[float, float]:
    return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])


class Finder:
    """Not for use by two threads at once."""

    def __init__(self) -> None:
        self._detector: cv2.barcode.BarcodeDetector = _opencv().barcode.BarcodeDetector()

    def crops(self, grey: Grey, at_most: int = 4) -> Iterator[Crop]:
        """The largest linear codes first, unread."""
        cv = _opencv()
        scale = min(1.0, SEARCH_PX / max(grey.shape))
        # Down to a half, two pixels each way are all there are to a pixel: the means of areas cost six times.
        way = cv.INTER_LINEAR if scale > 0.5 else cv.INTER_AREA
        small = grey if scale == 1.0 else cv.resize(grey, None, fx=scale, fy=scale, interpolation=way)
        found, quads = self._detector.detectMulti(small)
        if not found or quads is None:
            return
        full = [np.asarray(quad, np.float64) / scale for quad in quads]
        full.sort(key=lambda quad: -float(np.hypot(*(quad[2] - quad[1]))))
        for quad in full[:at_most]:
            crop = upright(grey, quad)
            if crop is not None:
                yield crop


def upright(grey: Grey, quad: NDArray[np.float64]) -> Crop | None:
    """`quad` as OpenCV gives it: bottom left, top left, top right, bottom right."""
    cv = _opencv()
    bottom_left, top_left, top_right, bottom_right = quad
    width, height = float(np.hypot(*(top_right - top_left))), float(np.hypot(*(bottom_left - top_left)))
    if width < LEAST_WIDTH_PX or height < LEAST_HEIGHT_PX:
        return None
    quiet = (top_right - top_left) * QUIET_SHARE
    scale = max(1.0, CROP_WIDTH_PX / (width * (1 + 2 * QUIET_SHARE)))
    columns = round(width * (1 + 2 * QUIET_SHARE) * scale)
    rows = max(24, round(height * scale))
    source = np.array([top_left - quiet, top_right + quiet, bottom_right + quiet], np.float32)
    target = np.array([[0, 0], [columns, 0], [columns, rows]], np.float32)
    way = cv.INTER_CUBIC if scale > 1.0 else cv.INTER_LINEAR
    turn = cv.getAffineTransform(source, target)
    pixels = cv.warpAffine(grey, turn, (columns, rows), flags=way, borderMode=cv.BORDER_REPLICATE)
    corners = tuple((float(x), float(y)) for x, y in (top_left, top_right, bottom_right, bottom_left))
    return Crop(cast(Grey, pixels), corners)


def sharpened(grey: Grey) -> Grey:
    """Unsharp mask of two pixels' radius: gives back bars that defocus and JPEG have merged."""
    cv = _opencv()
    return cast(Grey, cv.addWeighted(grey, 2.0, cv.GaussianBlur(grey, (0, 0), 2.0), -1.0, 0.0))


def evened(grey: Grey) -> Grey:
    """Local contrast made even (CLAHE): codes half in shade or glare."""
    return cast(Grey, _opencv().createCLAHE(3.0, (8, 8)).apply(grey))


def along_bars(crop: Grey) -> Grey:
    """The mean of eleven rows of an upright crop: noise goes, bars stay as they are."""
    return cast(Grey, _opencv().blur(crop, (1, 11)))


def enlarged(crop: Grey) -> Grey:
    """By 1.6: other places fall on the pixels' edges, so decoders sample the bars anew."""
    cv = _opencv()
    return cast(Grey, cv.resize(crop, None, fx=1.6, fy=1.6, interpolation=cv.INTER_CUBIC))


def deblurred(crop: Grey) -> Grey:
    """Bars that defocus or movement has merged, parted again: Richardson-Lucy across the bars.

    For a blur of half a module of EAN-13 in an upright crop. One row in four is kept: rows are alike.
    """
    cv = _opencv()
    seen = along_bars(crop)[::4].astype(np.float32) + 1.0
    sharp = seen
    for _ in range(DEBLUR_STEPS):
        again = cv.GaussianBlur(sharp, (0, 0), DEBLUR_PX, sigmaY=0.01)
        sharp = sharp * cv.GaussianBlur(seen / (again + 0.001), (0, 0), DEBLUR_PX, sigmaY=0.01)
    return cast(Grey, np.clip(sharp, 0, 255).astype(np.uint8).repeat(4, axis=0))


def levelled(crop: Grey) -> Grey:
    """Bars under a lamp's reflection made as strong as the others: between the light and dark around each."""
    cv = _opencv()
    around = np.ones((5, LEVEL_COLUMNS), np.uint8)
    light = cv.GaussianBlur(cv.dilate(crop, around), (0, 0), LEVEL_COLUMNS / 6).astype(np.float32)
    dark = cv.GaussianBlur(cv.erode(crop, around), (0, 0), LEVEL_COLUMNS / 6).astype(np.float32)
    level = (crop - dark) * 255.0 / np.maximum(light - dark, LEAST_CONTRAST)
    return cast(Grey, np.clip(level, 0, 255).astype(np.uint8))
