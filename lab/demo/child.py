"""A process of the demo: started, ready by its first line, logged, and never left behind."""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
STOP_S = 8.0


class ChildFailed(Exception):
    """A process did not come up; the message names it and its log."""


class Child:
    """One running process; its first line on stdout is JSON and says how to reach it."""

    def __init__(
        self, name: str, module: Sequence[str], logs: Path, env: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.log = logs / f"{name}.log"
        self._file = self.log.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", *module],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._file,
            env={**os.environ, **(env or {})},
            preexec_fn=_die_with_parent,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def ready(self, within_s: float) -> dict[str, Any]:
        """The readiness line; raises ChildFailed."""
        out = self._process.stdout
        assert out is not None
        end = time.monotonic() + within_s
        line = b""
        while not line.endswith(b"\n"):
            left = end - time.monotonic()
            if left <= 0 or not select.select([out], [], [], left)[0]:
                raise ChildFailed(f"{self.name} was not ready within {within_s:.0f} s; see {self.log}")
            piece = os.read(out.fileno(), 4096)
            if not piece:
                raise ChildFailed(f"{self.name} ended with status {self._process.wait()}; see {self.log}")
            line += piece
        told: dict[str, Any] = json.loads(line.splitlines()[0])
        return told

    def kill(self) -> None:
        """As a power cut ends it."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Ask, then insist."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._file.close()


def run_tool(module: Sequence[str], env: Mapping[str, str] | None = None, within_s: float = 60.0) -> str:
    """Run a module to its end and return what it printed; raises ChildFailed with what it said."""
    done = subprocess.run(
        [sys.executable, "-m", *module],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=within_s,
        env={**os.environ, **(env or {})},
        check=False,
    )
    if done.returncode != 0:
        raise ChildFailed(f"{' '.join(module[:2])} failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def _die_with_parent() -> None:
    # a demo that is killed must not leave servers behind
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
