"""Pictures made as they are asked for: tinted icons and soft shadows. They draw alike on every renderer."""

# ruff: noqa: N802, N803 - names as Qt and QML spell them

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

from ui.places import ICONS

MOST_DECODED_MB = 64
"""Of one picture. What is shown was looked at before it was kept; this is the decoder's own bound."""


def address_of(file: Path | None) -> str:
    """The address QML loads a kept picture from; empty for none."""
    return QUrl.fromLocalFile(str(file)).toString() if file is not None else ""


class IconProvider(QQuickImageProvider):
    """`image://icon/<name>/<rrggbb>/<stroke width>`: a file of assets/icons in one colour."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002
        name, colour, stroke = id.split("/")
        drawn = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
        drawn = drawn.replace("currentColor", f"#{colour}").replace(
            'stroke-width="1.75"', f'stroke-width="{stroke}"'
        )
        side = max(1, requestedSize.width())
        image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        QSvgRenderer(QByteArray(drawn.encode())).render(painter)
        painter.end()
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


class ShadowProvider(QQuickImageProvider):
    """`image://shadow/<radius>/<blur>`: the shadow of a rounded box, to be stretched from its middle."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002
        radius, blur = (int(part) for part in id.split("/"))
        side = 2 * (radius + blur) + 2
        image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for step in range(blur):  # rings from outside in, each a little darker: the falloff of a blurred edge
            depth = (step + 1) / blur
            painter.setBrush(QColor(6, 40, 26, round(DARKEST * depth * depth)))
            corner = radius + (blur - step) * 0.9
            painter.drawRoundedRect(QRectF(step, step, side - 2 * step, side - 2 * step), corner, corner)
        painter.end()
        size.setWidth(side)
        size.setHeight(side)
        return image


DARKEST = 40
"""Alpha of 255 under the box."""
