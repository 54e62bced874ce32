"""The parts around a workbench under test: real camera, printer, provider and cable, and a small cloud."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import cv2
import numpy as np
import requests
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from drivers.virtual.printer import control_server
from drivers.virtual.printer_device import VirtualPrinter
from kiosk.sentences import Sentences
from lab.demo.relay import Relay
from lab.fakepay.process import FakepayProcess
from lab.glass import below, scene_rect
from lab.shelf.camera import ShelfCamera
from lab.workbench.window import Workbench
from ui.application import KioskApplication

CATALOGUE = Path(__file__).resolve().parents[2] / "assets" / "demo" / "catalogue.csv"
RECEIPT_PAGE = (
    "<html><head><title>Receipt</title><style>h1 {}</style></head><body><h1>Scan &amp; Go</h1>"
    "<table><tr><td>Milk <span>1 l</span></td><td>12.80</td></tr></table></body></html>"
)


class SmallCloud(ThreadingHTTPServer):
    """Serves a member's code and one receipt, which is on its way until `arrived`."""

    daemon_threads = True

    def __init__(self) -> None:
        self.code = "TLM1.demo.first-minute"
        self.arrived = False
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Answers)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answers(BaseHTTPRequestHandler):
    server: SmallCloud

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path == "/code":
            self._answer(200, self.server.code)
        elif self.server.arrived:
            self._answer(200, RECEIPT_PAGE)
        else:
            self._answer(202, "on its way")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""

    def _answer(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())


@dataclass
class Room:
    """A `lab.workbench.shop.Shop`; a context manager."""

    folder: Path
    provider: FakepayProcess
    catalogue: Path = CATALOGUE
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        self.paper = self.folder / "paper"
        self.shelf = ShelfCamera()
        self.shelf.camera.start()
        self._stack.callback(self.shelf.camera.stop)
        self.printer = VirtualPrinter(self.folder / "printer", self.paper, lines_per_s=2000.0)
        self.printer.start()
        self._stack.callback(self.printer.stop)
        self.cloud = SmallCloud()
        self.relay = self._stack.enter_context(Relay("127.0.0.1", int(self.cloud.server_address[1])))
        self._control = control_server(self.printer, 0)
        for server in (self.cloud, self._control):
            self._serve(server)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _serve(self, server: ThreadingHTTPServer) -> None:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        self._stack.callback(thread.join)
        self._stack.callback(server.server_close)
        self._stack.callback(server.shutdown)

    @property
    def camera_url(self) -> str:
        return self.shelf.camera.address

    @property
    def printer_control(self) -> str:
        return f"http://127.0.0.1:{self._control.server_address[1]}"

    @property
    def provider_url(self) -> str:
        return self.provider.url

    def member_code(self) -> str:
        answer = requests.get(f"{self.cloud.url}/code", timeout=3)
        answer.raise_for_status()
        return answer.text

    def member_page(self) -> str:
        return f"{self.cloud.url}/m/fresh-link"


class Bench:
    """A person at the workbench: looks at its window and clicks where a mouse would."""

    def __init__(self, kiosk: KioskApplication, room: Room, sentences: Sentences, qtbot: QtBot) -> None:
        self.kiosk, self.room, self._qtbot = kiosk, room, qtbot
        self.workbench = Workbench(kiosk, room, sentences)
        self.bridge = self.workbench.bench
        self.workbench.show()
        self.wait(lambda: self.bridge.shelf.categories)

    def wait(self, look: Callable[[], object]) -> None:
        """Until `look` is true; fails after five seconds."""
        self._qtbot.waitUntil(lambda: bool(look()), timeout=5000)

    def find(self, name: str) -> QQuickItem | None:
        """A visible item by its object name."""
        items = below(self.workbench.window.contentItem())
        return next((item for item in items if item.objectName() == name), None)

    def click(self, name: str) -> None:
        self.wait(lambda: (item := self.find(name)) is not None and item.isEnabled() and item.width() > 0)
        item = self.find(name)
        assert item is not None
        place = scene_rect(item).center().toPoint()
        QTest.mouseClick(self.workbench.window, Qt.MouseButton.LeftButton, pos=place)

    def text(self, name: str) -> str:
        item = self.find(name)
        return "" if item is None else str(item.property("text"))

    def sees(self, text: str) -> bool:
        """Whether a text is on the window."""
        items = below(self.workbench.window.contentItem())
        return any(item.property("text") == text for item in items)

    def code_before_camera(self) -> str:
        """What is read from the camera's own pictures, once a thing is held still."""
        found: list[str] = []

        def read() -> bool:
            picture = cv2.imdecode(
                np.frombuffer(self.room.shelf.stage.picture(), np.uint8), cv2.IMREAD_GRAYSCALE
            )
            found.extend(code.text for code in zxingcpp.read_barcodes(picture))
            return bool(found)

        self.wait(read)
        return found[0]
