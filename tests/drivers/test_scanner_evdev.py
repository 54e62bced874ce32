"""A scanner that types, read from its device alone: found by its identity, lost and found."""

from __future__ import annotations

import errno
import fcntl
import os
import queue
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.scanner.evdev import EVENT, Keyboard, KeyboardOptions, KeyboardScanner, keyboards
from drivers.scanner.keys import EV_KEY, EV_LED, EV_SYN, LED_CAPSL, SIGNS, Event, events_of
from drivers.scanner.reader import Manner
from drivers.virtual.keyboard import VirtualKeyboard, by_number, tap, typed
from kiosk.domain.barcode import Scan, Symbology
from kiosk.ports import DeviceChange, DeviceState

CODE = "6901234567892"
USB = "0c2e:0b61"


class Till:
    """The driver, and what came out of it. A pty cannot be grabbed: `grabbed` tells that it was asked for."""

    def __init__(
        self,
        keyboard: VirtualKeyboard,
        usb: str = USB,
        manner: Manner | None = None,
        grab: Callable[[int], None] | None = None,
    ) -> None:
        self.grabbed = 0
        options = KeyboardOptions(usb, manner or Manner(), keyboard.sysfs, keyboard.devices)
        self.scanner = KeyboardScanner("scanner", options, grab or self._grab)
        self.scans: queue.Queue[Scan] = queue.Queue()
        self.changes: queue.Queue[DeviceChange] = queue.Queue()
        self.scanner.start(self.scans.put, self.changes.put)

    def _grab(self, _: int) -> None:
        self.grabbed += 1

    def until(self, state: DeviceState) -> DeviceChange:
        while True:
            change = self.changes.get(timeout=8)
            if change.state is state:
                return change

    def text(self) -> str:
        return self.scans.get(timeout=3).text


@pytest.fixture
def device(tmp_path: Path) -> Iterator[VirtualKeyboard]:
    virtual = VirtualKeyboard(tmp_path)
    virtual.plug()
    yield virtual
    virtual.unplug()


@pytest.fixture
def till(device: VirtualKeyboard) -> Iterator[Till]:
    made = Till(device)
    made.until(DeviceState.READY)
    yield made
    made.scanner.stop()


@pytest.mark.parametrize("end", ["\r", "\t", ""])
def test_a_typed_code_is_a_scan_whatever_ends_it(device: VirtualKeyboard, till: Till, end: str) -> None:
    for code in (CODE, "96385074"):
        device.type(code + end)
        assert till.text() == code
    assert till.grabbed == 1


def test_gs_aim_identifier_and_chinese_come_through_keys(device: VirtualKeyboard, till: Till) -> None:
    device.type("]C1010952400005000710A1\x1d217\r")
    scan = till.scans.get(timeout=3)
    assert (scan.symbology, scan.text) == (Symbology.CODE128, "010952400005000710A1\x1d217")
    device.type("]Q1扫码 Test 7\r")
    assert till.text() == "扫码 Test 7"


def test_the_same_code_again_is_one_scan_when_the_setting_says_so(device: VirtualKeyboard) -> None:
    till = Till(device, manner=Manner(repeat_s=5, suffix="cr", prefix="#"))
    till.until(DeviceState.READY)
    device.type(f"#{CODE}\r#{CODE}\r#96385074\r")
    assert [till.text(), till.text()] == [CODE, "96385074"]
    till.scanner.stop()


def test_a_sign_nobody_can_tell_spoils_its_own_code_and_not_the_next(
    device: VirtualKeyboard, till: Till
) -> None:
    """U+A1FF in somebody's QR code, sent by its number: it looks like GBK and is not."""
    device.send([*typed("12"), *by_number(0xA1FF), *typed("34\r")])
    device.type(f"{CODE}\r")
    assert till.text() == CODE
    assert till.changes.empty(), "it was never lost"
    assert till.grabbed == 1, "nor given back to the screens for a moment"


def test_unplugged_within_a_code_and_plugged_in_again(device: VirtualKeyboard, till: Till) -> None:
    device.type("69012345")
    device.unplug()
    assert till.until(DeviceState.LOST).reason is not None
    device.plug()
    till.until(DeviceState.READY)
    device.type(f"{CODE}\r")
    assert till.text() == CODE, "the half code is forgotten"
    assert till.grabbed == 2
    assert till.scans.empty()


def test_it_is_given_back_at_the_end(device: VirtualKeyboard, till: Till) -> None:
    node = os.path.realpath(device.devices / "event7")
    held = [fd for fd in Path("/proc/self/fd").iterdir() if os.path.realpath(fd) == node]
    till.scanner.stop()
    left = [fd for fd in Path("/proc/self/fd").iterdir() if os.path.realpath(fd) == node]
    assert len(left) == len(held) - 1


def test_another_keyboard_is_never_taken_and_named_instead(tmp_path: Path) -> None:
    operators = VirtualKeyboard(tmp_path, usb="046d:c31c")
    operators.plug()
    till = Till(operators)
    refused = till.until(DeviceState.LOST).reason
    assert refused is not None
    assert (refused.code, refused.values["present"]) == ("scanner.no_keyboard", "046d:c31c Virtual Scanner")
    till.scanner.stop()
    assert till.grabbed == 0
    operators.unplug()


def test_two_alike_are_told_apart_by_their_sockets(tmp_path: Path) -> None:
    left = VirtualKeyboard(tmp_path, "event3", socket="usb-1/input0")
    right = VirtualKeyboard(tmp_path, "event12", socket="usb-2/input0")
    left.plug()
    right.plug()
    unsure = Till(left)
    refused = unsure.until(DeviceState.LOST).reason
    unsure.scanner.stop()
    assert refused is not None
    known = f"{USB}:usb-1/input0, {USB}:usb-2/input0"
    assert (refused.code, refused.values["present"]) == ("scanner.several_keyboards", known)
    till = Till(right, usb=f"{USB}:USB-2/input0")
    till.until(DeviceState.READY)
    left.type("11111111\r")
    right.type(f"{CODE}\r")
    assert till.text() == CODE
    till.scanner.stop()
    left.unplug()
    right.unplug()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EACCES, "scanner.keyboard_forbidden"),
        (errno.EBUSY, "scanner.busy"),
        (errno.ENODEV, "scanner.missing"),
        (errno.EIO, "scanner.cannot_open"),
    ],
)
def test_why_it_cannot_be_read_is_told_in_words(device: VirtualKeyboard, number: int, code: str) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    till = Till(device, grab=refuse)
    refused = till.until(DeviceState.LOST).reason
    till.scanner.stop()
    assert refused is not None
    assert (refused.code, refused.values["device"]) == (code, str(device.devices / "event7"))


def test_the_caps_lock_lamp_is_kept_dark(device: VirtualKeyboard, till: Till) -> None:
    """A scanner that follows the lamp swaps capitals and small letters; the window system lights it."""
    dark = Event(EV_LED, LED_CAPSL, 0)
    assert events_of(device.lamps()) == [dark]
    device.send([Event(EV_LED, LED_CAPSL, 1), Event(EV_SYN, 0, 0), *typed("aB-1\r")])
    assert till.text() == "aB-1"
    assert events_of(device.lamps()) == [dark]


def test_only_what_has_letters_and_enter_is_a_keyboard(tmp_path: Path) -> None:
    virtual = VirtualKeyboard(tmp_path)
    virtual.plug()
    for node, keys in (
        ("event1", "0"),
        ("event2", "10000000000000 0"),
        ("event9", "no number"),
        ("mouse0", "0"),
    ):
        folder = virtual.sysfs / node / "device" / "capabilities"
        folder.mkdir(parents=True)
        (folder / "key").write_text(keys)
    (virtual.sysfs / "event8").mkdir()
    expected = Keyboard("event7", USB, "Virtual Scanner", "", "usb-1/input0")
    assert list(keyboards(virtual.sysfs)) == [expected]
    virtual.unplug()


# With the kernel's own devices

_UI_DEV_CREATE, _UI_DEV_DESTROY, _UI_DEV_SETUP = 0x5501, 0x5502, 0x405C5503
_UI_SET_EVBIT, _UI_SET_KEYBIT = 0x40045564, 0x40045565


@pytest.fixture
def uinput() -> Iterator[int]:
    """A keyboard of the kernel with an identity nobody has; needs /dev/uinput."""
    try:
        fd = os.open("/dev/uinput", os.O_WRONLY | os.O_NONBLOCK)
    except OSError as cause:
        pytest.skip(f"needs /dev/uinput: {cause.strerror}")
    fcntl.ioctl(fd, _UI_SET_EVBIT, EV_KEY)
    for code in {*SIGNS, 29, 42, 56}:
        fcntl.ioctl(fd, _UI_SET_KEYBIT, code)
    fcntl.ioctl(fd, _UI_DEV_SETUP, struct.pack("@4H80sI", 3, 0x7E57, 0x5CA9, 1, b"Touchlane test", 0))
    fcntl.ioctl(fd, _UI_DEV_CREATE)
    yield fd
    fcntl.ioctl(fd, _UI_DEV_DESTROY)
    os.close(fd)


def test_a_grabbed_keyboard_of_the_kernel_types_to_nobody_else(uinput: int) -> None:
    def found() -> list[Keyboard]:
        return [each for each in keyboards() if each.usb == "7e57:5ca9"]

    until = time.monotonic() + 5
    while not found() or not Path("/dev/input", found()[0].node).exists():
        assert time.monotonic() < until, "the kernel made no keyboard"
        time.sleep(0.02)
    scans, states = queue.Queue[Scan](), queue.Queue[DeviceChange]()
    scanner = KeyboardScanner("scanner", KeyboardOptions("7e57:5ca9"))
    other = os.open(f"/dev/input/{found()[0].node}", os.O_RDONLY | os.O_NONBLOCK)
    scanner.start(scans.put, states.put)
    while states.get(timeout=5).state is not DeviceState.READY:
        pass
    for event in typed(f"]E0{CODE}\r"):
        os.write(uinput, EVENT.pack(0, 0, *event))
    assert scans.get(timeout=3).text == CODE
    with pytest.raises(BlockingIOError):
        os.read(other, 4096)
    scanner.stop()
    for event in tap(30):
        os.write(uinput, EVENT.pack(0, 0, *event))
    time.sleep(0.05)
    assert events_of(os.read(other, 4096)), "given back"
    os.close(other)
