"""Scanners out of settings: what is set reaches the device, and what cannot be is refused."""

from __future__ import annotations

import queue
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.registry import make
from drivers.scanner.evdev import KeyboardScanner
from drivers.scanner.reader import Manner
from drivers.scanner.serial import SerialPort, SerialScanner
from drivers.virtual.scanner import VirtualScanner
from kiosk.devices import make_scanner
from kiosk.domain.barcode import Scan
from kiosk.errors import SettingRefused
from kiosk.ports import DeviceChange, DeviceState
from kiosk.setting_rules import Setter
from kiosk.settings import Settings, changed

CODE = "6901234567892"


@pytest.fixture
def device(tmp_path: Path) -> Iterator[VirtualScanner]:
    virtual = VirtualScanner(tmp_path / "scanner")
    virtual.plug()
    yield virtual
    virtual.unplug()


def test_the_settings_of_the_shop_reach_the_line(device: VirtualScanner) -> None:
    shop = changed(Settings(), Setter.INSTALLER, "scanner.path", str(device.link))
    for key, value in (
        ("suffix", "cr"),
        ("prefix", "#"),
        ("silence_ms", 20),
        ("baud", 19200),
    ):
        shop = changed(shop, Setter.INSTALLER, f"scanner.{key}", value)
    scanner = make_scanner(shop)
    assert isinstance(scanner, SerialScanner)
    port = scanner.open_port()
    assert isinstance(port, SerialPort)
    assert port.line.baudrate == 19200
    port.close()
    scans, states = queue.Queue[Scan](), queue.Queue[DeviceChange]()
    scanner.start(scans.put, states.put)
    while states.get(timeout=5).state is not DeviceState.READY:
        pass
    device.write(b"#20000004")  # silence drops it: the suffix is missing
    time.sleep(0.2)
    device.write(b"#6901234567892\r")
    assert scans.get(timeout=3).text == CODE
    scanner.stop()


def test_a_typing_scanner_of_the_settings() -> None:
    shop = changed(Settings(), Setter.INSTALLER, "scanner.kind", "keyboard")
    assert make_scanner(shop) is None
    shop = changed(shop, Setter.INSTALLER, "scanner.usb", "0c2e:0b61")
    shop = changed(shop, Setter.STORE, "scanner.repeat_ms", 700)
    scanner = make_scanner(shop)
    assert isinstance(scanner, KeyboardScanner)
    assert scanner.manner == Manner(repeat_s=0.7)


def test_devices_are_made_from_settings_by_kind() -> None:
    assert isinstance(make("scanner.serial", "s", {"path": "/dev/null", "baud": "19200"}), SerialScanner)
    for kind, texts, code in (
        ("scanner.telepathic", {}, "device.unknown_kind"),
        ("scanner.serial", {}, "scanner.path_or_usb"),
        ("scanner.serial", {"path": "/dev/null", "baud": "fast"}, "scanner.wrong_line"),
        ("scanner.serial", {"path": "/dev/null", "parity": "mark"}, "scanner.wrong_line"),
        ("scanner.serial", {"path": "/dev/null", "suffix": "bell"}, "scanner.wrong_line"),
        ("scanner.keyboard", {"usb": "0c2e:0b61", "silence_ms": "-1"}, "scanner.wrong_line"),
        ("scanner.keyboard", {}, "scanner.keyboard_by_usb"),
        ("scanner.keyboard", {"path": "/dev/input/event7"}, "scanner.keyboard_by_usb"),
        ("camera", {"symbologies": "ean13,runes"}, "camera.unknown_symbology"),
        ("camera", {"width": "wide"}, "camera.wrong_size"),
    ):
        with pytest.raises(SettingRefused) as refused:
            make(kind, "s", texts)
        assert refused.value.reason.code == code
