"""A merchant's notify address for tests: keeps what was posted and answers as it is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Posted:
    """One delivery: its headers, its exact bytes, and when it came (monotonic seconds)."""

    headers: dict[str, str]
    body: bytes
    at: float


class NotifyListener:
    """An HTTP server on loopback. `answer` gives the status for the n-th delivery, counting from 1."""

    def __init__(self, answer: Callable[[int], int] = lambda _nth: 204) -> None:
        self._posted: list[Posted] = []
        self._arrived = threading.Condition()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                nth = listener._keep(Posted(dict(self.headers.items()), body, time.monotonic()))
                self.send_response(answer(nth))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Tests read what was posted, not the console."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/notify"

    def wait(self, count: int, within_s: float = 5.0) -> list[Posted]:
        """The deliveries once there are `count`. Raises TimeoutError with how many there are."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self._posted) >= count, within_s):
                raise TimeoutError(f"{len(self._posted)} of {count} notifications came in {within_s} s")
            return list(self._posted)

    def so_far(self) -> list[Posted]:
        """The deliveries until now."""
        with self._arrived:
            return list(self._posted)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> NotifyListener:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _keep(self, posted: Posted) -> int:
        with self._arrived:
            self._posted.append(posted)
            self._arrived.notify_all()
            return len(self._posted)
