"""Devices that a journey works by itself: a scanner on a serial line, a camera over goods."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

from lab.demo.child import Child

READY_S = 60.0


class ScanGun:
    """`python -m drivers.virtual.scanner`: a serial scanner on a pty; a context manager."""

    def __init__(self, link: Path) -> None:
        self.link = link
        command = [sys.executable, "-m", "drivers.virtual.scanner", "--link", str(link)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert json.loads(self._process.stdout.readline())["ready"]

    def __enter__(self) -> ScanGun:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=10)

    def read(self, code: str) -> None:
        """The trigger is pulled over a code."""
        self._say(code)

    def tear(self, code: str) -> None:
        """The plug is pulled while the code is on the line."""
        self._say(f"!torn {code}")

    def replug(self) -> None:
        self._say("!replug")

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()


class GoodsCamera:
    """`python -m lab.shelf.camera`; killed, it comes back at its address. A context manager."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._port = "0"
        self.start()

    def __enter__(self) -> GoodsCamera:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.stop()

    def start(self) -> None:
        self._child = Child("camera", ("lab.shelf.camera", "--port", self._port), self._logs)
        self._url: str = self._child.ready(READY_S)["address"].rstrip("/")
        self._port = self._url.rsplit(":", 1)[1]

    @property
    def stream(self) -> str:
        return f"{self._url}/stream.mjpg"

    def hold(self, gtin14: str) -> None:
        """A pack with this code, before the camera until the next one."""
        self._post("hold", {"gtin14": gtin14, "hold_s": None})

    def freeze(self) -> None:
        """The line stays open and nothing comes any more."""
        os.kill(self._child.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self._child.pid, signal.SIGCONT)

    def kill(self) -> None:
        self._child.kill()
        self._child.stop()

    def _post(self, path: str, body: dict[str, Any]) -> None:
        requests.post(f"{self._url}/{path}", json=body, timeout=5).raise_for_status()
