"""Makes the tones beside this file, byte for byte the same each time: 22.05 kHz, 16 bit, mono.

    python assets/sounds/make_sounds.py

Good news rises, bad news falls. No two kinds have as many notes in the same direction, so that they are told
apart without a look and on any loudspeaker: one note is found, two that rise one more, two that fall unknown,
three alike refused, four stairs down not for sale. No note is lower than small loudspeakers sound.
"""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

HERE = Path(__file__).resolve().parent
RATE = 22_050
LOUDNESS = 0.32

TONES: dict[str, list[tuple[float, float, float]]] = {
    "found": [(0.00, 1318.5, 0.11)],
    "again": [(0.00, 1318.5, 0.07), (0.08, 1760.0, 0.12)],
    "member": [(0.00, 880.0, 0.09), (0.08, 1108.7, 0.09), (0.16, 1318.5, 0.18)],
    "unknown": [(0.00, 587.3, 0.16), (0.17, 440.0, 0.26)],
    "refused": [(0.00, 392.0, 0.10), (0.14, 392.0, 0.10), (0.28, 392.0, 0.20)],
    "not_for_sale": [(0.00, 622.3, 0.09), (0.10, 523.3, 0.09), (0.20, 440.0, 0.09), (0.30, 349.2, 0.36)],
    "called": [(0.00, 880.0, 0.28), (0.30, 698.5, 0.28), (0.60, 880.0, 0.28), (0.90, 698.5, 0.40)],
    "paid": [(0.00, 784.0, 0.14), (0.11, 987.8, 0.14), (0.22, 1174.7, 0.16), (0.34, 1568.0, 0.42)],
}
"""Notes as start in seconds, pitch in Hz, length in seconds."""


def note(pitch: float, at: float, length: float) -> float:
    """A bell-like sample: soft attack, exponential fall, two overtones."""
    attack = min(1.0, at / 0.006)
    release = min(1.0, (length - at) / 0.02)
    body = sum(
        math.sin(2 * math.pi * pitch * k * at) * share for k, share in ((1, 0.8), (2, 0.15), (3, 0.05))
    )
    return body * attack * release * math.exp(-3.2 * at / length)


def samples(notes: list[tuple[float, float, float]]) -> bytes:
    count = int(RATE * max(start + length for start, _, length in notes))
    values = []
    for index in range(count):
        now = index / RATE
        level = sum(note(p, now - s, n) for s, p, n in notes if s <= now < s + n)
        values.append(round(32767 * max(-1.0, min(1.0, LOUDNESS * level))))
    return struct.pack(f"<{count}h", *values)


def main() -> None:
    for name, notes in TONES.items():
        with wave.open(str(HERE / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples(notes))


if __name__ == "__main__":
    main()
