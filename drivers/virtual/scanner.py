"""A serial scanner on a pseudo terminal, as a process of its own.

    python -m drivers.virtual.scanner --link /run/kiosk/scanner [--suffix crlf]

Each line on standard input is a code; it goes out framed as a scanner would. `!unplug` and `!replug`
pull and push the plug; `!torn CODE` sends half of a code and pulls it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import select
import sys
import tty
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 1.0
"""How long a host may leave the line full."""
SUFFIXES = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "tab": b"\t", "etx": b"\x03", "none": b""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How a scanner is set up: well by default, else as they come out of the box or were left by others."""

    aim: bool = True
    suffix: bytes = b"\r"
    prefix: bytes = b""
    gs: bytes = b"\x1d"
    """What stands for GS; empty: it is left out."""
    check_digit: bool = True
    """The last digit of a code that is all digits is sent."""
    encoding: str = "utf-8"
    times: int = 1
    """Reads of a code that is shown once."""

    def wire(self, text: str, aim: str = "") -> bytes:
        """What is sent for a symbol that holds `text` and has the AIM identifier `aim`."""
        if text.isdecimal() and not self.check_digit:
            text = text[:-1]
        body = text.encode(self.encoding, "replace").replace(b"\x1d", self.gs)
        return (self.prefix + (aim.encode() if self.aim else b"") + body + self.suffix) * self.times


class VirtualScanner:
    """Writes codes on a pty; `link` is a stable name for it, as a udev rule gives a real one."""

    def __init__(self, link: Path, suffix: bytes = b"\r\n") -> None:
        self.link, self._suffix = link, suffix
        self._master, self._slave = -1, -1

    def plug(self) -> None:
        """Appears; on another pty each time."""
        self._master, self._slave = os.openpty()
        tty.setraw(self._master)
        tty.setraw(self._slave)
        fresh = self.link.with_name(self.link.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._slave))
        os.replace(fresh, self.link)

    def unplug(self) -> None:
        """Vanishes: whoever has it open gets an input error."""
        self.link.unlink(missing_ok=True)
        for descriptor in (self._master, self._slave):
            if descriptor >= 0:
                os.close(descriptor)
        self._master, self._slave = -1, -1

    @property
    def plugged(self) -> bool:
        return self._master >= 0

    def scan(self, code: str) -> None:
        """One read."""
        self.write(code.encode() + self._suffix)

    def write(self, wire: bytes) -> None:
        """Bytes as they are; dropped while unplugged or when nobody reads for long."""
        if self.plugged:
            os.set_blocking(self._master, False)
        while wire and self.plugged and select.select([], [self._master], [], PATIENCE_S)[1]:
            with contextlib.suppress(BlockingIOError):
                wire = wire[os.write(self._master, wire) :]

    def heard(self) -> bytes:
        """What the host has sent, as far as it is here."""
        os.set_blocking(self._master, False)
        try:
            return os.read(self._master, 4096)
        except BlockingIOError:
            return b""


def main() -> int:
    parser = argparse.ArgumentParser(
        description="A virtual serial barcode scanner; codes come on standard input."
    )
    parser.add_argument("--link", type=Path, required=True, help="where to put the link to the port")
    parser.add_argument("--suffix", choices=sorted(SUFFIXES), default="crlf")
    options = parser.parse_args()
    scanner = VirtualScanner(options.link, SUFFIXES[options.suffix])
    scanner.plug()
    sys.stdout.write(json.dumps({"ready": True, "link": str(options.link)}) + "\n")
    sys.stdout.flush()
    try:
        for line in sys.stdin:
            _obey(scanner, line.strip())
    finally:
        scanner.unplug()
    return 0


def _obey(scanner: VirtualScanner, line: str) -> None:
    if line == "!unplug":
        scanner.unplug()
    elif line == "!replug":
        if not scanner.plugged:
            scanner.plug()
    elif line.startswith("!torn "):
        code = line.removeprefix("!torn ").encode()
        scanner.write(code[: len(code) // 2])
        scanner.unplug()
    elif line:
        scanner.scan(line)


if __name__ == "__main__":
    sys.exit(main())
