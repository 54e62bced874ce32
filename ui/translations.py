"""The words of the screens in the shopper's language.

python -m ui.translations      collects the texts of the QML files and compiles the translations anew
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTranslator

from ui.places import QML, TRANSLATIONS

FILES = {"zh-CN": "touchlane_zh_CN", "en": "touchlane_en"}
"""English is the language of the sources, its file holds plural forms."""


class Translations:
    """The translator that is in place, changed while running."""

    def __init__(self) -> None:
        self._translator: QTranslator | None = None

    def speak(self, language: str) -> None:
        """Put the translator of `language` in place; raises OSError when its file cannot be read."""
        self.drop()
        path = TRANSLATIONS / f"{FILES[language]}.qm"
        translator = QTranslator()
        if not translator.load(str(path)):
            raise OSError(f"cannot load {path}; make it with python -m ui.translations")
        QCoreApplication.installTranslator(translator)
        self._translator = translator

    def drop(self) -> None:
        """Back to the texts of the sources."""
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None


def collect(sources: Path = QML, folder: Path = TRANSLATIONS) -> None:
    """Bring the .ts files up to date with the QML files; finished texts stay."""
    for language, name in FILES.items():
        only = ["-pluralonly"] if language == "en" else []
        command = [_tool("lupdate"), "-no-obsolete", "-locations", "none", *only]
        command += [str(sources), "-ts", str(folder / f"{name}.ts")]
        subprocess.run(command, check=True, capture_output=True, timeout=60)


def compile_into(folder: Path, sources: Path = TRANSLATIONS) -> None:
    """Compile the .ts files into .qm files in `folder`."""
    for name in FILES.values():
        command = [
            _tool("lrelease"),
            "-silent",
            str(sources / f"{name}.ts"),
            "-qm",
            str(folder / f"{name}.qm"),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / f"pyside6-{name}")


if __name__ == "__main__":
    collect()
    compile_into(TRANSLATIONS)
