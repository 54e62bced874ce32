"""Replies route themselves, whatever is mixed in between; the line keeps to its speed and its owner."""

from __future__ import annotations

import os
import time
import tty
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printer.profile import LineSettings
from drivers.printer.status import (
    InOrderAnswer,
    ProcessId,
    RealTimeStatus,
    Reply,
    ReplyRouter,
    StatusBack,
    can_print,
    is_blocked,
    with_real_time,
    with_status_back,
)
from drivers.printer.transport import SerialTransport, UsbPort, resolve
from kiosk.errors import DeviceUnusable
from kiosk.ports import PaperState, PrinterStatus

SILENT = PrinterStatus(answers=False)


def heard(received: bytes) -> list[Reply]:
    return ReplyRouter().feed(received)


def test_each_reply_is_known_by_its_bits() -> None:
    assert heard(b"\x12") == [RealTimeStatus(0x12)]
    assert heard(b"\x18\x00\x0f\x00") == [StatusBack(0x18, 0x00, 0x0F)]
    assert heard(b"\x37\x22ABCD\x00") == [ProcessId(b"ABCD")]
    assert heard(b"\x00\x0f") == [InOrderAnswer(0), InOrderAnswer(0x0F)]


def test_status_in_the_middle_of_a_block_spoils_neither() -> None:
    assert heard(b"\x37\x22AB\x13\x10\x00\x00\x00C\x11\x12D\x00") == [
        StatusBack(0x10, 0, 0),
        RealTimeStatus(0x12),
        ProcessId(b"ABCD"),
    ]


def test_what_an_echoing_line_sends_back_is_no_answer() -> None:
    assert not any(isinstance(reply, RealTimeStatus) for reply in heard(b"\x10\x04\x01\x10\x04\x04"))


noise = st.lists(st.sampled_from([0x11, 0x13, *range(0x80, 0x100)]), max_size=3).map(bytes)


@given(
    st.lists(st.tuples(st.sampled_from([b"\x12", b"\x37\x22ABCD\x00", b"\x18\x00\x0f\x00"]), noise)),
    st.data(),
)
def test_pieces_and_noise_change_nothing(sent: list[tuple[bytes, bytes]], data: st.DataObject) -> None:
    stream = b"".join(b"".join(bytes([byte]) + stray for byte in reply) for reply, stray in sent)
    router, replies = ReplyRouter(), []
    while stream:
        cut = data.draw(st.integers(1, len(stream)))
        replies += router.feed(stream[:cut])
        stream = stream[cut:]
    assert replies == [reply for plain, _ in sent for reply in heard(plain)]


@given(st.binary(max_size=400))
def test_any_bytes_leave_the_router_able_to_hear(junk: bytes) -> None:
    router = ReplyRouter()
    router.feed(junk)
    assert ProcessId(b"ABCD") in router.feed(b"\x12\x37\x22ABCD\x00")


def test_bits_become_what_staff_see() -> None:
    ready = with_real_time(with_real_time(SILENT, 1, 0x12), 4, 0x12)
    assert can_print(ready)
    assert ready.paper is PaperState.OK
    assert with_real_time(ready, 4, 0x1E).paper is PaperState.NEAR_END
    out = with_real_time(ready, 4, 0x72)
    assert out.paper is PaperState.OUT
    assert is_blocked(out)
    assert with_real_time(ready, 2, 0x16).cover_open
    assert with_real_time(ready, 2, 0x52).error
    assert not is_blocked(SILENT)
    assert not can_print(SILENT)
    spoken = with_status_back(SILENT, StatusBack(0x38, 0x08, 0x03))
    assert (spoken.online, spoken.cover_open, spoken.error, spoken.paper) == (
        False,
        True,
        True,
        PaperState.NEAR_END,
    )


@pytest.fixture
def pty() -> Iterator[tuple[int, str]]:
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_a_line_is_fed_at_its_own_speed(pty: tuple[int, str]) -> None:
    line = SerialTransport(pty[1], LineSettings(baud=9600), paced=True)
    rest = memoryview(b"x" * 288)
    started = time.monotonic()
    while rest:
        _, writable = line.wait(1.0, to_write=True)
        if writable:
            rest = rest[line.push(rest) :]
    took = time.monotonic() - started
    line.close()
    assert 256 / 960 * 0.9 < took < 1.0  # the last piece is on its way


def test_a_line_that_nobody_reads_takes_what_fits_and_says_so(pty: tuple[int, str]) -> None:
    line = SerialTransport(pty[1], LineSettings())
    taken = 0
    while line.wait(0.05, to_write=True)[1]:
        taken += line.push(memoryview(b"x" * 1000))
    assert 0 < taken < 100_000
    started = time.monotonic()
    line.close()
    assert time.monotonic() - started < 0.5


def test_a_line_has_one_owner(pty: tuple[int, str]) -> None:
    first = SerialTransport(pty[1], LineSettings())
    with pytest.raises(DeviceUnusable, match=r"printer\.taken"):
        SerialTransport(pty[1], LineSettings())
    first.close()
    SerialTransport(pty[1], LineSettings()).close()


def test_a_missing_port_is_named() -> None:
    with pytest.raises(DeviceUnusable, match=r"printer\.not_found"):
        SerialTransport("/dev/no-such-printer", LineSettings())
    with pytest.raises(DeviceUnusable, match=r"USB 04b8:0202 1-1\.4"):
        resolve(UsbPort(0x04B8, 0x0202, "1-1.4"))
