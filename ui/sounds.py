"""Short tones for scans and payment, played by the system's own player; silent where there is none."""

from __future__ import annotations

import array
import shutil
import sys
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QProcess

from ui.places import SOUNDS

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))
"""In order of preference."""

LIMIT = 32767
"""The largest 16 bit sample."""


class Sounds:
    """Starts a player of its own for each tone and never waits for it.

    Not every player takes a volume, so a louder or quieter tone is a copy with other samples, made once.
    """

    def __init__(self, *, audible: bool = True, players: Sequence[tuple[str, ...]] = PLAYERS) -> None:
        found = (player for player in players if shutil.which(player[0]))
        self._player = next(found, None) if audible else None
        self.loudness = 1.0
        """0 is silence, 1 the files as they are."""
        self._copies: tempfile.TemporaryDirectory[str] | None = None

    @property
    def audible(self) -> bool:
        """Whether there is a player."""
        return self._player is not None

    def play(self, name: str) -> None:
        """Play a file of assets/sounds; a name without a file is silence."""
        original = SOUNDS / f"{name}.wav"
        if self._player is None or self.loudness <= 0 or not original.is_file():
            return
        process = QProcess()
        process.setProgram(self._player[0])
        process.setArguments([*self._player[1:], str(self._at_loudness(original))])
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.startDetached()

    def close(self) -> None:
        """Remove the copies."""
        if self._copies is not None:
            self._copies.cleanup()
            self._copies = None

    def _at_loudness(self, original: Path) -> Path:
        if self.loudness == 1.0:
            return original
        if self._copies is None:
            self._copies = tempfile.TemporaryDirectory(prefix="touchlane-sounds-")
        copy = Path(self._copies.name) / f"{original.stem}-{self.loudness:g}.wav"
        if not copy.exists():
            write_scaled(original, copy, self.loudness)
        return copy


def write_scaled(original: Path, copy: Path, factor: float) -> None:
    """A 16 bit WAV with every sample times `factor`, held within what 16 bits can say."""
    with wave.open(str(original), "rb") as source:
        shape = source.getparams()
        samples = array.array("h", source.readframes(source.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    scaled = array.array("h", (max(-LIMIT, min(LIMIT, round(sample * factor))) for sample in samples))
    if sys.byteorder == "big":
        scaled.byteswap()
    with wave.open(str(copy), "wb") as target:
        target.setparams(shape)
        target.writeframes(scaled.tobytes())
