"""The member's code on the phone: made by the cloud, new every minute, held before the kiosk's camera."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.domain.barcode import Symbology
from lab.shelf.symbols import draw_symbol
from lab.workbench.errands import Errands
from lab.workbench.packs import POSES
from lab.workbench.pictures import Pictures, to_qimage
from lab.workbench.troubles import Tell
from lab.workbench.wire import post

QML_IMPORT_NAME = "Touchlane.Workbench"
QML_IMPORT_MAJOR_VERSION = 1

FRESH_MS = 20_000
AGAIN_MS = 2_000
MODULE_PX = 8


@QmlElement
@QmlUncreatable("made in Python")
class MemberCode(QObject):  # type: ignore[operator]
    """Asked for while it is on the phone's screen, and only then."""

    changed = Signal()

    def __init__(
        self,
        ask: Callable[[], str],
        ask_page: Callable[[], str],
        camera_url: str,
        net: Errands,
        pictures: Pictures,
        tell: Tell,
    ) -> None:
        super().__init__()
        self._code_of_now, self._page_of_now, self._camera_url = ask, ask_page, camera_url
        self._net, self._pictures, self._tell = net, pictures, tell
        self._code = self._picture = ""
        self._number = 0
        self._held = False
        self._fresh = QTimer(self, singleShot=True)
        self._fresh.timeout.connect(self._ask)

    def show(self) -> None:
        self._ask()

    def leave(self) -> None:
        self._fresh.stop()

    def _get_picture(self) -> str:
        return self._picture

    def _get_ready(self) -> bool:
        return bool(self._code)

    def _get_held(self) -> bool:
        return self._held

    picture = Property(str, _get_picture, notify=changed)
    ready = Property(bool, _get_ready, notify=changed)
    held = Property(bool, _get_held, notify=changed)

    @Slot()
    def hold(self) -> None:
        """Hold the phone with the code before the kiosk's camera."""
        url, ask = self._camera_url + "/hold", self._code_of_now
        pose = {**POSES["straight"], "turn": 4.0}

        def show() -> None:
            code = ask()  # of this minute, however long the phone has lain here
            wanted = {
                "text": code,
                "symbology": str(Symbology.QR),
                "phone": True,
                "pose": pose,
                "hold_s": 2.0,
            }
            post(url, wanted)

        self._hold(True)
        self._net.run(show, lambda _: self._hold(False), self._not_held)

    @Slot()
    def openPage(self) -> None:  # noqa: N802
        """The member's own page (code, points, purchases), in the browser as on their phone."""
        self._net.run(self._page_of_now, self._open, lambda fault: self._tell("cloud", fault))

    def _open(self, url: str) -> None:
        QDesktopServices.openUrl(QUrl(url))

    def _hold(self, held: bool) -> None:
        self._held = held
        self.changed.emit()

    def _not_held(self, fault: Exception) -> None:
        self._hold(False)
        self._tell("camera", fault)

    def _ask(self) -> None:
        ask = self._code_of_now

        def draw() -> tuple[str, QImage]:
            code = ask()
            return code, to_qimage(draw_symbol(code, Symbology.QR, MODULE_PX))

        self._net.run(draw, self._come, self._failed)

    def _come(self, drawn: tuple[str, QImage]) -> None:
        code, picture = drawn
        if code != self._code:
            self._pictures.drop(f"member/{self._number}")
            self._number += 1
            self._code, self._picture = code, self._pictures.put(f"member/{self._number}", picture)
            self.changed.emit()
        self._fresh.start(FRESH_MS)

    def _failed(self, fault: Exception) -> None:
        self._tell("cloud", fault)
        self._fresh.start(AGAIN_MS)
