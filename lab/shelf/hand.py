"""The hand that holds a thing, painted onto a picture of float BGR; it comes from the lower right."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float32]

SKIN = np.array([142, 172, 222], np.float32)
SLEEVE = np.array([104, 78, 58], np.float32)


def draw_arm(canvas: Reals, place: Reals) -> None:
    """A sleeve from the lower right, and the back of the hand."""
    top, bottom = place[1], place[2]
    unit = float(np.hypot(*(bottom - top))) / 720
    hand = top + (bottom - top) * 0.36 + np.array([96, 10], np.float32) * unit
    elbow = hand + np.array([760, 470], np.float32)
    wrist = hand + (elbow - hand) * 0.14
    height, width = canvas.shape[:2]
    for start, end, thick, colour in ((hand, elbow, 104, SKIN * 0.8), (wrist, elbow, 150, SLEEVE)):
        mask = np.zeros((height // 4, width // 4), np.float32)
        ends = [(int(x / 4), int(y / 4)) for x, y in (start, end)]
        cv2.line(mask, ends[0], ends[1], 1.0, max(2, int(thick * unit / 4)), cv2.LINE_AA)
        box = cv2.boundingRect((mask > 0).astype(np.uint8))
        x, y, columns, rows = (4 * side for side in box)
        if not columns or not rows:
            continue
        round_light = cv2.GaussianBlur(mask, (0, 0), thick * unit / 12)
        part = canvas[y : y + rows, x : x + columns]
        cut = (slice(box[1], box[1] + box[3]), slice(box[0], box[0] + box[2]))
        soft = cv2.resize(mask[cut], (columns, rows))[:, :, None]
        light = cv2.resize(round_light[cut], (columns, rows))[:, :, None]
        part *= 1 - soft
        part += soft * (0.5 + 0.5 * light) * colour


def draw_fingers(canvas: Reals, place: Reals, behind: bool) -> None:
    """Four fingers show past the right edge from behind, the thumb lies over it."""
    top, bottom = place[1], place[2]
    along = (bottom - top) / max(1.0, float(np.hypot(*(bottom - top))))
    outward = np.array([along[1], -along[0]], np.float32)
    unit = float(np.hypot(*(bottom - top))) / 720
    lean = float(np.degrees(np.arctan2(outward[1], outward[0])))
    if behind:
        for number in range(4):
            tip = top + (bottom - top) * (0.20 + 0.105 * number) + outward * (18 * unit)
            _finger(canvas, tip, (78 * unit, 33 * unit), lean, 0.9 - 0.05 * number)
        return
    tip = top + (bottom - top) * 0.30 - outward * (4 * unit)
    _finger(canvas, tip + outward * (70 * unit), (118 * unit, 40 * unit), lean - 14, 1.0)


def _finger(canvas: Reals, middle: Reals, axes: tuple[float, float], lean: float, tone: float) -> None:
    reach = int(max(axes)) + 12
    left, top = max(0, int(middle[0]) - reach), max(0, int(middle[1]) - reach)
    part = canvas[top : top + 2 * reach, left : left + 2 * reach]
    if not part.size:
        return
    shape = np.zeros(part.shape[:2], np.float32)
    at = (int(middle[0]) - left, int(middle[1]) - top)
    cv2.ellipse(shape, at, (int(axes[0]), int(axes[1])), lean, 0, 360, 1.0, -1, cv2.LINE_AA)
    soft = cv2.GaussianBlur(shape, (0, 0), 2)[:, :, None]
    round_light = cv2.GaussianBlur(shape, (0, 0), axes[1] / 3)[:, :, None]
    skin = SKIN * np.float32(tone) * (0.62 + 0.4 * round_light)
    part *= 1 - soft
    part += skin * soft
