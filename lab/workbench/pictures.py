"""Pictures drawn on worker threads, kept for QML under `image://bench/<name>`."""

# ruff: noqa: N802, N803 - names as Qt and QML spell them

from __future__ import annotations

from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider


class Pictures(QQuickImageProvider):
    """Gives what was put in; draws nothing itself."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._kept: dict[str, QImage] = {}

    def put(self, name: str, picture: QImage) -> str:
        """Keep it; returns its address. A name that is used again needs another address in QML."""
        self._kept[name] = picture
        return f"image://bench/{name}"

    def drop(self, name: str) -> None:
        self._kept.pop(name, None)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002
        picture = self._kept.get(id, QImage())
        size.setWidth(picture.width())
        size.setHeight(picture.height())
        return picture


def to_qimage(picture: Image.Image) -> QImage:
    """A copy that owns its pixels; from any thread."""
    plain = picture.convert("RGBA")
    image = QImage(plain.tobytes(), plain.width, plain.height, 4 * plain.width, QImage.Format.Format_RGBA8888)
    return image.copy()
