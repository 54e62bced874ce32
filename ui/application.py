"""The window: makes Qt, the bridge and the QML engine, and takes them down in the order that is silent."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import shiboken6
from PySide6.QtCore import QCoreApplication, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QScreen
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk.ports import CameraPreview, Sentences
from kiosk.services.intents import RefuseTypedScan
from kiosk.services.views import KioskView
from ui import fonts, renderer
from ui.bridge import look as look_module
from ui.bridge import qr as _qr  # noqa: F401  # registers QrItem
from ui.bridge.kiosk import Kiosk
from ui.bridge.pictures import MOST_DECODED_MB, IconProvider, ShadowProvider
from ui.bridge.post import Post
from ui.choices import VOLUMES, Choices, Colours
from ui.marshal import Marshal
from ui.panel import px_per_mm_of, size_of
from ui.places import QML
from ui.sounds import Sounds
from ui.translations import Translations
from ui.typed_scan import TypedScanGuard

Subscribe = Callable[[Callable[[KioskView], None]], None]
"""Takes the call core makes with each new view, from its own thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The panel: its density, the window in pixels, and how the screens behave on it."""

    px_per_mm: float = 4.03
    """21.5 inch, 1080 pixels across the shorter side; 0: as the panel says."""
    width: int = 1080
    height: int = 1920
    """Of the window; in full screen the panel's own are taken."""
    full_screen: bool = False
    reduce_motion: bool = False
    sounds: bool = True
    theme: str = Colours.LIGHT
    """The store's colours: light, dark or contrast; the shopper may choose others for the visit."""


class KioskApplication:
    """The kiosk's window without its event loop. Views may come from any thread; all else is the GUI's."""

    def __init__(
        self,
        post: Post,
        sentences: Sentences,
        preview: CameraPreview | None,
        look: Look,
        sounds: Sounds | None = None,
    ) -> None:
        renderer.choose()
        self.qt = QGuiApplication.instance() or QGuiApplication(["touchlane"])
        fonts.load()
        self._translations = Translations()
        self._sounds = sounds or Sounds(audible=look.sounds)
        self.kiosk = Kiosk(post, sentences, preview, Choices(colours=Colours(look.theme)))
        self._marshal = Marshal()
        self._marshal.arrived.connect(self.kiosk.show)
        self._engine = QQmlApplicationEngine()
        self._look = self._prepare(fitted(look, QGuiApplication.primaryScreen()))
        self.kiosk.languageChanged.connect(self._speak)
        self.kiosk.sounded.connect(self._sounds.play)
        self.kiosk.access_model.set_audible(self._sounds.audible)
        self.kiosk.access_model.changed.connect(self._suit)
        self.kiosk.access_model.volumeChosen.connect(lambda: self._sounds.play("found"))
        self.window = self._open(look)
        self._guard = TypedScanGuard(self.window)
        self._guard.scanned.connect(lambda: post(RefuseTypedScan()))

    def show(self, view: KioskView) -> None:
        """Show a view as soon as the GUI thread is free; from any thread."""
        self._marshal.put(view)

    def after_view(self, call: Callable[[], None]) -> None:
        """`call` on the GUI thread each time a view has been put into the scene: the next frame shows it."""
        self._marshal.arrived.connect(lambda _view: call())

    def grab(self) -> QImage:
        """The window's pixels now."""
        return self.window.grabWindow()

    def close(self) -> None:
        """Take it down: the engine first, or bindings would read a bridge that is gone."""
        self.kiosk.close()
        self.window.close()
        shiboken6.delete(self._engine)
        self._translations.drop()
        self._sounds.close()

    def _prepare(self, look: Look) -> look_module.Look:
        engine = self._engine
        QImageReader.setAllocationLimit(MOST_DECODED_MB)
        engine.addImageProvider("icon", IconProvider())
        engine.addImageProvider("shadow", ShadowProvider())
        engine.addImportPath(str(QML))
        self._translations.speak(self.kiosk.words.language)
        panel = cast(look_module.Look, engine.singletonInstance("Touchlane.Bridge", "Look"))
        _lay_out(panel, look)
        panel.suit(self.kiosk.access_model.choices)
        engine.setInitialProperties({"kiosk": self.kiosk, "width": look.width, "height": look.height})
        return panel

    def _open(self, look: Look) -> QQuickWindow:
        self._engine.loadFromModule("Touchlane", "Main")
        roots = self._engine.rootObjects()
        if not roots:
            raise RuntimeError("the screens could not be loaded; the lines above name the QML file")
        window = cast(QQuickWindow, roots[0])
        if look.full_screen:
            window.setCursor(Qt.CursorShape.BlankCursor)
            window.showFullScreen()
            screen = window.screen()
            screen.geometryChanged.connect(lambda _: _lay_out(self._look, fitted(look, screen)))
        else:
            window.show()
        return window

    def _suit(self) -> None:
        """The shopper has chosen, or has gone."""
        choices = self.kiosk.access_model.choices
        self._look.suit(choices)
        self._sounds.loudness = VOLUMES[choices.volume]

    def _speak(self, language: str) -> None:
        self._look.speak(language)
        self._translations.speak(language)
        self._engine.retranslate()


def fitted(look: Look, screen: QScreen) -> Look:
    """What the look leaves to the panel, from the panel."""
    width, height = size_of(screen) if look.full_screen else (look.width, look.height)
    return replace(look, px_per_mm=look.px_per_mm or px_per_mm_of(screen), width=width, height=height)


def _lay_out(panel: look_module.Look, look: Look) -> None:
    panel.set(
        px_per_mm=look.px_per_mm,
        short_side_px=min(look.width, look.height),
        upright=look.width <= look.height,
        reduce_motion=look.reduce_motion,
    )


def run_application(
    post: Post,
    subscribe: Subscribe,
    sentences: Sentences,
    preview: CameraPreview | None = None,
    look: Look = Look(),
    on_first_frame: Callable[[], None] | None = None,
) -> int:
    """Show the kiosk until it is told to end (SIGINT, SIGTERM); returns the exit status.

    `on_first_frame` is called once the brand screen is on the glass, the moment for slow imports.
    """
    app = KioskApplication(post, sentences, preview, look)
    subscribe(app.show)
    if on_first_frame is not None:
        call_after_first_frame(app.window, on_first_frame)
    with _EndsOnSignal(app.qt):
        status = app.qt.exec()
    app.close()
    return status


def call_after_first_frame(window: QQuickWindow, call: Callable[[], None]) -> None:
    """`call`, once, when the window's next frame has been given to the screen."""

    def swapped() -> None:
        window.frameSwapped.disconnect(swapped)
        QTimer.singleShot(0, call)

    window.frameSwapped.connect(swapped)


class _EndsOnSignal:
    """Ends Qt's loop on SIGINT and SIGTERM: Python's handlers run only when the interpreter does."""

    def __init__(self, qt: QCoreApplication) -> None:
        self._qt = qt

    def __enter__(self) -> None:
        self._read, self._write = socket.socketpair()
        self._write.setblocking(False)
        self._before_fd = signal.set_wakeup_fd(self._write.fileno())
        self._before = {one: signal.signal(one, self._end) for one in (signal.SIGINT, signal.SIGTERM)}
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._wake)

    def __exit__(self, *_: object) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before_fd)
        for one, handler in self._before.items():
            signal.signal(one, handler)
        self._read.close()
        self._write.close()

    def _wake(self) -> None:
        self._read.recv(16)

    def _end(self, *_: object) -> None:
        self._qt.quit()
