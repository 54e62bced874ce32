"""A scanner that types, as the kernel shows one: a folder as in sysfs, and a node that events come out of.

The node is a pty and can be opened, read, written and lost like an event device; what it cannot do is the
grab, which is an ioctl of event devices alone.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from pathlib import Path

from drivers.scanner.keys import (
    EV_KEY,
    EV_SYN,
    EVENT,
    KEY_A,
    KEY_ENTER,
    KEY_LEFTALT,
    KEY_LEFTCTRL,
    KEY_LEFTSHIFT,
    KEYPAD,
    PRESSED,
    RELEASED,
    SIGNS,
    Event,
)
from drivers.virtual.scanner import VirtualScanner

_KEY_OF = {sign: (code, shift) for code, pair in reversed(SIGNS.items()) for shift, sign in enumerate(pair)}
_PAD_OF = {sign: code for code, sign in KEYPAD.items()}


def key(code: int, down: bool) -> tuple[Event, Event]:
    """A key goes down or up."""
    return Event(EV_KEY, code, PRESSED if down else RELEASED), Event(EV_SYN, 0, 0)


def tap(code: int, *held: int) -> Iterator[Event]:
    """A key, with others held meanwhile."""
    for each in held:
        yield from key(each, True)
    yield from key(code, True)
    yield from key(code, False)
    for each in reversed(held):
        yield from key(each, False)


def by_number(number: int | str) -> Iterator[Event]:
    """A sign by its number, Alt held."""
    yield from key(KEY_LEFTALT, True)
    for digit in str(number):
        yield from tap(_PAD_OF[digit])
    yield from key(KEY_LEFTALT, False)


def typed(text: str, encoding: str = "utf-8") -> Iterator[Event]:
    """The keys a scanner of US layout presses for `text`; what has no key by its bytes' numbers.

    CR and TAB are keys, GS is Ctrl+].
    """
    for sign in text:
        if sign in _KEY_OF:
            code, shift = _KEY_OF[sign]
            yield from tap(code, *([KEY_LEFTSHIFT] if shift else []))
        elif sign == "\x1d":
            yield from tap(_KEY_OF["]"][0], KEY_LEFTCTRL)
        else:
            for byte in sign.encode(encoding):
                yield from by_number(f"0{byte}")


def packed(events: Iterable[Event]) -> bytes:
    """As the kernel gives them to a reader."""
    return b"".join(EVENT.pack(0, 0, *event) for event in events)


class VirtualKeyboard:
    """A typing scanner among the input devices below `root`."""

    def __init__(
        self, root: Path, node: str = "event7", usb: str = "0c2e:0b61", socket: str = "usb-1/input0"
    ) -> None:
        self.sysfs, self.devices = root / "sys", root / "dev"
        self._device = self.sysfs / node / "device"
        self._facts = {"name": "Virtual Scanner", "phys": socket, "uniq": ""}
        self._facts |= dict(zip(("id/vendor", "id/product"), usb.split(":"), strict=True))
        keys = sum(1 << code for code in {*SIGNS, KEY_A, KEY_ENTER})
        words = [f"{keys >> shift & (1 << 64) - 1:x}" for shift in (64, 0)]
        self._facts["capabilities/key"] = " ".join(words)
        self.devices.mkdir(parents=True, exist_ok=True)
        self._line = VirtualScanner(self.devices / node)

    def plug(self) -> None:
        for name, said in self._facts.items():
            (self._device / name).parent.mkdir(parents=True, exist_ok=True)
            (self._device / name).write_text(said + "\n")
        self._line.plug()

    def unplug(self) -> None:
        for name in self._facts:
            (self._device / name).unlink(missing_ok=True)
        self._line.unplug()

    def type(self, text: str) -> None:
        """One read."""
        self.send(typed(text))

    def send(self, events: Iterable[Event]) -> None:
        self._line.write(packed(events))

    def lamps(self) -> bytes:
        """The events by which the host has set the lamps."""
        return self._line.heard()


PLAIN = string.digits + string.ascii_letters + string.punctuation + " "
"""The signs that have a key."""
