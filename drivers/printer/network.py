"""A printer on the network: its bytes over TCP, port 9100 unless another is named."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from urllib.parse import urlsplit

from drivers.printer.descriptor import DescriptorLine
from kiosk.errors import DeviceUnusable, Reason, SettingRefused

SCHEME = "tcp://"
PORT = 9100
_CONNECT_S = 3.0
_OPTIONS = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 5),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 2),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 10_000),
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
)
"""A printer that lost its power or its cable says nothing: the kernel asks, and ends the line in 11 s."""


def tcp_address(text: str) -> tuple[str, int]:
    """Host and port of `tcp://host:port`; raises SettingRefused with the form expected."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if f"{parts.scheme}://" != SCHEME or not host or port == 0 or parts.path.strip("/"):
        raise SettingRefused(Reason("printer.wrong_address", {"address": text}))
    return host, PORT if port is None else port


class TcpLine(DescriptorLine):
    """One connection. Network printers serve one client: a second one is let in and hears nothing."""

    def __init__(self, url: str) -> None:
        """Raises DeviceUnusable when nobody answers there within 3 s for each address of the host."""
        try:
            self._socket = socket.create_connection(tcp_address(url), timeout=_CONNECT_S)
        except OSError as trouble:  # also TimeoutError, and gaierror: the name is not known
            raise DeviceUnusable(Reason("printer.not_found", {"device": url})) from trouble
        for level, option, value in _OPTIONS:
            self._socket.setsockopt(level, option, value)
        self._socket.setblocking(False)
        super().__init__(url, self._socket.fileno())

    def option(self, level: int, option: int) -> int:
        """A socket option as the kernel has it."""
        return self._socket.getsockopt(level, option)

    def close(self) -> None:
        """Drops what was not sent: a receipt that is printed later by a queue would be printed twice."""
        self._fd = -1
        with suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()
