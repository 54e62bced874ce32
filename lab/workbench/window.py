"""The workbench's window, the second of the application that the kiosk made."""

from __future__ import annotations

from typing import cast

import shiboken6
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk.ports import Sentences
from lab.workbench.bench import Bench
from lab.workbench.pictures import Pictures
from lab.workbench.places import places_on
from lab.workbench.shop import Shop
from lab.workbench.translations import CHINESE, QML
from ui.application import KioskApplication
from ui.bridge import look as look_module
from ui.bridge.pictures import IconProvider, ShadowProvider
from ui.places import QML as KIOSK_QML

TEXT_SCALE = 0.47
"""Of the kiosk's sizes: a person sits before a desktop screen and has a mouse."""


class Workbench:
    """`show()` places it beside the kiosk's; `close()` it before the kiosk. All on the GUI thread."""

    def __init__(self, kiosk: KioskApplication, shop: Shop, sentences: Sentences) -> None:
        self._kiosk = kiosk
        self._translator: QTranslator | None = None
        self._engine = QQmlApplicationEngine()
        self._pictures = Pictures()
        self.bench = Bench(kiosk.grab, shop, sentences, self._pictures)
        self.bench.languageChanged.connect(self._speak)
        self._panel = self._prepare()
        self._speak()
        self._engine.loadFromModule("Workbench", "BenchWindow")
        roots = self._engine.rootObjects()
        if not roots:
            raise RuntimeError("the workbench could not be loaded; the lines above name the QML file")
        self.window = cast(QQuickWindow, roots[0])

    def show(self) -> None:
        """Put both windows side by side on the first screen."""
        # Not window.screen(): binding the screen to a window, PySide destroys it with the window's handle.
        places = places_on(QGuiApplication.primaryScreen().availableGeometry())
        self._kiosk.window.setPosition(places.kiosk.topLeft())
        self.window.setGeometry(places.bench)
        self.window.show()

    def grab(self) -> QImage:
        """The window's pixels now."""
        return self.window.grabWindow()

    def close(self) -> None:
        """Take it down: the engine first, or bindings would read a bridge that is gone."""
        self.window.close()
        shiboken6.delete(self._engine)
        self.bench.close()
        # Left to the garbage collector it could be destroyed on any thread that happens to collect.
        shiboken6.delete(self.bench)
        self._drop_translator()

    def _prepare(self) -> look_module.Look:
        engine = self._engine
        engine.addImageProvider("icon", IconProvider())
        engine.addImageProvider("shadow", ShadowProvider())
        engine.addImageProvider("bench", self._pictures)
        for folder in (KIOSK_QML, QML):
            engine.addImportPath(str(folder))
        engine.setInitialProperties({"bench": self.bench})
        # Each engine has a Look of its own.
        panel = cast(look_module.Look, engine.singletonInstance("Touchlane.Bridge", "Look"))
        panel.set(px_per_mm=4.03 * TEXT_SCALE, short_side_px=1080, reduce_motion=False)
        return panel

    def _speak(self) -> None:
        self._drop_translator()
        language = cast(str, self.bench.language)
        if language.startswith("zh"):
            translator = QTranslator()
            if not translator.load(str(CHINESE.with_suffix(".qm"))):
                raise OSError(f"cannot load {CHINESE}; make it with python -m lab.workbench.translations")
            QCoreApplication.installTranslator(translator)
            self._translator = translator
        self._panel.speak(language)
        self._engine.retranslate()

    def _drop_translator(self) -> None:
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None
