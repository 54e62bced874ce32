"""Scanners from their settings."""

from __future__ import annotations

from collections.abc import Mapping

from drivers.scanner.evdev import KeyboardOptions, KeyboardScanner
from drivers.scanner.framing import ANY, ENDS
from drivers.scanner.reader import Manner
from drivers.scanner.serial import SerialOptions, SerialScanner
from kiosk.errors import Reason, SettingRefused

PARITIES = {"none": "N", "even": "E", "odd": "O"}


def make_serial(name: str, settings: Mapping[str, str]) -> SerialScanner:
    """Keys: `path` or `usb`, `baud`, `parity`, `suffix`, `prefix`, `silence_ms`, `repeat_ms`.

    Raises:
        SettingRefused: a number is none, the parity is unknown, or neither or both of path and usb are given.
    """
    parity, baud = settings.get("parity", "none"), settings.get("baud", "9600")
    if parity not in PARITIES or not baud.isdecimal():
        raise SettingRefused(Reason("scanner.wrong_line", {"device": name}))
    options = SerialOptions(
        path=settings.get("path", ""),
        usb=settings.get("usb", ""),
        baud=int(baud),
        parity=PARITIES[parity],
        manner=_manner(name, settings),
    )
    return SerialScanner(name, options)


def make_keyboard(name: str, settings: Mapping[str, str]) -> KeyboardScanner:
    """Keys: `usb`, `suffix`, `prefix`, `silence_ms`, `repeat_ms`.

    Raises:
        SettingRefused: a number is none, the suffix is unknown, there is no usb, or there is a path.
    """
    if settings.get("path"):
        raise SettingRefused(Reason("scanner.keyboard_by_usb", {"device": name}))
    return KeyboardScanner(name, KeyboardOptions(settings.get("usb", ""), _manner(name, settings)))


def _manner(name: str, settings: Mapping[str, str]) -> Manner:
    suffix = settings.get("suffix", ANY)
    silence_ms, repeat_ms = settings.get("silence_ms", "50"), settings.get("repeat_ms", "0")
    if suffix not in ENDS or not (silence_ms.isdecimal() and repeat_ms.isdecimal()):
        raise SettingRefused(Reason("scanner.wrong_line", {"device": name}))
    return Manner(
        suffix=suffix,
        prefix=settings.get("prefix", ""),
        silence_s=int(silence_ms) / 1000,
        repeat_s=int(repeat_ms) / 1000,
    )
