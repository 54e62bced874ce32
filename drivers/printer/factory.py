"""A receipt printer from its settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from drivers.printer.network import SCHEME, tcp_address
from drivers.printer.profile import load_profile
from drivers.printer.receipt_printer import EscPosPrinter
from drivers.printer.transport import UsbPort, Where
from kiosk.errors import Reason, SettingRefused

_USB = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?::(.+))?")


def make(name: str, settings: Mapping[str, str]) -> EscPosPrinter:
    """Keys: `path`, a device or `tcp://host:port`; or `usb` as `vid:pid` with the serial number or
    the location after a colon; `profile`; `baud`, where not the profile's.

    Raises:
        SettingRefused: neither or both of path and usb are given, or a value is unknown or wrong.
    """
    path, usb = settings.get("path", ""), settings.get("usb", "")
    if bool(path) == bool(usb):
        raise SettingRefused(Reason("printer.path_or_usb", {"device": name}))
    if path.startswith(SCHEME):
        tcp_address(path)
    profile = load_profile(settings.get("profile", "generic-80mm"))
    if baud := int(settings.get("baud") or 0):
        profile = replace(profile, line=replace(profile.line, baud=baud))
    return EscPosPrinter(name, path or _usb(name, usb), profile)


def _usb(name: str, text: str) -> Where:
    found = _USB.fullmatch(text)
    if found is None:
        raise SettingRefused(Reason("printer.wrong_usb", {"device": name, "usb": text}))
    return UsbPort(int(found[1], 16), int(found[2], 16), found[3])
