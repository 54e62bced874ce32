"""How the screens suit the one who stands before them: chosen for a visit, gone with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Colours(StrEnum):
    """The palettes of `ui/qml/Touchlane/themes`."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


VOLUMES = (0.0, 0.35, 1.0, 2.5)
"""Loudness of the steps, as a factor on the sound files: off, quiet, normal, loud."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a shopper may choose; the defaults are the store's."""

    colours: Colours = Colours.LIGHT
    large_text: bool = False
    volume: int = 2
    """A place in `VOLUMES`."""
    within_reach: bool = False
    """All that is touched lies in the lower 248 mm of the panel."""
