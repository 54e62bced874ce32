"""The kiosk's process as a journey sees it: what is on its screen, what is done to it, and its end."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.remote.wire.codec import decode, encode
from kiosk.services.intents import Intent
from kiosk.services.views import KioskView, Screen

ROOT = Path(__file__).resolve().parents[2]
END_S = 10.0


@dataclass(frozen=True)
class Open:
    """What has not come to its end: records that wait for the cloud, attempts that may still be paid."""

    records: int
    attempts: int


@dataclass(frozen=True)
class Told:
    """A line of `lab.bare_kiosk`."""

    view: KioskView | None = None
    open: Open | None = None


class BareKiosk:
    """`python -m lab.bare_kiosk` on one folder; `start` again is what a restart is."""

    def __init__(self, settings_file: Path) -> None:
        self._settings = settings_file
        self.log = settings_file.with_suffix(".log")
        self._came = threading.Condition()
        self._answers: list[Open] = []
        self.views: list[KioskView] = []
        """All since the last start."""
        self._process: subprocess.Popen[bytes] | None = None

    # --- life and death -----------------------------------------------------------------------------

    def start(self, wall_s: float = 0.0) -> None:
        """With a clock on the wall that is so far from the machine's."""
        self.views, self._answers = [], []
        command = [sys.executable, "-m", "lab.bare_kiosk", "--settings", str(self._settings)]
        command += ["--wall-s", str(wall_s)]
        with self.log.open("ab") as log:
            pipe = subprocess.PIPE
            process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=log)
        self._process = process
        self._reader = threading.Thread(target=self._read, args=(process,), name="kiosk's screen")
        self._reader.start()
        self.until("the first screen", lambda view: view.screen is not Screen.STARTING)

    def kill(self) -> None:
        """As the power goes: SIGKILL."""
        if self._process is not None:
            self._process.kill()
            self._over(self._process)

    def kill_and_start(self) -> KioskView:
        """The power goes and comes; the first screen after it."""
        self.kill()
        self.start()
        return next(view for view in self.views if view.screen is not Screen.STARTING)

    def end(self) -> None:
        """As it is switched off; it must end by itself, and well."""
        process = self._running()
        assert process.stdin is not None
        process.stdin.close()
        try:
            assert process.wait(END_S) == 0, self._said()
        finally:
            self.kill()

    def _over(self, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        self._reader.join(END_S)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "the kiosk is off"
        return self._process

    # --- hands and eyes -----------------------------------------------------------------------------

    def do(self, intent: Intent) -> None:
        self._tell({"do": type(intent).__name__, "with": intent})

    def advance(self, seconds: float) -> None:
        """Time passes, for the kiosk only."""
        self._tell({"advance_s": seconds})

    def set_wall(self, seconds: float) -> None:
        """Somebody sets the kiosk's clock, so far from the machine's."""
        self._tell({"set_wall_s": seconds})

    def open(self) -> Open:
        asked = len(self._answers)
        self._tell({"ask": "open"})
        self._wait("the kiosk to say what is open", lambda: len(self._answers) > asked, 10.0)
        return self._answers[-1]

    @property
    def view(self) -> KioskView:
        return self.views[-1]

    def until(self, what: str, holds: Callable[[KioskView], Any], within_s: float = 20.0) -> KioskView:
        """The present view, once it is as wanted."""
        self._wait(what, lambda: bool(self.views) and bool(holds(self.views[-1])), within_s)
        return self.view

    def _wait(self, what: str, holds: Callable[[], bool], within_s: float) -> None:
        end = time.monotonic() + within_s
        with self._came:
            while not holds():
                now = self.views[-1] if self.views else None
                assert self._running().poll() is None, f"the kiosk ended; it said: {self._said()}"
                assert time.monotonic() < end, f"never came: {what}; on the screen: {now}"
                self._came.wait(0.05)

    def _tell(self, order: dict[str, Any]) -> None:
        pipe = self._running().stdin
        assert pipe is not None
        pipe.write(encode(order) + b"\n")
        pipe.flush()

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if not line.endswith(b"\n"):
                return  # killed while writing it
            told = decode(Told, line)
            with self._came:
                if told.view is not None:
                    self.views.append(told.view)
                if told.open is not None:
                    self._answers.append(told.open)
                self._came.notify_all()

    def _said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
