"""A receipt printer behind a pty: one thread receives, prints at its own pace, answers, fails on demand.

What a real one does, it does: it goes on printing what it has received when the cable is pulled, loses it
when the power goes, stops reading when its buffer is full, and answers real-time requests while it is
blocked. Slips appear in the paper folder as `receipt-0001.png` and `receipt-0001.txt`.
"""

from __future__ import annotations

import os
import random
import select
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from drivers.virtual.printer_effects import (
    Asked,
    BarrierPassed,
    CutMade,
    DrawerKicked,
    Effect,
    Fed,
    Initialised,
    OnPaper,
    Printed,
    QrPrinted,
    RasterPrinted,
    StatusBackSet,
    Unknown,
)
from drivers.virtual.printer_faults import Conditions, Faults, change
from drivers.virtual.printer_interpreter import Interpreter
from drivers.virtual.printer_paper import picture_of, text_of
from drivers.virtual.printer_replies import process_id, real_time, status_back

_BUFFER = 4096
_IDLE_S = 0.5
_SPLIT_S = 0.002


class VirtualPrinter:
    """A printer to start and stop; every other method may be called from any thread while it runs."""

    def __init__(
        self,
        link: Path,
        paper: Path,
        *,
        lines_per_s: float = 60.0,
        deaf_s: float = 1.5,
        columns: int = 48,
        pictures: bool = True,
    ) -> None:
        """`link` is the path clients open; `deaf_s` the time a power cycle takes; `pictures` draws PNGs."""
        self._link, self._folder = link, paper
        self._line_s, self._deaf_s = 1.0 / lines_per_s, deaf_s
        self._columns, self._pictures = columns, pictures
        self._interpreter = Interpreter(columns)
        self._lock = threading.RLock()
        self._faults, self._conditions = Faults(), Conditions()
        self._fds: tuple[int, int] | None = None
        self._asb_mask, self._asb_sent = 0, b""
        self._busy_until = self._deaf_until = 0.0
        self._real_time = bytearray()
        self._replies = bytearray()
        self._slip: list[OnPaper] = []
        self._noise = random.Random(20)
        self._running = False
        self.received = 0
        """Bytes taken in since the start."""
        self.slips: list[str] = []
        """The text of each slip cut so far."""
        self.oddities: list[Effect] = []
        """Drawer pulses and unknown commands."""

    def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK)
        self.replug()
        self._running = True
        self._thread = threading.Thread(target=self._run, name="virtual printer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._running = False
        self._wake()
        self._thread.join()
        self.unplug()
        os.close(self._wake_read)
        os.close(self._wake_write)

    # --- what a person or a fault does ---

    def set(self, **changes: object) -> None:
        """Changes faults and conditions by name; raises ValueError for a wrong name or value."""
        with self._changing():
            for name, value in changes.items():
                change((self._faults, self._conditions), name, value)

    def refill(self) -> None:
        """A new roll."""
        self.set(paper="ok", out_after_lines=None)

    def unplug(self) -> None:
        """Pulls the cable: the client's line breaks, the printer keeps its power."""
        with self._changing():
            fds, self._fds = self._fds, None
            self._replies.clear()
            self._real_time.clear()
            for fd in fds or ():
                os.close(fd)
            with suppress(FileNotFoundError):
                self._link.unlink()

    def replug(self) -> None:
        """Plugs it in again: another pty under the same link."""
        with self._changing():
            if self._fds is not None:
                self.unplug()
            master, slave = os.openpty()
            tty.setraw(slave)
            os.set_blocking(master, False)
            self._fds = master, slave
            fresh = self._link.with_name(f".{self._link.name}.new")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(os.ttyname(slave))
            fresh.replace(self._link)

    def power_cycle(self) -> None:
        """Off and on: the buffer and all modes are lost, bytes sent while it starts are too."""
        with self._changing():
            self._interpreter.power_on()
            self._asb_mask, self._asb_sent = 0, b""
            self._replies.clear()
            self._real_time.clear()
            self._busy_until = 0.0
            self._deaf_until = time.monotonic() + self._deaf_s
            if self._fds:
                with suppress(BlockingIOError):
                    while os.read(self._fds[0], 4096):
                        pass

    def uncut(self) -> str:
        """The text on the paper that still hangs from the roll."""
        with self._lock:
            return text_of(self._slip, self._columns)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            finally:
                self._wake()

    def _wake(self) -> None:
        with suppress(BlockingIOError):
            os.write(self._wake_write, b"\0")

    # --- the machine ---

    def _run(self) -> None:
        while self._running:
            timeout = self._turn()
            with self._lock:
                master = self._fds[0] if self._fds and self._reads() else None
            watched = [self._wake_read] if master is None else [self._wake_read, master]
            try:
                readable, _, _ = select.select(watched, [], [], timeout)
            except (OSError, ValueError):  # unplugged by another thread meanwhile
                continue
            if self._wake_read in readable:
                with suppress(BlockingIOError):
                    os.read(self._wake_read, 4096)

    def _turn(self) -> float:
        """Takes in, prints what is due, answers; returns the seconds until something is due again."""
        with self._lock:
            self._take_in()
            now = time.monotonic()
            while now >= self._busy_until and not self._conditions.blocked and now >= self._deaf_until:
                effect = self._interpreter.step()
                if effect is None:
                    break
                self._do(effect)
                now = time.monotonic()
            self._speak_up()
            self._send_replies()
            due = max(self._busy_until, self._deaf_until) - now
            return due if due > 0 else _IDLE_S

    def _reads(self) -> bool:
        return not self._faults.stalled and len(self._interpreter.buffer) < _BUFFER

    def _take_in(self) -> None:
        while self._fds and self._reads():
            limits = (self._faults.unplug_at, self._faults.power_cut_at)
            most = min([512, *(limit for limit in limits if limit is not None)])
            if most > 0:
                try:
                    received = os.read(self._fds[0], most)
                except BlockingIOError:
                    return
                self._received(received)
            if self._faults.unplug_at == 0:
                self._faults.unplug_at = None
                self.unplug()
            if self._faults.power_cut_at == 0:
                self._faults.power_cut_at = None
                self.power_cycle()

    def _received(self, received: bytes) -> None:
        self.received += len(received)
        for name in ("unplug_at", "power_cut_at"):
            if (left := getattr(self._faults, name)) is not None:
                setattr(self._faults, name, left - len(received))
        if time.monotonic() < self._deaf_until:
            return
        for byte in received:
            self._real_time = self._real_time[-2:] + bytes([byte])
            if self._real_time[:2] == b"\x10\x04" and len(self._real_time) == 3:
                self._reply(real_time(byte, self._conditions))
                self._real_time.clear()
        self._interpreter.feed(received)

    def _do(self, effect: Effect) -> None:
        match effect:
            case Printed() | QrPrinted() | RasterPrinted() | Fed():
                self._print(effect)
            case CutMade():
                self._cut()
            case BarrierPassed(wanted) if self._faults.process_id:
                if self._faults.lose_replies:
                    self._faults.lose_replies -= 1
                else:
                    self._reply(process_id(wanted))
            case Asked("r", _):
                self._reply(bytes([self._conditions.paper_sensor]))
            case Asked("I", _):
                self._reply(b"\x20")
            case StatusBackSet(mask):
                self._asb_mask, self._asb_sent = mask, b""
            case Initialised():
                self._asb_mask = 0
            case DrawerKicked() | Unknown():
                self.oddities.append(effect)

    def _print(self, element: OnPaper) -> None:
        self._slip.append(element)
        lines = element.lines if isinstance(element, Fed) else 1.0
        self._busy_until = time.monotonic() + self._line_s * (8 if isinstance(element, QrPrinted) else lines)
        left = self._faults.out_after_lines
        if left is not None:
            self._faults.out_after_lines = left - 1 if left > 1 else None
            if left <= 1:
                self._conditions.paper = "out"

    def _cut(self) -> None:
        slip, self._slip = self._slip, []
        text = text_of(slip, self._columns)
        number = len(self.slips) + 1
        file = self._folder / f"receipt-{number:04}.txt"
        if self._pictures:
            picture_of(slip, self._columns, seed=number).save(file.with_suffix(".png"))
        file.write_text(text, encoding="utf-8")
        self.slips.append(text)

    # --- answers ---

    def _speak_up(self) -> None:
        now = status_back(self._conditions)
        if self._asb_mask and now != self._asb_sent and time.monotonic() >= self._deaf_until:
            self._asb_sent = now
            self._reply(now)

    def _reply(self, reply: bytes) -> None:
        if self._faults.silent or not self._fds:
            return
        if self._faults.noise:
            strays = bytes(self._noise.choices((0x11, 0x13, 0x80, 0xC3, 0xFF), k=3))
            middle = status_back(self._conditions) if reply[:1] == b"\x37" else b""
            reply = strays + reply[:3] + middle + reply[3:]
        self._replies += reply

    def _send_replies(self) -> None:
        while self._replies and self._fds:
            piece = self._replies[:1] if self._faults.split else self._replies
            try:
                sent = os.write(self._fds[0], piece)
            except (BlockingIOError, OSError):  # nobody reads and the queue is full: lost, as on a wire
                sent = len(self._replies)
            del self._replies[:sent]
            if self._faults.split:
                time.sleep(_SPLIT_S)
