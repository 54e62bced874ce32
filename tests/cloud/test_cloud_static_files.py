"""The catalogue as plain files: a web server that knows nothing of kiosks carries it, and is not believed."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.errors import CloudRefused, SettingRefused
from kiosk.remote.cloud_api import CloudClient
from tests.cloud.goods_files import Disk, goods, sheet
from tests.cloud.line import Line
from tests.cloud.visits import Operate

NOWHERE = "http://127.0.0.1:9"
"""The cloud itself is not asked."""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "carried"


@pytest.fixture
def carried(folder: Path) -> Iterator[str]:
    """The address of a plain web server over the folder."""
    folder.mkdir()
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def disk(line: Line, carried: str, tmp_path: Path) -> Iterator[Disk]:
    client = CloudClient(NOWHERE, line.key, line.identity, catalogue_url=f"{carried}/")
    yield Disk(line, tmp_path, client)
    client.close()


def test_a_kiosk_follows_by_plain_files_alone(
    disk: Disk, operate: Operate, folder: Path, tmp_path: Path
) -> None:
    assert operate("publish", sheet(tmp_path, goods(300)), "--static", str(folder))[0] == 0
    news = disk.follow()
    assert news.update is not None
    assert (disk.revision, disk.good("300").price_minor) == (2, 990)
    operate("publish", sheet(tmp_path, goods(300, cheaper=2)), "--static", str(folder))
    news = disk.follow()
    assert news.update is not None
    assert len(news.update.deltas) == 1
    assert (disk.good("2").price_minor, disk.good("3").price_minor) == (880, 990)
    assert disk.follow().update is None
    operate("publish", "rollback", "2", "--static", str(folder))
    disk.follow()
    assert (disk.revision, disk.good("2").price_minor) == (2, 990)
    names = {path.name for path in folder.iterdir()}
    assert names == {"manifest", "files"}


def test_files_are_written_once_and_go_when_nothing_names_them(
    line: Line, operate: Operate, folder: Path, tmp_path: Path
) -> None:
    status, told = operate("publish", "static", str(folder))
    assert (status, json.loads(told)["written"]) == (0, 1)
    (first,) = (folder / "files").iterdir()
    stamp = first.stat().st_mtime_ns
    for cheaper in range(1, 10):
        assert operate("publish", sheet(tmp_path, goods(20, cheaper)), "--static", str(folder))[0] == 0
    assert not first.exists(), "the eight newest snapshots are kept"
    status, told = operate("publish", "static", str(folder))
    assert json.loads(told) == {"written": 0, "removed": 0, "folder": str(folder)}
    assert stamp > 0


def test_a_carrier_that_changes_or_loses_a_file_is_found_out_and_no_reason_not_to_pay(
    disk: Disk, operate: Operate, folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(CloudRefused, match=r"catalogue\.files_unreachable"):
        disk.follow()
    operate("publish", sheet(tmp_path, goods(300)), "--static", str(folder))
    manifest, before = folder / "manifest", (folder / "manifest").read_bytes()
    manifest.write_bytes(before.replace(b'"revision":2', b'"revision":3'))
    with pytest.raises(CloudRefused, match=r"catalogue\.manifest_not_verified"):
        disk.follow()
    manifest.write_bytes(before)
    (snapshot,) = [path for path in (folder / "files").iterdir() if path.name.startswith("2-")]
    whole = snapshot.read_bytes()
    snapshot.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(CloudRefused, match=r"catalogue\.not_verified"):
        disk.follow()
    snapshot.unlink()
    with pytest.raises(CloudRefused, match=r"catalogue\.files_unreachable"):
        disk.follow()
    assert operate("publish", "static", str(folder))[0] == 0
    disk.follow()
    assert disk.revision == 2


def test_a_live_kiosk_reads_its_catalogue_over_https_only(line: Line) -> None:
    live = replace(line.identity, simulated=False)
    with pytest.raises(SettingRefused, match=r"cloud\.plain_http"):
        CloudClient("https://cloud.example", line.key, live, catalogue_url="http://cdn.example")
