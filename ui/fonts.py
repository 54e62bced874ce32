"""The screens' own fonts: Inter for Latin and figures, Noto Sans SC for Chinese."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

from ui.places import FONTS

LATIN, CHINESE = "Inter", "Noto Sans SC"


def load() -> None:
    """Make them known to Qt; raises OSError naming a file that is missing or no font."""
    for path in sorted(FONTS.glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise OSError(f"not a usable font: {path}")
    if not {LATIN, CHINESE} <= set(QFontDatabase.families()):
        raise OSError(f"the fonts {LATIN} and {CHINESE} are not in {FONTS}")
    QFont.insertSubstitutions(LATIN, [CHINESE])
