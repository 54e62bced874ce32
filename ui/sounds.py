"""Short tones for scans and payment, played by the system's own player; silent where there is none."""

from __future__ import annotations

import shutil

from PySide6.QtCore import QProcess

from ui.places import SOUNDS

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))
"""In order of preference."""


class Sounds:
    """Starts a player of its own for each tone and never waits for it."""

    def __init__(self, *, audible: bool = True) -> None:
        found = (player for player in PLAYERS if shutil.which(player[0]))
        self._player = next(found, None) if audible else None

    def play(self, name: str) -> None:
        """Play a file of assets/sounds; a name without a file is silence."""
        path = SOUNDS / f"{name}.wav"
        if self._player is None or not path.is_file():
            return
        process = QProcess()
        process.setProgram(self._player[0])
        process.setArguments([*self._player[1:], str(path)])
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.startDetached()
