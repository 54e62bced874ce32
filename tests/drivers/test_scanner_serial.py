"""A serial scanner on real ptys: every suffix, every cut, the plug pulled at any time."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.scanner.reader import Manner
from drivers.scanner.serial import SerialOptions, SerialPort, SerialScanner
from drivers.virtual.scanner import SUFFIXES, Habits, VirtualScanner
from kiosk.domain.barcode import Scan, Symbology
from kiosk.errors import Reason
from kiosk.ports import DeviceChange, DeviceState

CODE = "6901234567892"
TEXTS = {CODE: "]E0", "96385074": "]E4", "010952400005000710A1\x1d217": "]C1", "扫码 7": "]Q1"}
"""Text of a symbol to its AIM identifier."""


class Till:
    """The driver, and what came out of it."""

    def __init__(self, options: SerialOptions) -> None:
        self.scanner = SerialScanner("scanner", options)
        self.scans: queue.Queue[Scan] = queue.Queue()
        self.changes: queue.Queue[DeviceChange] = queue.Queue()
        self.scanner.start(self.scans.put, self.changes.put)

    def until(self, state: DeviceState) -> DeviceChange:
        while True:
            change = self.changes.get(timeout=8)
            if change.state is state:
                return change

    def text(self) -> str:
        return self.scans.get(timeout=3).text


@pytest.fixture
def device(tmp_path: Path) -> Iterator[VirtualScanner]:
    virtual = VirtualScanner(tmp_path / "scanner")
    virtual.plug()
    yield virtual
    virtual.unplug()


@pytest.fixture
def till(device: VirtualScanner) -> Iterator[Till]:
    till = Till(SerialOptions(path=str(device.link)))
    till.until(DeviceState.READY)
    yield till
    till.scanner.stop()


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_every_suffix_is_understood_without_a_setting(
    device: VirtualScanner, till: Till, suffix: str
) -> None:
    for code in (CODE, "96385074"):
        device.write(b"\x02" + code.encode() + SUFFIXES[suffix])
        assert till.text() == code


def test_a_code_split_at_each_byte_is_one_code(device: VirtualScanner, till: Till) -> None:
    wire = f"]E0{CODE}\r\n".encode()
    for cut in range(1, len(wire)):
        device.write(wire[:cut])
        time.sleep(0.004)
        device.write(wire[cut:])
        scan = till.scans.get(timeout=3)
        assert (scan.text, scan.symbology) == (CODE, Symbology.EAN13)
    assert till.scans.empty()


def test_two_codes_in_one_write_are_two_scans(device: VirtualScanner, till: Till) -> None:
    device.write(f"{CODE}\r\n96385074\r\n".encode())
    assert [till.text(), till.text()] == [CODE, "96385074"]


def test_garbage_is_no_scan_and_the_next_code_is_read(device: VirtualScanner, till: Till) -> None:
    device.write(bytes(range(0x80, 0x100)) + b"\xff\r")
    device.write(b"\xff\xfe\xfd\r")
    device.scan(CODE)
    assert till.text() == CODE


def test_unplugged_within_a_code_and_plugged_in_elsewhere(device: VirtualScanner, till: Till) -> None:
    device.write(b"69012345")
    device.unplug()
    lost = till.until(DeviceState.LOST)
    assert lost.reason is not None
    device.plug()
    till.until(DeviceState.READY)
    device.scan(CODE)
    assert till.text() == CODE, "the half code is forgotten"
    assert till.scans.empty()


def test_a_missing_scanner_is_told_once_and_found_when_it_comes(tmp_path: Path) -> None:
    virtual = VirtualScanner(tmp_path / "scanner")
    till = Till(SerialOptions(path=str(virtual.link)))
    try:
        missing = till.until(DeviceState.LOST)
        assert missing.reason is not None
        assert (missing.reason.code, missing.reason.values["device"]) == (
            "scanner.missing",
            str(virtual.link),
        )
        time.sleep(0.5)
        assert till.changes.empty()
        virtual.plug()
        till.until(DeviceState.READY)
    finally:
        till.scanner.stop()
        virtual.unplug()


def test_a_port_that_another_program_holds_is_named_busy(device: VirtualScanner, till: Till) -> None:
    second = Till(SerialOptions(path=str(device.link)))
    refused = second.until(DeviceState.LOST)
    second.scanner.stop()
    assert refused.reason is not None
    assert refused.reason.code == "scanner.busy"


def test_scans_while_disabled_are_dropped_not_kept(device: VirtualScanner, till: Till) -> None:
    till.scanner.enable(False)
    device.scan("11111111")
    time.sleep(0.1)
    till.scanner.enable(True)
    device.scan(CODE)
    assert till.text() == CODE


def test_a_scanner_that_repeats_is_one_scan_when_its_setting_says_so(device: VirtualScanner) -> None:
    till = Till(SerialOptions(path=str(device.link), manner=Manner(repeat_s=0.3)))
    till.until(DeviceState.READY)
    for _ in range(4):
        device.scan(CODE)
        time.sleep(0.05)
    device.scan("96385074")
    assert [till.text(), till.text()] == [CODE, "96385074"]
    till.scanner.stop()


@settings(max_examples=25)
@given(st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=4), st.sampled_from(sorted(TEXTS)))
def test_whatever_came_before_the_next_code_is_read(noise: list[bytes], text: str) -> None:
    """Of a real line: noise in any pieces, then a code in the scanner's own words."""
    with TemporaryDirectory() as folder, contextlib.closing(Plugged(Path(folder) / "scanner")) as counter:
        for piece in noise:
            counter.device.write(piece)
        counter.device.write(b"\r" + Habits().wire(text, TEXTS[text]))
        while (scan := counter.till.scans.get(timeout=3)).text != text:
            pass
        assert scan.aim == TEXTS[text]


class Plugged:
    """A scanner and its driver, ready."""

    def __init__(self, link: Path) -> None:
        self.device = VirtualScanner(link)
        self.device.plug()
        self.till = Till(SerialOptions(path=str(link)))
        self.till.until(DeviceState.READY)

    def close(self) -> None:
        self.till.scanner.stop()
        self.device.unplug()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_comes_in_either_encoding_and_gs_stays(
    device: VirtualScanner, till: Till, encoding: str
) -> None:
    habits = Habits(encoding=encoding, suffix=b"\r\n")
    for text, aim in (("会员码 8001", "]Q1"), ("010952400005000710A1\x1d217", "]C1")):
        device.write(habits.wire(text, aim))
        scan = till.scans.get(timeout=3)
        assert (scan.text, scan.aim) == (text, aim)


def test_a_reader_that_was_kept_away_does_not_take_its_own_delay_for_silence(device: VirtualScanner) -> None:
    """The eight digits that came first are a right EAN-8: cut there, another good would be sold."""
    held, told = threading.Event(), queue.Queue[str]()
    scanner = SerialScanner("scanner", SerialOptions(path=str(device.link)))
    ready = threading.Event()

    def slow(scan: Scan) -> None:
        told.put(scan.text)
        held.wait(5)

    scanner.start(slow, lambda change: ready.set() if change.state is DeviceState.READY else None)
    assert ready.wait(5)
    device.write(b"20000004\r20000004")  # the reader is busy with the first code
    assert told.get(timeout=3) == "20000004"
    time.sleep(0.15)
    device.write(b"12342\r")
    held.set()
    assert told.get(timeout=3) == "2000000412342"
    scanner.stop()


def test_a_line_that_cannot_be_set_is_told_and_tried_again(device: VirtualScanner) -> None:
    """A pty has no parity bit, and says so at the second time."""
    port = SerialPort(SerialOptions(path=str(device.link), parity="E"))
    assert port.line.parity == "E"
    port.close()
    till = Till(SerialOptions(path=str(device.link), parity="E"))
    lost = till.until(DeviceState.LOST)
    assert lost.reason == Reason("scanner.cannot_open", {"device": str(device.link)})
    till.scanner.stop()


def test_the_plug_pulled_ten_times_leaks_nothing(device: VirtualScanner, till: Till) -> None:
    def held() -> tuple[int, int]:
        return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()

    before = held()
    for _ in range(10):
        device.unplug()
        till.until(DeviceState.LOST)
        device.plug()
        till.until(DeviceState.READY)
    assert held() == before


def test_the_virtual_scanner_as_a_process_of_its_own(tmp_path: Path) -> None:
    link = tmp_path / "scanner"
    command = [sys.executable, "-m", "drivers.virtual.scanner", "--link", str(link), "--suffix", "tab"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == {"ready": True, "link": str(link)}
        till = Till(SerialOptions(path=str(link)))
        till.until(DeviceState.READY)
        print(CODE, file=process.stdin, flush=True)
        assert till.text() == CODE
        print("!unplug", file=process.stdin, flush=True)
        till.until(DeviceState.LOST)
        print("!replug", file=process.stdin, flush=True)
        till.until(DeviceState.READY)
        till.scanner.stop()
        process.stdin.close()
        assert process.wait(timeout=5) == 0
    assert not link.is_symlink()
