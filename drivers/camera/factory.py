"""A camera from its settings."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.camera.scanner import CameraOptions, CameraScanner
from drivers.camera.source import Wanted
from drivers.camera.symbols import KIOSK
from kiosk.domain.barcode import Symbology
from kiosk.errors import Reason, SettingRefused


def make(name: str, settings: Mapping[str, str]) -> CameraScanner:
    """Keys: `where`, `symbologies` (separated by commas), `width`, `height`, `fps`.

    Raises:
        SettingRefused: a symbology or a number is none.
    """
    try:
        wanted = Wanted(**{key: int(settings[key]) for key in ("width", "height", "fps") if key in settings})
    except ValueError as wrong:
        raise SettingRefused(Reason("camera.wrong_size", {"device": name})) from wrong
    listed = [word.strip() for word in settings.get("symbologies", "").split(",") if word.strip()]
    symbologies = tuple(_symbology(name, word) for word in listed) or KIOSK
    return CameraScanner(name, CameraOptions(settings.get("where", "0"), symbologies, wanted))


def _symbology(name: str, word: str) -> Symbology:
    try:
        found = Symbology(word)
    except ValueError:
        found = Symbology.UNKNOWN
    if found is Symbology.UNKNOWN:
        raise SettingRefused(Reason("camera.unknown_symbology", {"device": name, "symbology": word}))
    return found
