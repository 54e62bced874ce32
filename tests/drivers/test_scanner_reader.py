"""The thread behind every scanner outlives what it reads: what raises is told, and the port opened again."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Callable, Iterator

import pytest

from drivers.scanner.reader import CodeReader, Manner, Port
from kiosk.domain.barcode import Scan
from kiosk.errors import Reason
from kiosk.ports import DeviceChange, DeviceState

CODE = "6901234567892"
FAILED = Reason("scanner.failed", {"device": "scanner"})


class Pipe:
    """A port over a pipe; `read` gives what was sent to it through `meaning`."""

    name = "/dev/pipe"

    def __init__(self, meaning: Callable[[bytes], bytes]) -> None:
        self._out, self._in = os.pipe()
        self._meaning = meaning
        self.open = True

    def fileno(self) -> int:
        return self._out

    def read(self) -> bytes:
        return self._meaning(os.read(self._out, 4096))

    def settle(self) -> None: ...

    def close(self) -> None:
        self.open = False
        os.close(self._out)
        os.close(self._in)

    def send(self, text: str) -> None:
        os.write(self._in, text.encode())


class Till:
    """The reader, what came out of it, and its ports, oldest first."""

    def __init__(self, meaning: Callable[[bytes], bytes] = bytes) -> None:
        self.ports: list[Pipe] = []
        self.meaning = meaning
        self.refusals: list[Exception] = []
        self.scans: queue.Queue[Scan] = queue.Queue()
        self.changes: queue.Queue[DeviceChange] = queue.Queue()
        self.take: Callable[[Scan], None] = self.scans.put
        self.reader = CodeReader("scanner", Manner(), self._open)

    def _open(self) -> Port:
        if self.refusals:
            raise self.refusals.pop()
        self.ports.append(Pipe(self.meaning))
        return self.ports[-1]

    def start(self) -> None:
        self.reader.start(lambda scan: self.take(scan), self.changes.put)

    def told(self) -> tuple[DeviceState, Reason | None]:
        change = self.changes.get(timeout=8)
        return change.state, change.reason

    def read(self) -> str:
        self.ports[-1].send(f"{CODE}\r")
        return self.scans.get(timeout=3).text


@pytest.fixture
def till() -> Iterator[Till]:
    made = Till()
    yield made
    made.reader.stop()


def opened(till: Till) -> None:
    assert till.told() == (DeviceState.STARTING, None)
    assert till.told() == (DeviceState.READY, None)


def lost_and_found(till: Till) -> None:
    assert till.told() == (DeviceState.LOST, FAILED)
    assert till.told() == (DeviceState.READY, None)
    assert till.read() == CODE
    assert till.changes.empty()
    assert [port.open for port in till.ports] == [False] * (len(till.ports) - 1) + [True]


@pytest.mark.expects_log("drivers.scanner.reader")
@pytest.mark.parametrize("error", [ValueError("no sign"), UnicodeDecodeError("gb18030", b"x", 0, 1, "no")])
def test_bytes_the_port_cannot_decode_lose_their_code_alone(till: Till, error: Exception) -> None:
    def meaning(raw: bytes) -> bytes:
        if b"?" in raw:
            raise error
        return raw

    till.meaning = meaning
    till.start()
    opened(till)
    assert till.read() == CODE
    till.ports[-1].send("12?34\r")
    lost_and_found(till)


@pytest.mark.expects_log("drivers.scanner.reader")
def test_a_port_that_cannot_be_opened_for_a_reason_nobody_foresaw_is_tried_again(till: Till) -> None:
    till.refusals.append(RuntimeError("the library is broken"))
    till.start()
    assert till.told() == (DeviceState.STARTING, None)
    lost_and_found(till)


@pytest.mark.expects_log("drivers.scanner.reader")
def test_who_raises_at_a_scan_does_not_end_the_next(till: Till) -> None:
    def refuse(_: Scan) -> None:
        till.take = till.scans.put
        raise KeyError("price")

    till.take = refuse
    till.start()
    opened(till)
    till.ports[-1].send(f"{CODE}\r")
    lost_and_found(till)


@pytest.mark.expects_log("drivers.scanner.reader")
def test_a_port_that_fails_at_every_read_is_tried_ever_more_seldom(till: Till) -> None:
    def broken(_: bytes) -> bytes:
        raise ValueError

    till.meaning = broken
    till.start()
    opened(till)
    waits = []
    for _ in range(3):
        till.ports[-1].send("1")
        assert till.told() == (DeviceState.LOST, FAILED)
        began = time.monotonic()
        assert till.told() == (DeviceState.READY, None)
        waits.append(time.monotonic() - began)
    assert waits[0] < waits[1] < waits[2]
    till.meaning = bytes
    till.ports[-1].send("1")
    till.told(), till.told()
    assert till.read() == CODE
