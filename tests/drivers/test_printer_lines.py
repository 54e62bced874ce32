"""The same printer on a network or on the kernel's USB printer device: the same receipts, exactly once."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.printer.lines import open_line
from drivers.printer.network import TcpLine, tcp_address
from drivers.printer.profile import LineSettings
from drivers.printer.transport import SerialTransport
from drivers.printer.usb_lp import UsbLpLine
from drivers.registry import make
from drivers.virtual.printer_device import VirtualPrinter
from kiosk.domain.receipt import PrintState
from kiosk.errors import DeviceUnusable, SettingRefused
from kiosk.ports import PaperState
from tests.drivers.printer_server import PrintServer
from tests.drivers.printer_shop import Counter, assert_printed_once, job_of, receipt, wait_until


@pytest.fixture(params=["network", "usb"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Counter]:
    """A counter whose printer is reached by TCP, or as a plain device file, no serial line."""
    device = VirtualPrinter(tmp_path / "lp", tmp_path / "paper", lines_per_s=3000, deaf_s=0.1, pictures=False)
    device.start()
    server = PrintServer(tmp_path / "lp") if request.param == "network" else None
    where = server.address if server else str(tmp_path / "lp")
    opener = open_line if server else lambda where, line: UsbLpLine(str(where))
    made = Counter(device, where, profile="epson-tm", quiet_s=0.4, opener=opener)
    yield made
    made.printer.close()
    device.stop()
    if server:
        server.stop()


def test_a_receipt_is_printed_confirmed_and_cut(shop: Counter) -> None:
    long = receipt("R-LONG", lines=150)
    for document in (receipt(), long):
        assert shop.try_once(job_of(document)).state is PrintState.DONE
    assert shop.journalled == [PrintState.SENDING, PrintState.BODY_DONE] * 2
    assert_printed_once(shop.device, receipt(), long)


def test_its_sensors_are_heard(shop: Counter) -> None:
    assert shop.printer.status().paper is PaperState.OK
    shop.device.set(paper="out", cover_open=True)
    told = shop.printer.status()
    assert (told.answers, told.online, told.cover_open, told.paper) == (True, False, True, PaperState.OUT)
    shop.device.set(silent=True)
    assert not shop.printer.status().answers


@pytest.mark.parametrize("offset", [3, 300, 420, 700, 1000])
def test_the_cable_is_pulled_at_any_byte(shop: Counter, offset: int) -> None:
    shop.device.set(unplug_at=offset)
    job = shop.try_once(job_of(receipt()))
    shop.device.replug()
    shop.finish(job)
    assert_printed_once(shop.device, receipt())


def test_the_power_goes_in_the_middle(shop: Counter) -> None:
    shop.device.set(power_cut_at=600)
    shop.finish(shop.try_once(job_of(receipt())))
    assert_printed_once(shop.device, receipt())


def test_closing_does_not_wait_for_a_printer_that_does_not_read(shop: Counter) -> None:
    assert shop.printer.status().answers
    shop.device.set(stalled=True)
    assert shop.try_once(job_of(receipt(lines=400))).state is not PrintState.DONE
    started = time.monotonic()
    shop.printer.close()
    assert time.monotonic() - started < 1


def test_thirty_reconnects_leak_nothing(shop: Counter) -> None:
    assert shop.printer.status().answers
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(30):
        shop.device.replug()
        wait_until(lambda: shop.printer.status().answers)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


def test_nobody_at_the_address_is_said_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    started = time.monotonic()
    with pytest.raises(DeviceUnusable, match=rf"printer\.not_found\(device='tcp://127.0.0.1:{port}'\)"):
        open_line(f"tcp://127.0.0.1:{port}", LineSettings())
    assert time.monotonic() - started < 1
    assert not make("printer.escpos", "printer", {"path": f"tcp://127.0.0.1:{port}"}).status().answers


def test_a_peer_that_is_gone_is_noticed_by_the_kernel() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = TcpLine(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        peer, _ = server.accept()
        assert line.option(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert line.option(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) <= 10
        assert 0 < line.option(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) <= 20_000
        peer.close()
        assert line.wait(1, to_write=False)[0]
        with pytest.raises(DeviceUnusable, match=r"printer\.lost"):
            line.receive()
        line.close()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("tcp://printer.local:9100", ("printer.local", 9100)),
        ("tcp://192.168.1.50", ("192.168.1.50", 9100)),
        ("tcp://[::1]:9101", ("::1", 9101)),
    ],
)
def test_an_address_has_a_host_and_the_usual_port(text: str, address: tuple[str, int]) -> None:
    assert tcp_address(text) == address


@pytest.mark.parametrize(
    "text", ["tcp://", "tcp://:9100", "tcp://h:0", "tcp://h:99999", "tcp://h:x", "tcp://h/q"]
)
def test_what_is_no_address_is_refused_with_its_form(text: str) -> None:
    with pytest.raises(SettingRefused, match=r"printer\.wrong_address"):
        make("printer.escpos", "printer", {"path": text})


def test_each_path_gets_the_line_it_is(tmp_path: Path) -> None:
    """A character device that is no terminal is what the kernel's USB printers are."""
    master, slave = os.openpty()
    plain = open_line("/dev/null", LineSettings())
    serial = open_line(os.ttyname(slave), LineSettings())
    assert isinstance(plain, UsbLpLine)
    assert isinstance(serial, SerialTransport)
    plain.close()
    serial.close()
    os.close(master)
    os.close(slave)
    with pytest.raises(DeviceUnusable, match=r"printer\.not_found"):
        open_line(str(tmp_path / "lp7"), LineSettings())


def test_a_device_that_says_nothing_or_nonsense_is_silent() -> None:
    for path in ("/dev/null", "/dev/zero"):
        printer = make("printer.escpos", "printer", {"path": path})
        assert not printer.status().answers
        assert printer.print(job_of(receipt()), lambda _: None) is PrintState.NOT_STARTED
        printer.close()


def test_a_plain_device_has_one_owner(tmp_path: Path) -> None:
    (tmp_path / "lp").touch()
    first = UsbLpLine(str(tmp_path / "lp"))
    with pytest.raises(DeviceUnusable, match=r"printer\.taken"):
        UsbLpLine(str(tmp_path / "lp"))
    first.close()
    UsbLpLine(str(tmp_path / "lp")).close()
    with pytest.raises(DeviceUnusable, match=r"printer\.not_found"):
        UsbLpLine(str(tmp_path / "none"))


def test_a_speed_of_the_settings_stands_before_the_profiles() -> None:
    printer = make("printer.escpos", "printer", {"path": "/dev/x", "baud": "9600"})
    assert printer.profile.line.baud == 9600
    assert make("printer.escpos", "printer", {"path": "/dev/x", "baud": "0"}).profile.line.baud == 115200
