"""From a device's kind in the settings to what makes it: ours by name, others by entry point.

An installed package adds a device by an entry point in the group `touchlane.devices`, named as the kind.
A factory takes the device's name and its settings (text to text) and returns an object of the port.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from typing import Any

from kiosk.errors import Reason, SettingRefused

GROUP = "touchlane.devices"
Factory = Callable[[str, Mapping[str, str]], Any]

OURS = {
    "camera": "drivers.camera.factory:make",
    "printer.escpos": "drivers.printer.factory:make",
    "scanner.keyboard": "drivers.scanner.factory:make_keyboard",
    "scanner.serial": "drivers.scanner.factory:make_serial",
}


def make(kind: str, name: str, settings: Mapping[str, str]) -> Any:
    """A device, not yet started.

    Raises:
        SettingRefused: nobody makes this kind, or a setting is wrong.
    """
    return _factory(kind, name)(name, settings)


def _factory(kind: str, name: str) -> Factory:
    if kind in OURS:
        module, _, function = OURS[kind].partition(":")
        ours: Factory = getattr(importlib.import_module(module), function)
        return ours
    for entry in entry_points(group=GROUP, name=kind):
        theirs: Factory = entry.load()
        return theirs
    raise SettingRefused(Reason("device.unknown_kind", {"device": name, "kind": kind}))
