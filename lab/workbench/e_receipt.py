"""The e-receipt on the phone: asked for at its address until it has arrived."""

from __future__ import annotations

from html.parser import HTMLParser

import requests
from PySide6.QtCore import Property, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtQml import QmlElement, QmlUncreatable

from lab.workbench.errands import Errands
from lab.workbench.troubles import Tell
from lab.workbench.wire import TIMEOUT_S

QML_IMPORT_NAME = "Touchlane.Workbench"
QML_IMPORT_MAJOR_VERSION = 1

AGAIN_MS = 1500
_BLOCKS = frozenset({"p", "h1", "h2", "h3", "tr", "li", "div", "br"})
_SILENT = frozenset({"style", "script", "title", "a"})
"""A link, such as that to the other language, does nothing in a text."""


class _Reader(HTMLParser):
    """A page's text: a line a block, the cells of a row parted by tabs."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self._end_line()
        elif tag in ("td", "th") and self.lines[-1]:
            self.lines[-1] += "\t"

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        if tag in _BLOCKS:
            self._end_line()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            words = " ".join(data.split())
            line = self.lines[-1]
            self.lines[-1] += words if not line or line.endswith("\t") else f" {words}" * bool(words)

    def _end_line(self) -> None:
        if self.lines[-1]:
            self.lines.append("")


def text_of_page(html: str) -> list[str]:
    """The lines of a page; `left<TAB>right` where it has a table."""
    reader = _Reader()
    reader.feed(html)
    return [line for line in reader.lines if line.strip()]


@QmlElement
@QmlUncreatable("made in Python")
class EReceipt(QObject):  # type: ignore[operator]
    """The page behind the address a shopper scanned from the kiosk or the paper."""

    changed = Signal()

    def __init__(self, net: Errands, tell: Tell) -> None:
        super().__init__()
        self._net, self._tell = net, tell
        self._url = ""
        self._language = "zh-CN"
        self._lines: list[str] = []
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._ask)

    def open(self, url: str, language: str) -> None:
        self._url, self._language, self._lines = url, language, []
        self.changed.emit()
        self._ask()

    def leave(self) -> None:
        self._again.stop()
        self._url = ""

    def _get_url(self) -> str:
        return self._url

    def _get_arrived(self) -> bool:
        return bool(self._lines)

    def _get_lines(self) -> list[str]:
        return self._lines

    url = Property(str, _get_url, notify=changed)
    arrived = Property(bool, _get_arrived, notify=changed)
    lines = Property(list, _get_lines, notify=changed)

    @Slot()
    def showInBrowser(self) -> None:  # noqa: N802
        QDesktopServices.openUrl(QUrl(self._url))

    def _ask(self) -> None:
        url, language = self._url, self._language
        if not url:
            return

        def page() -> str:
            answer = requests.get(url, headers={"Accept-Language": language}, timeout=TIMEOUT_S)
            answer.raise_for_status()
            return answer.text if answer.status_code == requests.codes.ok else ""

        def come(html: str) -> None:
            if url != self._url:
                return
            self._lines = text_of_page(html)
            self.changed.emit()
            if not self._lines:
                self._again.start()

        def failed(fault: Exception) -> None:
            if url == self._url:
                self._tell("cloud", fault)
                self._again.start()

        self._net.run(page, come, failed)
