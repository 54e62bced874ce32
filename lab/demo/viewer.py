"""A VNC viewer in a few lines: a picture, a click (RFB 3.3, RFC 6143). For tests and the guides' pictures."""

from __future__ import annotations

import socket
import struct
from types import TracebackType
from typing import Self

from PIL import Image

VERSION = b"RFB 003.003\n"
NO_SECURITY = 1
PIXELS = struct.pack(">BBBBHHHBBBxxx", 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)
"""32 bits each, little-endian, blue first (7.4)."""
RAW = 0
LEFT = 1


class Viewer:
    """Connected while the block lasts; OSError and EOFError where the server does not answer."""

    def __init__(self, port: int, within_s: float = 20.0) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), within_s)
        self._stream = self._socket.makefile("rb")
        self.width, self.height = self._shake_hands()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        self._socket.close()

    def picture(self) -> Image.Image:
        """The whole screen now."""
        self._socket.sendall(struct.pack(">BBHHHH", 3, 0, 0, 0, self.width, self.height))
        picture = Image.new("RGB", (self.width, self.height))
        (rectangles,) = struct.unpack(">BxH", self._read(4))[1:]
        for _ in range(rectangles):
            x, y, width, height, _encoding = struct.unpack(">HHHHi", self._read(12))
            pixels = self._read(4 * width * height)
            picture.paste(Image.frombytes("RGB", (width, height), pixels, "raw", "BGRX"), (x, y))
        return picture

    def click(self, x: int, y: int) -> None:
        """Press and release the left button there."""
        for buttons in (0, LEFT, 0):
            self._socket.sendall(struct.pack(">BBHH", 5, buttons, x, y))

    def _shake_hands(self) -> tuple[int, int]:
        self._read(12)
        self._socket.sendall(VERSION)
        (security,) = struct.unpack(">I", self._read(4))
        if security != NO_SECURITY:
            raise ConnectionRefusedError("the server asks for a password")
        self._socket.sendall(b"\1")  # others may look too
        width, height = struct.unpack(">HH", self._read(4))
        self._read(16)
        (length,) = struct.unpack(">I", self._read(4))
        self._read(length)
        # Qt sends nonsense to a viewer that does not name its pixels.
        self._socket.sendall(struct.pack(">Bxxx", 0) + PIXELS + struct.pack(">BxHi", 2, 1, RAW))
        return width, height

    def _read(self, size: int) -> bytes:
        content = self._stream.read(size)
        if len(content) < size:
            raise EOFError("the server has ended the connection")
        return content
