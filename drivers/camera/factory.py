"""A camera from its settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drivers.camera.controls import Optics, Profile
from drivers.camera.scanner import CameraOptions, CameraScanner
from drivers.camera.source import Wanted
from drivers.camera.symbols import KIOSK
from kiosk.domain.barcode import Symbology
from kiosk.errors import Reason, SettingRefused


def make(name: str, settings: Mapping[str, str]) -> CameraScanner:
    """Keys: `where`, `symbologies` (separated by commas), `width`, `height`, `fps`, `profile`, `exposure_us`,
    `gain`, `focus`; an empty one leaves its default.

    Raises:
        SettingRefused: a symbology, a number or the profile is none.
    """
    listed = [word.strip() for word in settings.get("symbologies", "").split(",") if word.strip()]
    symbologies = tuple(_symbology(name, word) for word in listed) or KIOSK
    wanted = Wanted(**_numbers(name, settings), optics=_optics(name, settings))
    return CameraScanner(name, CameraOptions(settings.get("where", "0"), symbologies, wanted))


def _numbers(name: str, settings: Mapping[str, str]) -> dict[str, Any]:
    try:
        return {key: int(settings[key]) for key in ("width", "height", "fps") if settings.get(key)}
    except ValueError as wrong:
        raise SettingRefused(Reason("camera.wrong_size", {"device": name})) from wrong


def _optics(name: str, settings: Mapping[str, str]) -> Optics:
    try:
        numbers: dict[str, Any] = {
            key: int(settings[key]) for key in ("exposure_us", "gain", "focus") if settings.get(key)
        }
        return Optics(Profile(settings.get("profile") or Profile.AUTO), **numbers)
    except ValueError as wrong:
        raise SettingRefused(Reason("camera.wrong_optics", {"device": name})) from wrong


def _symbology(name: str, word: str) -> Symbology:
    try:
        found = Symbology(word)
    except ValueError:
        found = Symbology.UNKNOWN
    if found is Symbology.UNKNOWN:
        raise SettingRefused(Reason("camera.unknown_symbology", {"device": name, "symbology": word}))
    return found
