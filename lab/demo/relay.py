"""A piece of network cable on loopback: forwards TCP until it is cut, and again once it is healed."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

CONNECT_S = 5.0
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER of no time: close() sends a reset


class Relay:
    """Listens on a free loopback port from the moment it is made; a context manager.

    While cut, live connections are reset and new ones as soon as they are accepted, so that both ends learn
    of it at once and a healed relay answers at the same address. While stalled, connections are accepted and
    nothing passes: what was sent then is lost, as in a network that went silent. It can lose requests of one
    kind while the others pass.
    """

    def __init__(self, target_host: str, target_port: int) -> None:
        self._target = (target_host, target_port)
        self._lock = threading.Lock()
        self._live: set[socket.socket] = set()
        self._cut = False
        self._stalled = False
        self._lost = b""
        self._closing = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, name="relay", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The HTTP address to give to the kiosk instead of the target's."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def is_cut(self) -> bool:
        return self._cut

    def cut(self) -> None:
        """No byte passes from now on, in either direction."""
        with self._lock:
            self._cut = True
            self._reset_all()

    def stall(self) -> None:
        """Whoever calls from now on waits for an answer that never comes; live calls are reset."""
        with self._lock:
            self._stalled = True
            self._reset_all()

    def lose(self, beginning: bytes) -> None:
        """A request that begins so (`PUT /v1/`) is not passed on, and its connection ends."""
        self._lost = beginning

    def heal(self) -> None:
        """New connections pass again; what waits in vain is reset."""
        with self._lock:
            if self._stalled:
                self._reset_all()
            self._cut = self._stalled = False
            self._lost = b""

    def close(self) -> None:
        """Stop listening and end what is open."""
        with self._lock:
            self._closing = True
            self._reset_all()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
        self._listener.close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _reset_all(self) -> None:
        for one in self._live:
            with suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                one.shutdown(socket.SHUT_RDWR)  # wakes the pumps, which close it

    def _accept(self) -> None:
        while not self._closing:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._cut:
                with client:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                continue
            threading.Thread(target=self._serve, args=(client,), name="relay call", daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            try:
                server = socket.create_connection(self._target, CONNECT_S)
            except OSError:
                return
            with server:
                server.settimeout(None)
                if not self._join_in(client, server):
                    return
                if self._stalled:
                    _swallow(client)
                    with self._lock:
                        self._live -= {client, server}
                    return
                back = threading.Thread(target=_pump, args=(server, client), name="relay back", daemon=True)
                back.start()
                _pump(client, server, self._passes)
                back.join()
                with self._lock:
                    self._live -= {client, server}

    def _passes(self, piece: bytes) -> bool:
        return not self._lost or not piece.startswith(self._lost)

    def _join_in(self, client: socket.socket, server: socket.socket) -> bool:
        """Take a new pair on; False where the line was cut meanwhile."""
        with self._lock:
            if self._cut or self._closing:
                return False
            self._live |= {client, server}
            return True


def _swallow(source: socket.socket) -> None:
    """Take what comes, until it ends."""
    with suppress(OSError):
        while source.recv(65536):
            pass


def _pump(
    source: socket.socket, sink: socket.socket, passes: Callable[[bytes], bool] = lambda piece: True
) -> None:
    """Pass bytes on until the source ends, then tell the sink; a broken side ends the other."""
    try:
        while piece := source.recv(65536):
            if not passes(piece):
                raise ConnectionResetError
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
