"""A serial scanner from its settings."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.scanner.serial import SerialOptions, SerialScanner
from kiosk.errors import Reason, SettingRefused

PARITIES = frozenset("NEOMS")


def make(name: str, settings: Mapping[str, str]) -> SerialScanner:
    """Keys: `path` or `usb`, `baud`, `parity`, `silence_ms`, `repeat_ms`.

    Raises:
        SettingRefused: a number is none, the parity is unknown, or neither or both of path and usb are given.
    """
    parity = settings.get("parity", "N")
    try:
        options = SerialOptions(
            path=settings.get("path", ""),
            usb=settings.get("usb", ""),
            baud=int(settings.get("baud", "9600")),
            parity=parity,
            silence_s=int(settings.get("silence_ms", "50")) / 1000,
            repeat_s=int(settings.get("repeat_ms", "0")) / 1000,
        )
    except ValueError as wrong:
        raise SettingRefused(Reason("scanner.wrong_line", {"device": name})) from wrong
    if parity not in PARITIES:
        raise SettingRefused(Reason("scanner.wrong_line", {"device": name}))
    return SerialScanner(name, options)
