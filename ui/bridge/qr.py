"""A QR code as a Qt Quick item (ISO/IEC 18004), every module the same whole number of device pixels."""

# ruff: noqa: N815 - names as Qt and QML spell them

from __future__ import annotations

from PySide6.QtCore import Property, QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

QUIET_MODULES = 4
"""The white margin the standard asks for (9.1)."""


def modules_of(text: str) -> list[list[bool]]:
    """The matrix of `text` without margin, error correction M: dark modules are True."""
    import qrcode  # not before the first frame

    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


@QmlElement
class QrItem(QQuickPaintedItem):
    """Only black and white, nothing smoothed. `pixelRatio` is the window's."""

    changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._ratio = 1.0
        self._image = QImage()
        self.setAntialiasing(False)
        self.setFillColor(QColor("#FFFFFF"))

    def paint(self, painter: QPainter) -> None:
        if self._image.isNull():
            return
        count = self._image.width()
        side = int(min(self.width(), self.height()) * self._ratio)
        module = side // (count + 2 * QUIET_MODULES)
        if module < 1:
            return
        margin = (side - module * count) // 2
        painter.scale(1 / self._ratio, 1 / self._ratio)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawImage(QRect(margin, margin, module * count, module * count), self._image)

    def _get_text(self) -> str:
        return self._text

    def _set_text(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        self._image = _image_of(modules_of(text)) if text else QImage()
        self.changed.emit()
        self.update()

    def _get_ratio(self) -> float:
        return self._ratio

    def _set_ratio(self, ratio: float) -> None:
        self._ratio = ratio
        self.changed.emit()
        self.update()

    text = Property(str, _get_text, _set_text, notify=changed)
    pixelRatio = Property(float, _get_ratio, _set_ratio, notify=changed)


def _image_of(modules: list[list[bool]]) -> QImage:
    image = QImage(len(modules), len(modules), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                image.setPixelColor(x, y, QColor("#000000"))
    return image
