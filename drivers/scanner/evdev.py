"""A barcode scanner that types: read from its input device alone, so that no scan reaches the screens.

The device is found by the USB identity of the settings, never by being a keyboard: another keyboard stays
the operator's. It is grabbed (EVIOCGRAB), so that neither the window system nor a console sees its keys; the
kernel gives it back when it is closed, whatever becomes of this program. Linux only; nothing but ioctls of
linux/input.h.
"""

from __future__ import annotations

import array
import contextlib
import errno
import fcntl
import os
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from drivers.scanner.keys import EV_LED, EVENT, KEY_A, KEY_ENTER, LED_CAPSL, KeyDecoder, events_of
from drivers.scanner.reader import CodeReader, Manner
from kiosk.errors import DeviceUnusable, Reason, SettingRefused

SYSFS, DEVICES = Path("/sys/class/input"), Path("/dev/input")
CHUNK = 256 * EVENT.size
KEYS_UP_S = 1.0
"""How long a key may stay down before the grab, which would keep its release from who saw it pressed."""

_EVIOCGRAB = 0x40044590
"""_IOW('E', 0x90, int)."""
_KEY_STATE_BYTES = 0x300 // 8
_EVIOCGKEY = 2 << 30 | _KEY_STATE_BYTES << 16 | ord("E") << 8 | 0x18
"""_IOC(_IOC_READ, 'E', 0x18, KEY_CNT / 8)."""
_WORD_DIGITS = 2 * struct.calcsize("@l")
"""Of a word in `capabilities/key`: an unsigned long without its leading zeros, the highest word first."""


@dataclass(frozen=True, slots=True)
class Keyboard:
    """An input device with letters and Enter, as sysfs tells."""

    node: str
    """`event7`."""
    usb: str
    """`vid:pid`, four hexadecimal digits each."""
    label: str
    serial: str
    socket: str
    """Where it is plugged in: `usb-0000:00:14.0-2/input0`."""

    @property
    def identities(self) -> frozenset[str]:
        """What may stand in the settings for it."""
        return frozenset({self.usb, f"{self.usb}:{self.serial}".lower(), f"{self.usb}:{self.socket}".lower()})

    @property
    def whole(self) -> str:
        """The identity that no other device shares."""
        return f"{self.usb}:{self.serial or self.socket}"


@dataclass(frozen=True, slots=True)
class KeyboardOptions:
    """`usb`: `vid:pid`, with serial number or socket after a colon where two are alike."""

    usb: str
    manner: Manner = field(default_factory=Manner)
    sysfs: Path = SYSFS
    devices: Path = DEVICES


class KeyboardScanner(CodeReader):
    """Implements `kiosk.ports.BarcodeScanner`."""

    def __init__(
        self, name: str, options: KeyboardOptions, grab: Callable[[int], None] | None = None
    ) -> None:
        """`grab` takes the open device for this process alone, by default with EVIOCGRAB; raises OSError."""
        if not options.usb:
            raise SettingRefused(Reason("scanner.keyboard_by_usb", {"device": name}))
        taken = grab or grab_exclusively
        super().__init__(name, options.manner, lambda: KeyboardPort(options, taken))


class KeyboardPort:
    """Implements `drivers.scanner.reader.Port`."""

    def __init__(self, options: KeyboardOptions, grab: Callable[[int], None]) -> None:
        """Raises DeviceUnusable: none or several match, no right to it, or another program has it."""
        keyboard = _the_one(options)
        self.name = str(options.devices / keyboard.node)
        self._decoder = KeyDecoder()
        self._torn = b""
        try:
            self._fd = os.open(self.name, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        except OSError as cause:
            raise _unusable(cause, self.name) from cause
        try:
            grab(self._fd)
            self._darken()
        except OSError as cause:
            os.close(self._fd)
            raise _unusable(cause, self.name) from cause

    def fileno(self) -> int:
        return self._fd

    def read(self) -> bytes:
        try:
            raw = os.read(self._fd, CHUNK)
        except BlockingIOError:
            return b""
        if not raw:
            raise OSError(errno.ENODEV, "the device has gone", self.name)
        self._torn += raw
        events = events_of(self._torn)
        self._torn = self._torn[len(events) * EVENT.size :]
        meant = bytearray()
        for event in events:
            if event.kind == EV_LED and event.code == LED_CAPSL and event.value:
                self._darken()
            meant += self._decoder.feed(event)
        return bytes(meant)

    def settle(self) -> None:
        self._decoder.settle()

    def close(self) -> None:
        os.close(self._fd)

    def _darken(self) -> None:
        """Scanners that follow the Caps Lock lamp swap their letters; a lamp that is dark swaps none."""
        with contextlib.suppress(BlockingIOError):
            os.write(self._fd, EVENT.pack(0, 0, EV_LED, LED_CAPSL, 0))


def grab_exclusively(fd: int) -> None:
    """EVIOCGRAB, once no key is down any more; raises OSError (EBUSY where another program has it)."""
    until = time.monotonic() + KEYS_UP_S
    state = array.array("B", bytes(_KEY_STATE_BYTES))
    while time.monotonic() < until:
        fcntl.ioctl(fd, _EVIOCGKEY, state)
        if not any(state):
            break
        time.sleep(0.01)
    fcntl.ioctl(fd, _EVIOCGRAB, 1)


def keyboards(sysfs: Path = SYSFS) -> Iterator[Keyboard]:
    """Every input device that can type, in the order of their nodes."""
    for node in sorted(sysfs.glob("event[0-9]*"), key=lambda path: int(path.name.removeprefix("event"))):
        device = node / "device"
        try:
            words = _said(device / "capabilities/key").split()
            keys = int("".join(word.zfill(_WORD_DIGITS) for word in words), 16)
            vendor, product = _said(device / "id/vendor"), _said(device / "id/product")
        except (OSError, ValueError):  # gone while looked at, or it has no keys
            continue
        if keys >> KEY_A & 1 and keys >> KEY_ENTER & 1:
            label, serial, socket = (_said_or_nothing(device / name) for name in ("name", "uniq", "phys"))
            yield Keyboard(node.name, f"{vendor}:{product}".lower(), label, serial, socket)


def _the_one(options: KeyboardOptions) -> Keyboard:
    present = list(keyboards(options.sysfs))
    fitting = [each for each in present if options.usb.lower() in each.identities]
    if len(fitting) > 1:
        known = ", ".join(each.whole for each in fitting)
        raise DeviceUnusable(Reason("scanner.several_keyboards", {"device": options.usb, "present": known}))
    if not fitting:
        known = ", ".join(f"{each.usb} {each.label}" for each in present) or "-"
        raise DeviceUnusable(Reason("scanner.no_keyboard", {"device": options.usb, "present": known}))
    return fitting[0]


def _unusable(cause: OSError, path: str) -> DeviceUnusable:
    code = {
        errno.EACCES: "scanner.keyboard_forbidden",
        errno.EPERM: "scanner.keyboard_forbidden",
        errno.EBUSY: "scanner.busy",
        errno.ENOENT: "scanner.missing",
        errno.ENODEV: "scanner.missing",
    }
    return DeviceUnusable(Reason(code.get(cause.errno or 0, "scanner.cannot_open"), {"device": path}))


def _said(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").strip()


def _said_or_nothing(path: Path) -> str:
    try:
        return _said(path)
    except OSError:
        return ""
