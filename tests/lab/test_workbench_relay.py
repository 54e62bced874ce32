"""The cable between kiosk and cloud: passes bytes both ways, breaks live calls when cut, and heals."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from lab.demo.relay import Relay


@pytest.fixture
def echo() -> Iterator[int]:
    """A server that sends everything back, and ends when its caller has ended."""

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                call, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(call,), daemon=True).start()

    def answer(call: socket.socket) -> None:
        with call:
            try:
                while piece := call.recv(65536):
                    call.sendall(piece)
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.fixture
def relay(echo: int) -> Iterator[Relay]:
    with Relay("127.0.0.1", echo) as made:
        yield made


def call(relay: Relay) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(relay.url.rsplit(":", 1)[1])), 5)


def said(line: socket.socket, size: int) -> bytes:
    heard = b""
    while len(heard) < size and (piece := line.recv(65536)):
        heard += piece
    return heard


def test_a_megabyte_comes_back_whole_and_the_end_of_one_side_reaches_the_other(relay: Relay) -> None:
    sent = bytes(range(256)) * 4096
    with call(relay) as line:
        speaker = threading.Thread(target=lambda: (line.sendall(sent), line.shutdown(socket.SHUT_WR)))
        speaker.start()
        assert said(line, len(sent)) == sent
        assert line.recv(1) == b""
        speaker.join()


def is_dead(line: socket.socket) -> bool:
    """No byte comes back any more."""
    try:
        line.sendall(b"still there?")
        return line.recv(1) == b""
    except OSError:
        return True


def is_refused(relay: Relay) -> bool:
    """A new call does not get through: reset while it connects or right after."""
    try:
        with call(relay) as line:
            return is_dead(line)
    except ConnectionResetError:
        return True


def test_cut_ends_a_live_call_and_refuses_new_ones_until_it_is_healed(relay: Relay) -> None:
    with call(relay) as live:
        live.sendall(b"one")
        assert said(live, 3) == b"one"
        relay.cut()
        assert relay.is_cut
        assert is_dead(live)
    assert is_refused(relay)
    relay.heal()
    with call(relay) as again:
        again.sendall(b"two")
        assert said(again, 3) == b"two"


def test_a_target_that_is_not_there_ends_the_call_and_not_the_relay() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with Relay("127.0.0.1", port) as relay:
        for _ in range(2):
            with call(relay) as line:
                assert is_dead(line)


def test_closing_ends_live_calls_and_frees_the_address(echo: int) -> None:
    relay = Relay("127.0.0.1", echo)
    with call(relay) as live:
        live.sendall(b"one")
        assert said(live, 3) == b"one"
        relay.close()
        assert is_dead(live)
    with pytest.raises(OSError, match="refused"):
        call(relay)
