"""The camera's picture as a Qt Quick item: painted from the newest frame, without a copy."""

# ruff: noqa: N802, N815 - names as Qt and QML spell them

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QPainter, QPainterPath, QTransform
from PySide6.QtQml import QmlElement, QmlUncreatable
from PySide6.QtQuick import QQuickPaintedItem

from kiosk.errors import Reason
from kiosk.ports import CameraPreview, PreviewFrame
from ui.bridge.words import Words

QML_IMPORT_NAME = "Touchlane.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made in Python")
class CameraSource(QObject):  # type: ignore[operator]
    """Tells the GUI thread that a frame is there; frames that come while it is busy are one."""

    frameCame = Signal()
    hintChanged = Signal()
    _queued = Signal()

    def __init__(self, preview: CameraPreview | None, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._preview, self.words = preview, words
        self._hint: Reason | None = None
        self._waiting = False
        self._queued.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def enable(self, enabled: bool) -> None:
        """Ask for frames only while a screen shows them."""
        if self._preview is not None:
            self._preview.on_frame(self._arrived if enabled else None)
        if not enabled:
            self._tell(None)

    def retranslate(self) -> None:
        self.hintChanged.emit()

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
        frame = self.latest()
        self._tell(frame.hint if frame is not None else None)
        self.frameCame.emit()

    def _tell(self, hint: Reason | None) -> None:
        if hint != self._hint:
            self._hint = hint
            self.hintChanged.emit()

    def _get_hint(self) -> str:
        return self.words.say(self._hint)

    hint = Property(str, _get_hint, notify=hintChanged)
    """What the shopper may do so that the code can be read; empty for nothing."""


@dataclass(frozen=True)
class CodePlace:
    """Where a code is in the item."""

    frame: QRectF
    turn: float
    strength: float


NO_CODE = CodePlace(QRectF(), 0.0, 0.0)


@QmlElement
class CameraItem(QQuickPaintedItem):
    """Fills its box with the picture, cropped and with round corners. The code in view is in `codeFrame`,
    turned by `codeTurn` degrees around its middle."""

    sourceChanged = Signal()
    radiusChanged = Signal()
    codeChanged = Signal()
    blankChanged = Signal()
    pixelRatioChanged = Signal()

    def __init__(self, parent: QQuickPaintedItem | None = None) -> None:
        super().__init__(parent)
        self._source: CameraSource | None = None
        self._frame: PreviewFrame | None = None
        self._radius = 0.0
        self._ratio = 1.0
        self._code = NO_CODE

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
        code = self._code_in(self._frame)
        if code != self._code:
            self._code = code
            self.codeChanged.emit()

    def _code_in(self, frame: PreviewFrame | None) -> CodePlace:
        if frame is None or len(frame.corners) != 4:
            return NO_CODE
        placing = self._placing(frame)
        a, b, c, d = (placing.map(QPointF(x, y)) for x, y in frame.corners)
        along, across = (b - a + c - d) / 2, (d - a + c - b) / 2
        turn = math.degrees(math.atan2(along.y(), along.x()))
        width, height = math.hypot(along.x(), along.y()), math.hypot(across.x(), across.y())
        # A frame looks alike after each quarter turn: the one that stands most upright is drawn.
        quarters = round(turn / 90)
        if quarters % 2:
            width, height = height, width
        middle = (a + b + c + d) / 4
        box = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
        return CodePlace(box, turn - 90 * quarters, frame.strength)

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

    def _get_code_frame(self) -> QRectF:
        return self._code.frame

    def _get_code_turn(self) -> float:
        return self._code.turn

    def _get_code_strength(self) -> float:
        return self._code.strength

    def _get_blank(self) -> bool:
        return self._frame is None

    source = Property(CameraSource, _get_source, _set_source, notify=sourceChanged)
    radius = Property(float, _get_radius, _set_radius, notify=radiusChanged)
    pixelRatio = Property(float, _get_ratio, _set_ratio, notify=pixelRatioChanged)
    codeFrame = Property(QRectF, _get_code_frame, notify=codeChanged)
    """Before it is turned; empty while no code is in view."""
    codeTurn = Property(float, _get_code_turn, notify=codeChanged)
    codeStrength = Property(float, _get_code_strength, notify=codeChanged)
    """1 while the code is in view, falling to 0 after it was lost."""
    blank = Property(bool, _get_blank, notify=blankChanged)
    """No picture yet."""
