"""The camera's picture as a Qt Quick item: painted from the newest frame, without a copy."""

# ruff: noqa: N802, N815 - names as Qt and QML spell them

from __future__ import annotations

from PySide6.QtCore import Property, QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QPainter, QPainterPath, QTransform
from PySide6.QtQml import QmlElement, QmlUncreatable
from PySide6.QtQuick import QQuickPaintedItem

from kiosk.ports import CameraPreview, PreviewFrame

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class CameraSource(QObject):  # type: ignore[operator]
    """Tells the GUI thread that a frame is there; frames that come while it is busy are one."""

    frameCame = Signal()
    _queued = Signal()

    def __init__(self, preview: CameraPreview | None, parent: QObject) -> None:
        super().__init__(parent)
        self._preview = preview
        self._waiting = False
        self._queued.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def enable(self, enabled: bool) -> None:
        """Ask for frames only while a screen shows them."""
        if self._preview is not None:
            self._preview.on_frame(self._arrived if enabled else None)

    def fit(self, width: int, height: int) -> None:
        """The box the picture fills, in device pixels."""
        if self._preview is not None:
            self._preview.fit(width, height)

    def latest(self) -> PreviewFrame | None:
        return self._preview.latest() if self._preview is not None else None

    def _arrived(self) -> None:
        if not self._waiting:  # on the camera's thread; a lost race paints once more, which is harmless
            self._waiting = True
            self._queued.emit()

    def _take(self) -> None:
        self._waiting = False
        self.frameCame.emit()


@QmlElement
class CameraItem(QQuickPaintedItem):
    """Fills its box with the picture, cropped and with round corners. `codeBox` frames the code in view."""

    sourceChanged = Signal()
    radiusChanged = Signal()
    codeBoxChanged = Signal()
    blankChanged = Signal()
    pixelRatioChanged = Signal()

    def __init__(self, parent: QQuickPaintedItem | None = None) -> None:
        super().__init__(parent)
        self._source: CameraSource | None = None
        self._frame: PreviewFrame | None = None
        self._radius = 0.0
        self._ratio = 1.0
        self._code_box = QRectF()

    def paint(self, painter: QPainter) -> None:
        frame = self._frame
        if frame is None:
            return
        image = QImage(frame.pixels, frame.width, frame.height, 4 * frame.width, QImage.Format.Format_RGB32)
        brush = QBrush(image)
        brush.setTransform(self._placing(frame))
        path = QPainterPath()
        path.addRoundedRect(self.boundingRect(), self._radius, self._radius)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillPath(path, brush)

    def _placing(self, frame: PreviewFrame) -> QTransform:
        """From the frame's pixels to the item's: as small as still fills the box, centred."""
        scale = max(self.width() / frame.width, self.height() / frame.height)
        left = (self.width() - frame.width * scale) / 2
        top = (self.height() - frame.height * scale) / 2
        return QTransform(scale, 0.0, 0.0, scale, left, top)

    def geometryChange(self, new: QRectF | QRect, old: QRectF | QRect) -> None:
        super().geometryChange(new, old)
        if new.size() != old.size():
            self._fit()
            self._frame_code()

    def _fit(self) -> None:
        if self._source is not None and self.width() >= 1 and self.height() >= 1:
            self._source.fit(round(self.width() * self._ratio), round(self.height() * self._ratio))

    def _take_frame(self) -> None:
        was_blank = self._frame is None
        self._frame = self._source.latest() if self._source is not None else None
        self._frame_code()
        if was_blank is not (self._frame is None):
            self.blankChanged.emit()
        self.update()

    def _frame_code(self) -> None:
        """Anew with each picture and each size of the item: a picture may come before its place is known."""
        box = self._box_of(self._frame)
        if box != self._code_box:
            self._code_box = box
            self.codeBoxChanged.emit()

    def _box_of(self, frame: PreviewFrame | None) -> QRectF:
        if frame is None or not frame.corners:
            return QRectF()
        placing = self._placing(frame)
        points = [placing.map(QPointF(x, y)) for x, y in frame.corners]
        left, right = min(p.x() for p in points), max(p.x() for p in points)
        top, bottom = min(p.y() for p in points), max(p.y() for p in points)
        return QRectF(left, top, right - left, bottom - top).intersected(self.boundingRect())

    def _get_source(self) -> CameraSource | None:
        return self._source

    def _set_source(self, source: CameraSource | None) -> None:
        if source is self._source:
            return
        if self._source is not None:
            self._source.frameCame.disconnect(self._take_frame)
        self._source = source
        if source is not None:
            source.frameCame.connect(self._take_frame)
        self._fit()
        self.sourceChanged.emit()
        self._take_frame()

    def _get_radius(self) -> float:
        return self._radius

    def _set_radius(self, radius: float) -> None:
        self._radius = radius
        self.radiusChanged.emit()
        self.update()

    def _get_ratio(self) -> float:
        return self._ratio

    def _set_ratio(self, ratio: float) -> None:
        self._ratio = ratio
        self._fit()
        self.pixelRatioChanged.emit()

    def _get_code_box(self) -> QRectF:
        return self._code_box

    def _get_blank(self) -> bool:
        return self._frame is None

    source = Property(CameraSource, _get_source, _set_source, notify=sourceChanged)
    radius = Property(float, _get_radius, _set_radius, notify=radiusChanged)
    pixelRatio = Property(float, _get_ratio, _set_ratio, notify=pixelRatioChanged)
    codeBox = Property(QRectF, _get_code_box, notify=codeBoxChanged)
    """Empty while no code is in view."""
    blank = Property(bool, _get_blank, notify=blankChanged)
    """No picture yet."""
