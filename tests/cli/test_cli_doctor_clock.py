"""`kiosk doctor` compares the machine's clock with the cloud's."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from kiosk.checkup import Finding, checkup
from kiosk.settings import load_settings


class Cloud(http.server.ThreadingHTTPServer):
    daemon_threads = True
    ahead = timedelta()


class Handler(http.server.BaseHTTPRequestHandler):
    server: Cloud

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(datetime.now(UTC) + self.server.ahead, usegmt=True)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def clock(folder: Path, url: str) -> Finding:
    file = folder / "kiosk.toml"
    file.write_text(f'[system]\ndata_dir = "{folder}"\n[cloud]\nurl = "{url}"\n', "utf-8")
    return next(one for one in checkup(load_settings(file)) if one.what == "clock")


@pytest.mark.parametrize("off_s", [-200, 200])
def test_a_clock_that_is_off_is_named(cloud: Cloud, tmp_path: Path, off_s: int) -> None:
    url = f"http://127.0.0.1:{cloud.server_port}"
    assert clock(tmp_path, url).reason is None
    cloud.ahead = timedelta(seconds=off_s)
    reason = clock(tmp_path, url).reason
    assert reason is not None
    assert reason.code == "device.clock_off"
    assert abs(int(reason.values["seconds"]) - 200) <= 2


def test_a_silent_cloud_is_told_once(tmp_path: Path) -> None:
    assert clock(tmp_path, "http://127.0.0.1:9").reason is None
