"""The demo on a machine without a display: its windows by VNC, for viewers of this machine only."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from cloud.database.embedded import EmbeddedPostgres
from lab.demo.viewer import Viewer

KIOSK = """
from lab.demo.remote_view import open_view
print(open_view(0), flush=True)

from kiosk.sentences import Sentences
from lab.example_views import examples
from ui.application import KioskApplication, Look

def say(intent):
    print(type(intent).__name__, flush=True)

look = Look(px_per_mm=2.0, width=540, height=960, reduce_motion=True, sounds=False)
app = KioskApplication(say, Sentences(), None, look)
app.kiosk.show(next(each.view for each in examples("en") if each.name == "02-attract"))
print("shown", flush=True)
app.qt.exec()
"""
START_BUTTON = (270, 845)


def environment(tmp_path: Path) -> dict[str, str]:
    """As on a server: nothing is known of a display."""
    drop = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    kept = {name: value for name, value in os.environ.items() if name not in drop}
    return {**kept, "XDG_RUNTIME_DIR": str(tmp_path)}


@contextmanager
def running(program: list[str], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=environment(tmp_path))
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def listens_at(pid: int) -> set[str]:
    connections = psutil.Process(pid).net_connections("tcp")
    return {each.laddr.ip for each in connections if each.status == psutil.CONN_LISTEN}


def test_a_viewer_of_this_machine_sees_the_kiosk_and_touches_it_and_no_other_machine_can(
    tmp_path: Path,
) -> None:
    with running([sys.executable, "-c", KIOSK], tmp_path) as process:
        port = int(said(process))
        assert listens_at(process.pid) == {"127.0.0.1"}
        assert said(process) == "shown"
        with Viewer(port) as viewer:
            picture = viewer.picture()
            colours = picture.getcolors(picture.width * picture.height)
            viewer.click(*START_BUTTON)
            touched = said(process)
    assert picture.size == (1920, 1080)
    assert colours is not None
    assert len(colours) > 50
    assert touched == "StartTrip"


def test_a_port_that_is_taken_is_named_and_nothing_is_opened(tmp_path: Path) -> None:
    kiosk = str(Path(sys.executable).with_name("kiosk"))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        command = [kiosk, "demo", "--view", "--port", port, "--out", str(tmp_path / "demo")]
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=60, env=environment(tmp_path), check=False
        )
    assert ended.returncode == 1
    assert ended.stderr == (
        f"kiosk demo: the screen cannot be shown at port {port}: Address already in use; choose another one\n"
    )
    assert not (tmp_path / "demo" / "shop").exists()


@pytest.mark.soak
@pytest.mark.timeout(180)
def test_the_whole_shop_is_seen(tmp_path: Path) -> None:
    kiosk = str(Path(sys.executable).with_name("kiosk"))
    command = [kiosk, "demo", "--view", "--port", "0", "--out", str(tmp_path)]
    try:
        with running(command, tmp_path) as process:
            port = int(said(process).split("127.0.0.1:")[1].split(",")[0])
            while not (line := said(process)).startswith("hold goods"):
                assert line
            with Viewer(port) as viewer:
                picture = viewer.picture()
    finally:
        EmbeddedPostgres(tmp_path / "shop" / "cloud").destroy()
    for place in ("kiosk", "bench"):
        left = 25 if place == "kiosk" else 615
        part = picture.crop((left, 45, left + 570, 1000))
        assert len(part.getcolors(1 << 24) or ()) > 50, f"the {place} is blank"
