"""The camera's picture made ready for the screen, in the camera's thread."""

from __future__ import annotations

from typing import Any

import numpy as np

from drivers.camera.symbols import Corners
from kiosk.errors import Reason
from kiosk.ports import PreviewFrame


def fitted(
    frame: Any,
    corners: Corners,
    width: int,
    height: int,
    *,
    strength: float = 1.0,
    hint: Reason | None = None,
) -> PreviewFrame:
    """`frame` (BGR or grey) cut to the viewport's shape around its middle, scaled, as BGRA."""
    import cv2

    rows, columns = frame.shape[:2]
    scale = max(width / columns, height / rows)
    part_columns, part_rows = min(columns, round(width / scale)), min(rows, round(height / scale))
    left, top = (columns - part_columns) // 2, (rows - part_rows) // 2
    part = frame[top : top + part_rows, left : left + part_columns]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(part, (width, height), interpolation=way)
    code = cv2.COLOR_GRAY2BGRA if small.ndim == 2 else cv2.COLOR_BGR2BGRA
    pixels = np.ascontiguousarray(cv2.cvtColor(small, code))
    placed = tuple(((x - left) * scale, (y - top) * scale) for x, y in corners)
    return PreviewFrame(width, height, pixels.data.cast("B"), placed, strength, hint)
