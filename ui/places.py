"""Where the files of the screens lie: beside the packages, in a checkout as in an installed slot."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]

QML = _ROOT / "ui" / "qml"
FONTS = _ROOT / "assets" / "fonts"
ICONS = _ROOT / "assets" / "icons"
SOUNDS = _ROOT / "assets" / "sounds"
TRANSLATIONS = _ROOT / "assets" / "translations"
