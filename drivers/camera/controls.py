"""Exposure, gain and focus of a V4L2 camera, through OpenCV's properties; what it refuses is left as it is.

Movement blurs: at 1/100 s a pack may pass at 5 cm a second and be read, at 1/500 s at 23. The short profile
therefore holds the exposure at 1/500 s and gets brightness from the gain; only where the gain is at its end
and the picture still dark is the exposure lengthened, to 1/100 s at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

MANUAL, BY_APERTURE = 1.0, 3.0
"""V4L2_CID_EXPOSURE_AUTO: manual, and what UVC cameras call automatic."""
UNIT_US = 100
"""V4L2_CID_EXPOSURE_ABSOLUTE counts in these."""
SHORT_US, LONGEST_SHORT_US = 2_000, 10_000
DARK, BRIGHT = 70.0, 190.0
"""Mean grey levels between which a picture is left as it is."""
STEP_S = 0.4
"""A camera takes some frames until a change shows."""
FACTOR = 1.4
"""Of gain and exposure, a step."""
FIRST_GAIN = 4.0


class Profile(StrEnum):
    """Who chooses the exposure."""

    AUTO = "auto"
    SHORT_EXPOSURE = "short_exposure"


@dataclass(frozen=True, slots=True)
class Optics:
    """What is asked of the camera; None leaves it to the profile."""

    profile: Profile = Profile.AUTO
    exposure_us: int | None = None
    gain: int | None = None
    focus: int | None = None
    """In the camera's own steps; None: it focuses by itself."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What the camera says it does; None where it does not let itself be asked."""

    exposure_us: int | None = None
    gain: int | None = None
    focus: int | None = None
    refused: tuple[str, ...] = ()
    """Names of what was asked and not taken."""


class Capture(Protocol):
    """The part of `cv2.VideoCapture` that is used."""

    def get(self, propId: int, /) -> float: ...  # noqa: N803  as OpenCV names it
    def set(self, propId: int, value: float, /) -> bool: ...  # noqa: N803


class Controls:
    """The controls of an open camera. `set_up` once, then `light` now and then. Raises nothing."""

    def __init__(self, capture: Capture, optics: Optics) -> None:
        import cv2

        self._capture, self._optics = capture, optics
        self._auto_exposure, self._exposure = cv2.CAP_PROP_AUTO_EXPOSURE, cv2.CAP_PROP_EXPOSURE
        self._gain, self._auto_focus, self._focus = (
            cv2.CAP_PROP_GAIN,
            cv2.CAP_PROP_AUTOFOCUS,
            cv2.CAP_PROP_FOCUS,
        )
        self._refused: list[str] = []
        self._manual = False
        self._due = float("-inf")
        self._gain_ends = False

    def set_up(self) -> Taken:
        """Asks for everything; tells what was taken."""
        optics = self._optics
        exposure_us = optics.exposure_us
        if exposure_us is None and optics.profile is Profile.SHORT_EXPOSURE:
            exposure_us = SHORT_US
        if exposure_us is not None:
            self._manual = self._took("exposure", self._auto_exposure, MANUAL) and self._took(
                "exposure", self._exposure, exposure_us / UNIT_US
            )
        else:
            self._ask(self._auto_exposure, BY_APERTURE)  # cameras keep what an earlier run has set
        if optics.gain is not None:
            self._took("gain", self._gain, optics.gain)
        if optics.focus is not None:
            self._ask(self._auto_focus, 0)
            self._took("focus", self._focus, optics.focus)
        else:
            self._ask(self._auto_focus, 1)
        return self.taken()

    def taken(self) -> Taken:
        """As the camera tells it now."""
        exposure = self._told(self._exposure)
        return Taken(
            None if exposure is None else round(exposure * UNIT_US),
            _whole(self._told(self._gain)),
            _whole(self._told(self._focus)),
            tuple(dict.fromkeys(self._refused)),
        )

    @property
    def adjusts(self) -> bool:
        """Whether `light` does anything."""
        free = self._optics.exposure_us is None and self._optics.gain is None
        return self._manual and free and self._optics.profile is Profile.SHORT_EXPOSURE

    def light(self, mean: float, at: float) -> None:
        """The mean grey of a picture: one step of gain or exposure where it is too dark or too bright."""
        if not self.adjusts or at < self._due or DARK <= mean <= BRIGHT:
            return
        self._due = at + STEP_S
        exposure = self._told(self._exposure) or SHORT_US / UNIT_US
        if mean > BRIGHT:
            self._gain_ends = False
            if exposure * UNIT_US > SHORT_US:
                self._ask(self._exposure, max(SHORT_US / UNIT_US, exposure / FACTOR))
            else:
                self._ask(self._gain, (self._told(self._gain) or 0.0) / FACTOR)
        elif not self._more_gain() and exposure * UNIT_US < LONGEST_SHORT_US:
            self._ask(self._exposure, min(LONGEST_SHORT_US / UNIT_US, exposure * FACTOR))

    def _more_gain(self) -> bool:
        """Whether the camera took more gain; once it did not, it is not asked for more until it is bright."""
        before = self._told(self._gain)
        if before is None or self._gain_ends:
            return False
        taken = self._ask(self._gain, max(FIRST_GAIN, before * FACTOR))
        self._gain_ends = not taken or (self._told(self._gain) or 0.0) <= before
        return not self._gain_ends

    def _took(self, name: str, prop: int, value: float) -> bool:
        taken = self._ask(prop, value)
        if not taken:
            self._refused.append(name)
        return taken

    def _ask(self, prop: int, value: float) -> bool:
        import cv2

        try:
            return bool(self._capture.set(prop, value))
        except cv2.error:
            return False

    def _told(self, prop: int) -> float | None:
        """OpenCV gives -1 or 0 for what a camera has not; 0 may also be true, and is taken for it."""
        import cv2

        try:
            value = self._capture.get(prop)
        except cv2.error:
            return None
        return None if value < 0 else value


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
