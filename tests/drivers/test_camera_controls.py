"""Exposure, gain and focus, on a camera that speaks OpenCV's properties; no camera is at hand here.

The fake keeps to what UVC drivers do: values are cut to their range, manual exposure is taken only in manual
mode, and what it has not it refuses and tells as -1.
"""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drivers.camera.controls import LONGEST_SHORT_US, SHORT_US, Controls, Optics, Profile
from drivers.camera.source import Device

RANGES = {
    cv2.CAP_PROP_AUTO_EXPOSURE: (0.0, 3.0),
    cv2.CAP_PROP_EXPOSURE: (1.0, 10_000.0),
    cv2.CAP_PROP_GAIN: (0.0, 128.0),
    cv2.CAP_PROP_AUTOFOCUS: (0.0, 1.0),
    cv2.CAP_PROP_FOCUS: (0.0, 255.0),
}


class UvcCamera:
    """`scene` is the grey level that 1/100 s without gain gives."""

    def __init__(
        self, scene: float = 120.0, has: tuple[int, ...] = tuple(RANGES), breaks: bool = False
    ) -> None:
        self.scene, self.has, self.breaks = scene, has, breaks
        self.now = dict.fromkeys(has, 0.0)
        if cv2.CAP_PROP_AUTO_EXPOSURE in self.now:
            self.now[cv2.CAP_PROP_AUTO_EXPOSURE] = 3.0
        if cv2.CAP_PROP_EXPOSURE in self.now:
            self.now[cv2.CAP_PROP_EXPOSURE] = 330.0
        if cv2.CAP_PROP_AUTOFOCUS in self.now:
            self.now[cv2.CAP_PROP_AUTOFOCUS] = 1.0
        self.released = False

    def set(self, prop: int, value: float, /) -> bool:
        if self.breaks:
            raise cv2.error("VIDIOC_S_CTRL: Input/output error")
        if prop not in self.has:
            return False
        if prop == cv2.CAP_PROP_EXPOSURE and self.now.get(cv2.CAP_PROP_AUTO_EXPOSURE) != 1.0:
            return False
        least, most = RANGES[prop]
        self.now[prop] = round(min(most, max(least, value)))
        return True

    def get(self, prop: int, /) -> float:
        if self.breaks:
            raise cv2.error("VIDIOC_G_CTRL: Input/output error")
        return self.now.get(prop, -1.0)

    def mean(self) -> float:
        exposure = self.now.get(cv2.CAP_PROP_EXPOSURE, 100) / 100
        gain = 1 + self.now.get(cv2.CAP_PROP_GAIN, 0.0) / 16
        return min(255.0, self.scene * exposure * gain)

    def read(self) -> tuple[bool, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
        return True, np.full((72, 128, 3), int(self.mean()), np.uint8)

    def grab(self) -> bool:
        return True

    def release(self) -> None:
        self.released = True


def lit(camera: UvcCamera, optics: Optics, seconds: float = 20.0) -> Controls:
    controls = Controls(camera, optics)
    controls.set_up()
    for step in range(round(seconds * 5)):
        controls.light(camera.mean(), step / 5)
    return controls


def test_left_to_itself_a_camera_keeps_its_values_and_chooses_them_itself() -> None:
    camera = UvcCamera()
    before = dict(camera.now)
    taken = Controls(camera, Optics()).set_up()
    assert camera.now == before
    assert taken.refused == ()


def test_the_installers_own_values_are_set_and_told_as_taken() -> None:
    camera = UvcCamera()
    taken = Controls(camera, Optics(exposure_us=5_000, gain=20, focus=90)).set_up()
    assert (taken.exposure_us, taken.gain, taken.focus, taken.refused) == (5_000, 20, 90, ())
    assert camera.now[cv2.CAP_PROP_AUTO_EXPOSURE] == 1.0
    assert camera.now[cv2.CAP_PROP_AUTOFOCUS] == 0.0


def test_what_the_camera_cuts_is_told_as_it_is() -> None:
    assert Controls(UvcCamera(), Optics(gain=5_000)).set_up().gain == 128


def test_the_short_profile_in_good_light_keeps_to_a_five_hundredth() -> None:
    camera = UvcCamera(scene=160)
    controls = lit(camera, Optics(Profile.SHORT_EXPOSURE))
    assert controls.taken().exposure_us == SHORT_US
    assert 70 <= camera.mean() <= 190


def test_in_a_dark_shop_the_gain_goes_to_its_end_before_the_exposure_is_lengthened() -> None:
    camera = UvcCamera(scene=15)
    controls = lit(camera, Optics(Profile.SHORT_EXPOSURE))
    taken = controls.taken()
    assert taken.gain == 128
    assert taken.exposure_us is not None
    assert SHORT_US < taken.exposure_us <= LONGEST_SHORT_US
    camera.scene = 400  # the sun comes out
    for step in range(200):
        controls.light(camera.mean(), 30 + step / 5)
    assert controls.taken().exposure_us == SHORT_US
    assert camera.mean() <= 190


def test_own_gain_or_exposure_is_not_adjusted() -> None:
    camera = UvcCamera(scene=5)
    controls = lit(camera, Optics(Profile.SHORT_EXPOSURE, gain=10))
    assert not controls.adjusts
    assert (controls.taken().exposure_us, controls.taken().gain) == (SHORT_US, 10)


@pytest.mark.parametrize(
    ("camera", "refused"),
    [
        (UvcCamera(has=()), ("exposure", "gain", "focus")),
        (UvcCamera(has=(cv2.CAP_PROP_GAIN,)), ("exposure", "focus")),
        (UvcCamera(breaks=True), ("exposure", "gain", "focus")),
    ],
)
def test_what_a_camera_refuses_is_named_and_reading_goes_on(
    camera: UvcCamera, refused: tuple[str, ...]
) -> None:
    optics = Optics(Profile.SHORT_EXPOSURE, exposure_us=2_000, gain=10, focus=4)
    controls = Controls(camera, optics)
    taken = controls.set_up()
    controls.light(3.0, 0.0)
    assert taken.refused == refused
    assert taken.focus is None
    assert Device(camera, controls).read() is not None


def test_a_camera_without_manual_mode_is_left_to_its_own_exposure() -> None:
    camera = UvcCamera(scene=5, has=(cv2.CAP_PROP_EXPOSURE, cv2.CAP_PROP_GAIN))
    controls = lit(camera, Optics(Profile.SHORT_EXPOSURE))
    assert controls.taken().refused == ("exposure",)
    assert camera.now[cv2.CAP_PROP_GAIN] == 0.0


def test_back_from_short_to_auto_the_camera_chooses_again() -> None:
    camera = UvcCamera()
    Controls(camera, Optics(Profile.SHORT_EXPOSURE)).set_up()
    assert camera.now[cv2.CAP_PROP_AUTO_EXPOSURE] == 1.0
    Controls(camera, Optics()).set_up()
    assert camera.now[cv2.CAP_PROP_AUTO_EXPOSURE] == 3.0
