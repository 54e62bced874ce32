"""The newest slip of the virtual printer."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import Property, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from lab.workbench.errands import Errands

QML_IMPORT_NAME = "Touchlane.Workbench"
QML_IMPORT_MAJOR_VERSION = 1

LOOK_MS = 400
Slip = tuple[float, Path]


def newest_slip(folder: Path, since: float) -> Slip | None:
    """Its time and its picture. The printer writes a slip's text last: with it the picture is complete."""
    slips = [(text.stat().st_mtime, text.with_suffix(".png")) for text in folder.glob("receipt-*.txt")]
    return max(((at, picture) for at, picture in slips if at > since and picture.is_file()), default=None)


@QmlElement
@QmlUncreatable("made in Python")
class Paper(QObject):  # type: ignore[operator]
    """Slips that were on the folder before the bench opened are of another day."""

    changed = Signal()

    def __init__(self, folder: Path, disk: Errands) -> None:
        super().__init__()
        self._folder, self._disk = folder, disk
        self._newest_at = time.time()
        self._picture = QUrl()
        self._count = 0
        self._looking = False
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._look_once)
        self._look.start()

    def _get_picture(self) -> QUrl:
        return self._picture

    def _get_count(self) -> int:
        return self._count

    picture = Property(QUrl, _get_picture, notify=changed)
    count = Property(int, _get_count, notify=changed)
    """Slips since the bench opened."""

    @Slot()
    def tear(self) -> None:
        """Take the slip out of the printer."""
        self._picture = QUrl()
        self.changed.emit()

    def _look_once(self) -> None:
        if self._looking:
            return
        self._looking = True
        since = self._newest_at
        self._disk.run(lambda: newest_slip(self._folder, since), self._found, self._unreadable)

    def _found(self, slip: Slip | None) -> None:
        self._looking = False
        if slip is None:
            return
        self._newest_at, picture = slip
        self._count += 1
        self._picture = QUrl.fromLocalFile(str(picture))
        # A restarted printer uses its names again: the count makes the address another one.
        self._picture.setQuery(str(self._count))
        self.changed.emit()

    def _unreadable(self, _: Exception) -> None:
        self._looking = False
