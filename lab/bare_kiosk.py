"""A kiosk without a screen: `python -m lab.bare_kiosk --settings F`.

The shipped stores, services and drivers in a process of their own, to be steered and killed from outside.
Lines of JSON on standard input are what a person or a device wants:

    {"do": "Pay", "with": {"wallet": null}}     an intent of `kiosk.services.intents` by name
    {"advance_s": 180}                          time passes: both of the kiosk's clocks go forward
    {"set_wall_s": -86400}                      somebody sets the clock on the wall, against the machine's
    {"ask": "open"}                             how many records wait for the cloud, attempts for their end

Lines on standard output are what is on the screen, `{"view": …}` for each `KioskView`, and the answer
`{"open": {"records": 3, "attempts": 1}}`. It ends when its standard input does. With `--wall-s` it starts
with a clock on the wall that is so far from the machine's.
"""

from __future__ import annotations

import argparse
import logging
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import msgspec

from kiosk.assembly import Kiosk, open_kiosk
from kiosk.errors import WorldError
from kiosk.remote.wire.codec import encode, from_builtins
from kiosk.sentences import Sentences
from kiosk.services import intents
from kiosk.services.views import KioskView
from kiosk.settings import load_settings

INTENTS: dict[str, type[intents.Intent]] = {one.__name__: one for one in get_args(intents.Intent)}


class SteeredClock:
    """The machine's time, and as far from it as it was told to be."""

    def __init__(self, wall_s: float) -> None:
        self._wall_s = wall_s
        self._ahead_s = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._wall_s)

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead_s

    def advance(self, seconds: float) -> None:
        self._ahead_s += seconds
        self._wall_s += seconds

    def set_wall(self, seconds: float) -> None:
        """So far from the machine's; what is counted in seconds goes on as it was."""
        self._wall_s = seconds


class Screen:
    """Where views go: a line each, whole, from whichever thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def show(self, view: KioskView) -> None:
        self.say({"view": view})

    def say(self, told: dict[str, Any]) -> None:
        with self._lock:
            sys.stdout.buffer.write(encode(told) + b"\n")
            sys.stdout.buffer.flush()


def obey(line: str, kiosk: Kiosk, clock: SteeredClock, screen: Screen) -> None:
    """One line of standard input; raises ValueError for one that is not understood."""
    match msgspec.json.decode(line):
        case {"do": str(name), **rest}:
            intent = INTENTS.get(name)
            if intent is None:
                raise ValueError(f"{name} is not an intent of kiosk.services.intents")
            kiosk.shop.post(from_builtins(intent, rest.get("with", {})))
        case {"advance_s": int(seconds) | float(seconds)}:
            # on core, which then looks at its timers
            kiosk.core.post(lambda: clock.advance(seconds))
        case {"set_wall_s": int(seconds) | float(seconds)}:
            kiosk.core.post(lambda: clock.set_wall(seconds))
        case {"ask": "open"}:
            kiosk.core.post(lambda: screen.say({"open": what_is_open(kiosk)}))
        case other:
            raise ValueError(f"{other!r} is not understood; see python -m lab.bare_kiosk --help")


def what_is_open(kiosk: Kiosk) -> dict[str, int]:
    """On core: what has not come to its end."""
    return {"records": kiosk.ledger.depth(), "attempts": len(kiosk.ledger.unfinished().attempts)}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m lab.bare_kiosk",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--settings", type=Path, required=True, metavar="F")
    parser.add_argument("--wall-s", type=float, default=0.0, metavar="S")
    asked = parser.parse_args()
    loaded = load_settings(asked.settings)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    clock, screen, sentences = SteeredClock(asked.wall_s), Screen(), Sentences()
    for refused in loaded.refused:
        logging.warning("%s", sentences.say(refused, "en"))
    try:
        kiosk = open_kiosk(loaded.settings, sentences, clock)
    except WorldError as trouble:
        print(sentences.say(trouble.reason, "en"), file=sys.stderr)
        return 1
    kiosk.shop.subscribe(screen.show)
    kiosk.open()
    try:
        for line in sys.stdin:
            obey(line, kiosk, clock, screen)
    finally:
        kiosk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
