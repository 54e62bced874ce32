"""Motion JPEG over HTTP (`multipart/x-mixed-replace`), read part by part.

Not by OpenCV's FFmpeg, which says only that a stream did not open; here a wrong address, a refusal and a
stall each end in seconds with a reason of their own, and a picture is there with its last byte.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from typing import cast

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import DeviceUnusable, Reason

LARGEST_PART = 16 << 20
LONGEST_HEADER_LINES = 32


class MjpegStream:
    """An open stream.

    Raises:
        DeviceUnusable: nobody answers at the address, or it is no motion JPEG.
    """

    def __init__(self, url: str, timeout_s: float) -> None:
        self._url = url
        try:
            answer = urllib.request.urlopen(url, timeout=timeout_s)  # noqa: S310  http only, by open_source
        except urllib.error.HTTPError as refused:
            refused.close()
            raise DeviceUnusable(Reason("camera.no_stream", {"device": url})) from refused
        except (OSError, ValueError, http.client.HTTPException) as cause:
            raise DeviceUnusable(Reason("camera.no_stream", {"device": url})) from cause
        self._answer: http.client.HTTPResponse = answer
        named = answer.headers.get_boundary() or ""
        self._boundary = b"--" + named.removeprefix("--").encode("latin-1")
        if not answer.headers.get_content_type().startswith("multipart/"):
            answer.close()
            raise DeviceUnusable(Reason("camera.not_mjpeg", {"device": url}))

    def read(self) -> NDArray[np.uint8] | None:
        """The next whole picture; None when the stream ended, stalled or is broken."""
        import cv2

        packed = self._whole_part()
        if not packed:
            return None
        picture = cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_COLOR)
        return cast("NDArray[np.uint8] | None", picture)

    def skip(self) -> bool:
        """Take the next picture off the line without uncompressing it; False like `read`'s None."""
        return bool(self._whole_part())

    def _whole_part(self) -> bytes:
        """Empty when there is none any more."""
        try:
            return self._part()
        except (OSError, ValueError, http.client.HTTPException):
            return b""

    def _part(self) -> bytes:
        length = self._header()
        if length is None:
            return self._up_to_boundary()
        if not 0 < length <= LARGEST_PART:
            raise ValueError(f"a part of {length} bytes")
        packed = self._answer.read(length)
        return packed if len(packed) == length else b""

    def _header(self) -> int | None:
        """Reads the part's header and the empty line after it (RFC 2046, 5.1); the length if it names one."""
        length: int | None = None
        fields = 0
        for _ in range(LONGEST_HEADER_LINES):
            line = self._answer.readline(1024)
            if not line:
                raise ConnectionError("the stream ended")
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":", 1)[1])
            fields += b":" in line
            if fields and not line.strip():
                return length
        raise ValueError("no end of a part's header")

    def _up_to_boundary(self) -> bytes:
        """For senders that name no length."""
        packed = bytearray()
        while len(packed) <= LARGEST_PART:
            line = self._answer.readline(65536)
            if not line or line.startswith(self._boundary):
                return bytes(packed)
            packed += line
        raise ValueError("a part without end")

    def close(self) -> None:
        self._answer.close()
