"""Starting fakepay as a child process and ending it for certain."""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

READY_WITHIN_S = 20.0
STOP_WITHIN_S = 3.0


class FakepayStartError(Exception):
    """The child did not say it is ready; the message has what it wrote instead."""


@dataclass
class FakepayProcess:
    """A running fakepay; a context manager that stops it.

    `url` is its base address, `credentials` the merchant.json to give to the cloud. The child also ends by
    itself when this process dies, because its standard input closes.
    """

    url: str
    credentials: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, directory: Path, *options: str, port: int = 0) -> FakepayProcess:
        """Start on `directory` and wait for the ready line. Raises FakepayStartError."""
        command = [sys.executable, "-m", "lab.fakepay", "--dir", str(directory), "--port", str(port)]
        child = subprocess.Popen(
            [*command, "--until-stdin-closes", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        try:
            ready = json.loads(_first_line(child))
        except BaseException as error:
            _end(child)
            if isinstance(error, ValueError):
                raise FakepayStartError(f"fakepay did not start: exit code {child.returncode}") from error
            raise
        return cls(ready["url"], Path(ready["credentials"]), child)

    @property
    def port(self) -> int:
        """The port it listens on, to start it again in the same place."""
        return int(self.url.rsplit(":", 1)[1])

    def kill(self) -> None:
        """End it as a power cut would, and wait for it to be gone."""
        self.process.kill()
        _end(self.process)

    def stop(self) -> None:
        """Ask it to end, insist after a moment, and wait for it to be gone."""
        self.process.terminate()
        _end(self.process)

    def __enter__(self) -> FakepayProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _first_line(child: subprocess.Popen[bytes]) -> bytes:
    assert child.stdout is not None
    deadline = time.monotonic() + READY_WITHIN_S
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while time.monotonic() < deadline:
            if selector.select(0.2):
                return child.stdout.readline()
    return b""


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        child.stdin.close()
    try:
        child.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdout is not None:
        child.stdout.close()
