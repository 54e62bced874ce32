"""How a thing is held before the camera: where, how turned, how sharp, in what light."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import InputRefused, Reason


@dataclass(frozen=True, slots=True)
class Pose:
    """Angles in degrees, lengths in parts of the picture's height, light as a factor."""

    x: float = 0.0
    """Right of the middle."""
    y: float = 0.0
    """Below the middle."""
    size: float = 0.84
    """Height of the pack."""
    turn: float = 0.0
    """In the picture's plane, clockwise."""
    yaw: float = 0.0
    pitch: float = 0.0
    blur_px: float = 0.0
    """Defocus."""
    motion_px: float = 0.0
    noise: float = 3.0
    """Standard deviation of the sensor's noise, in grey levels."""
    light: float = 1.0
    warmth: float = 0.0
    """-1 is blue daylight, 1 an incandescent lamp."""
    glare: float = 0.0
    """Strength of a lamp's reflection on the pack."""


LIMITS: dict[str, tuple[float, float]] = {
    "x": (-2, 2),
    "y": (-2, 2),
    "size": (0.2, 2),
    "turn": (-360, 360),
    "yaw": (-75, 75),
    "pitch": (-75, 75),
    "blur_px": (0, 12),
    "motion_px": (0, 60),
    "noise": (0, 60),
    "light": (0.1, 2),
    "warmth": (-1, 1),
    "glare": (0, 1),
}


def pose_of(seed: int) -> Pose:
    """What a shopper in no great hurry does: readable, never straight."""
    chance = random.Random(seed)
    return Pose(
        x=chance.uniform(-0.14, 0.14),
        y=chance.uniform(-0.1, 0.0),
        size=chance.uniform(0.8, 0.98),
        turn=chance.gauss(0, 9),
        yaw=chance.uniform(-24, 24),
        pitch=chance.uniform(-18, 18),
        blur_px=chance.uniform(0, 0.8),
        noise=chance.uniform(2, 6),
        light=chance.uniform(0.72, 1.1),
        warmth=chance.uniform(-0.4, 0.6),
        glare=max(0.0, chance.uniform(-0.4, 0.4)),
    )


def parse_pose(wanted: Mapping[str, Any]) -> Pose:
    """Raises InputRefused naming the value that is unknown or out of range."""
    known = {field.name for field in fields(Pose)}
    for name, value in wanted.items():
        if name not in known:
            raise InputRefused(Reason("lab.pose_unknown", {"name": str(name)[:40]}))
        least, most = LIMITS[name]
        if not isinstance(value, int | float) or not least <= value <= most:
            limits = {"name": name, "least": str(least), "most": str(most)}
            raise InputRefused(Reason("lab.pose_out_of_range", limits))
    return replace(Pose(), **{name: float(value) for name, value in wanted.items()})


def corners_in(pose: Pose, shape: tuple[int, int], width: int, height: int) -> NDArray[np.float32]:
    """Where the four corners of a face of `shape` (width, height) fall in a picture of width x height."""
    scale = pose.size * height / shape[1]
    half_w, half_h = shape[0] * scale / 2, shape[1] * scale / 2
    face = np.array([[-half_w, -half_h, 0], [half_w, -half_h, 0], [half_w, half_h, 0], [-half_w, half_h, 0]])
    turn, yaw, pitch = np.radians([pose.turn, pose.yaw, pose.pitch])
    around_z = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    around_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    around_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    turned = face @ (around_y @ around_x @ around_z).T
    distance = 2.4 * height  # of the camera, in pixels at the pack's depth
    near = distance / (distance + turned[:, 2:3])
    middle = np.array([width / 2 + pose.x * height, height / 2 + pose.y * height])
    return np.asarray(turned[:, :2] * near + middle, np.float32)
