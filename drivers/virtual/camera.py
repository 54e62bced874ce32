"""A network camera without a camera: motion JPEG over HTTP from whatever paints its pictures.

The painter is asked `fps` times a second while somebody watches, and not at all otherwise. Other addresses of
the server are the painter's own controls.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kiosk.errors import InputRefused, Reason

BOUNDARY = "frame"
LARGEST_BODY = 64 << 10
Control = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""A control's JSON in and out; raises InputRefused."""


class VirtualCamera:
    """Serves `/stream.mjpg` on loopback from `start` to `stop`."""

    def __init__(self, paint: Callable[[], bytes], port: int = 0, fps: float = 15.0) -> None:
        self._paint, self._period_s = paint, 1 / fps
        self._fresh = threading.Condition()
        self._picture, self._number = b"", 0
        self._viewers = 0
        self._stopping = False
        self._frozen = False
        self._dropped = False
        self.controls: dict[tuple[str, str], Control] = {}
        self._server = _Server(port, self)
        self._threads = [
            threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True),
            threading.Thread(target=self._paint_on, daemon=True),
        ]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def viewers(self) -> int:
        return self._viewers

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        with self._fresh:
            self._stopping = True
            self._fresh.notify_all()
        self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join(2)

    def freeze(self, frozen: bool) -> None:
        """Frozen, it goes on sending the same picture, as a hung camera does."""
        self._frozen = frozen

    def drop(self, dropped: bool) -> None:
        """Dropped, it cuts every viewer off and answers 503: unplugged from the network's view."""
        with self._fresh:
            self._dropped = dropped
            self._fresh.notify_all()

    @property
    def dropped(self) -> bool:
        return self._dropped

    def watch(self, send: Callable[[bytes], None]) -> None:
        """Passes each new picture to `send` until it raises, or the camera stops or drops."""
        with self._fresh:
            self._viewers += 1
            self._fresh.notify_all()
        seen = -1
        try:
            while (fresh := self._after(seen)) is not None:
                seen, picture = fresh
                send(picture)
        finally:
            with self._fresh:
                self._viewers -= 1

    def _after(self, seen: int) -> tuple[int, bytes] | None:
        with self._fresh:
            self._fresh.wait_for(lambda: self._stopping or self._dropped or self._number > seen)
            return None if self._stopping or self._dropped else (self._number, self._picture)

    def _paint_on(self) -> None:
        due = time.monotonic()
        while True:
            with self._fresh:
                self._fresh.wait_for(lambda: self._stopping or self._viewers > 0)
                if self._stopping:
                    return
            if not (self._frozen and self._picture):
                self._picture = self._paint()
            with self._fresh:
                self._number += 1
                self._fresh.notify_all()
            due = max(due + self._period_s, time.monotonic() + self._period_s / 4)
            time.sleep(max(0.0, due - time.monotonic()))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, camera: VirtualCamera) -> None:
        self.camera = camera
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/stream.mjpg":
            self._stream()
        else:
            self._control("GET")

    def do_POST(self) -> None:
        self._control("POST")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class names it so
        """Quiet: one line a frame is no news."""

    def _stream(self) -> None:
        self.close_connection = True
        if self.server.camera.dropped:
            self._answer(503, {"error": "the camera is unplugged"})
            return
        self.send_response(200)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        try:
            self.server.camera.watch(self._part)
        except OSError:
            return  # the viewer left

    def _part(self, picture: bytes) -> None:
        head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
        self.wfile.write(head.encode() + picture + b"\r\n")

    def _control(self, method: str) -> None:
        control = self.server.camera.controls.get((method, self.path))
        if control is None:
            self._answer(404, {"error": f"no {method} {self.path} here"})
            return
        try:
            self._answer(200, control(self._body()))
        except InputRefused as refused:
            self._answer(400, {"error": str(refused), "code": refused.reason.code})

    def _body(self) -> Mapping[str, Any]:
        try:
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length) if 0 < length <= LARGEST_BODY else b"{}"
            body = json.loads(raw)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise InputRefused(Reason("lab.not_json", {"path": self.path}))
        return body

    def _answer(self, status: int, body: Mapping[str, Any]) -> None:
        packed = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        self.wfile.write(packed)
