"""The camera from its stream to the scan: drawn goods held before a virtual camera, read over real HTTP."""

from __future__ import annotations

import http.server
import json
import queue
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from drivers.camera.scanner import CameraOptions, CameraScanner
from drivers.camera.source import open_source
from kiosk.domain.barcode import Scan, Symbology
from kiosk.errors import DeviceUnusable
from kiosk.ports import DeviceChange, DeviceState
from lab.shelf.camera import ShelfCamera

MILK = {"gtin14": "09521234543213", "names": {"zh": "鲜牛奶", "en": "Fresh milk"}, "category": "dairy"}
BREAD = {
    "gtin14": "09521234543220",
    "names": {"zh": "全麦面包", "en": "Wholemeal bread"},
    "category": "bakery",
}
APPLES = {
    "text": "2112345012346",
    "names": {"zh": "苹果", "en": "Apples"},
    "category": "fruit",
    "weighed": True,
}
MEMBER = {"text": "TL1.c2lnbmVk", "phone": True}


class Shop:
    """A camera, what is held before it, and the driver that looks."""

    def __init__(self, where: str | None = None) -> None:
        self.shelf = ShelfCamera(fps=12)
        self.shelf.camera.start()
        self.driver = CameraScanner("camera", CameraOptions(where or self.shelf.stream))
        self.scans: queue.Queue[Scan] = queue.Queue()
        self.changes: queue.Queue[DeviceChange] = queue.Queue()

    def open(self) -> None:
        self.driver.start(self.scans.put, self.changes.put)
        self.until(DeviceState.READY)

    def close(self) -> None:
        self.driver.stop()
        self.shelf.camera.stop()

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(self.shelf.camera.address + path, json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=5) as answer:
            state: dict[str, Any] = json.load(answer)
            return state

    def until(self, state: DeviceState) -> DeviceChange:
        while True:
            change = self.changes.get(timeout=10)
            if change.state is state:
                return change

    def read(self, count: int) -> list[str]:
        return [self.scans.get(timeout=10).text for _ in range(count)]

    def quiet(self, seconds: float = 0.8) -> bool:
        time.sleep(seconds)
        return self.scans.empty()


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    shop.open()
    yield shop
    shop.close()


def eventually(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_three_goods_held_one_after_another_are_each_read_once(shop: Shop) -> None:
    for good in (MILK, BREAD, APPLES):
        shop.post("/hold", {**good, "hold_s": 0.5})
    assert shop.read(3) == ["9521234543213", "9521234543220", "2112345012346"]
    assert shop.quiet()


def test_the_same_good_held_twice_is_read_twice(shop: Shop) -> None:
    shop.post("/hold", {**MILK, "hold_s": 0.5})
    shop.post("/hold", {**MILK, "hold_s": 0.5})
    assert shop.read(2) == ["9521234543213"] * 2
    assert shop.quiet()


def test_a_member_shows_the_phone(shop: Shop) -> None:
    shop.post("/hold", MEMBER)
    scan = shop.scans.get(timeout=10)
    assert (scan.text, scan.symbology, scan.aim) == (MEMBER["text"], Symbology.QR, "]Q1")


@pytest.mark.parametrize(
    "pose", [{"turn": 38}, {"turn": 180, "blur_px": 1.2}, {"light": 0.4, "noise": 9, "yaw": 35}]
)
def test_goods_held_awkwardly(shop: Shop, pose: dict[str, float]) -> None:
    shop.post("/hold", {**BREAD, "pose": pose, "hold_s": 4})
    assert shop.read(1) == ["9521234543220"]


def test_a_good_held_while_scanning_is_paused_is_not_read_and_the_last_one_not_again(shop: Shop) -> None:
    shop.post("/hold", {**MILK, "hold_s": None})
    assert shop.read(1) == ["9521234543213"]
    shop.driver.enable(False)
    time.sleep(0.9)
    shop.driver.enable(True)
    assert shop.quiet()
    shop.driver.enable(False)
    shop.post("/hold", {**BREAD, "hold_s": None})
    assert shop.quiet(1.5)


def test_a_camera_that_is_cut_off_is_told_lost_and_found_again(shop: Shop) -> None:
    shop.post("/fault", {"kind": "drop"})
    lost = shop.until(DeviceState.LOST)
    assert lost.reason is not None
    assert lost.reason.values["device"] == shop.shelf.stream
    shop.post("/fault", {"kind": "none"})
    shop.until(DeviceState.READY)
    shop.post("/hold", MILK)
    assert shop.read(1) == ["9521234543213"]


def test_the_preview_fills_the_asked_viewport_and_marks_the_code(shop: Shop) -> None:
    shop.driver.fit(500, 540)
    pictures: list[float] = []
    shop.driver.on_frame(lambda: pictures.append(time.monotonic()))
    shop.post("/hold", {**MILK, "pose": {"turn": 5}, "hold_s": None})
    shop.read(1)
    eventually(lambda: bool((frame := shop.driver.latest()) and frame.corners))
    frame = shop.driver.latest()
    assert frame is not None
    assert (frame.width, frame.height, frame.pixels.nbytes) == (500, 540, 500 * 540 * 4)
    assert frame.pixels.c_contiguous
    bgra = np.frombuffer(frame.pixels, np.uint8).reshape(540, 500, 4)
    (x0, y0), (x1, y1) = frame.corners[0], frame.corners[2]
    code = bgra[int(min(y0, y1)) : int(max(y0, y1)), int(min(x0, x1)) : int(max(x0, x1)), 1]
    assert code.std() > 50, "bars lie within the corners"
    assert len(pictures) >= 2
    assert shop.driver.latest() is not None
    shop.driver.on_frame(None)


def test_a_missing_camera_is_one_clear_reason_however_often_it_is_tried() -> None:
    shop = Shop("/dev/video97")
    shop.driver.start(shop.scans.put, shop.changes.put)
    lost = shop.until(DeviceState.LOST)
    assert lost.reason is not None
    assert (lost.reason.code, lost.reason.values) == ("camera.missing", {"device": "/dev/video97"})
    time.sleep(0.7)
    assert shop.changes.empty()
    shop.close()
    assert shop.until(DeviceState.STOPPED)


def test_stopping_ends_every_thread_and_the_stream(shop: Shop) -> None:
    shop.driver.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("camera-")]
    eventually(lambda: shop.shelf.camera.viewers == 0)


# Sources other than the virtual camera


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "grey.png"
    cv2.imwrite(str(path), np.full((72, 128, 3), 90, np.uint8))
    return path


def test_one_picture_a_folder_and_a_film_are_cameras_too(tmp_path: Path, picture: Path) -> None:
    film = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"MJPG"), 50, (128, 72))
    for level in (50, 150, 250):
        writer.write(np.full((72, 128, 3), level, np.uint8))
    writer.release()
    for where in (picture, tmp_path, film):
        source = open_source(str(where))
        frames = [source.read() for _ in range(7)]
        source.close()
        assert [frame.shape for frame in frames if frame is not None] == [(72, 128, 3)] * 7


def test_a_camera_that_names_no_length_of_its_pictures(picture: Path) -> None:
    packed = cv2.imencode(".jpg", cv2.imread(str(picture)))[1].tobytes()

    class OldCamera(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", 'multipart/x-mixed-replace; boundary="--edge"')
            self.end_headers()
            for _ in range(3):
                self.wfile.write(b"--edge\r\nContent-Type: image/jpeg\r\n\r\n" + packed + b"\r\n")
            self.wfile.write(b"--edge\r\n")

        def log_request(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), OldCamera) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        source = open_source(f"http://127.0.0.1:{server.server_address[1]}/")
        frames = [source.read() for _ in range(4)]
        source.close()
    assert [None if frame is None else frame.shape for frame in frames] == [(72, 128, 3)] * 3 + [None]


@pytest.mark.parametrize(
    ("name", "code"),
    [("none.png", "camera.missing"), ("words.mp4", "camera.not_a_film"), ("empty", "camera.no_pictures")],
)
def test_files_that_give_no_picture(
    tmp_path: Path, name: str, code: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "words.mp4").write_text("no film")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DeviceUnusable) as unusable:
        open_source(str(tmp_path / name))
    assert unusable.value.reason.code == code


def test_an_address_where_nobody_answers_and_one_that_is_no_stream(shop: Shop) -> None:
    with pytest.raises(DeviceUnusable) as nobody:
        open_source("http://127.0.0.1:9/stream")
    with pytest.raises(DeviceUnusable) as no_stream:
        open_source(shop.shelf.camera.address + "/state")
    assert [e.value.reason.code for e in (nobody, no_stream)] == ["camera.no_stream", "camera.not_mjpeg"]
