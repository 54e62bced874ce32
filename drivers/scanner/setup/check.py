"""Reads the trial symbols from the scanner of the settings, one after the other."""

from __future__ import annotations

import select
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from drivers.scanner.reader import Port
from drivers.scanner.setup.diagnosis import diagnose
from drivers.scanner.setup.symbols import TrialSymbol
from kiosk.errors import DeviceUnusable, Reason

WAIT_S = 30.0
"""How long a symbol is waited for."""
QUIET_S = 0.9
"""A scanner that reads by itself repeats a code after some 0.7 s."""
MOST = 16_384
"""Bytes looked at of one symbol: noise need not end."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What arrived of a symbol, and what is wrong with it."""

    symbol: TrialSymbol
    arrived: bytes
    wrong: tuple[Reason, ...]


def check(
    port: Port,
    symbols: Iterable[TrialSymbol],
    ask: Callable[[TrialSymbol], None],
    *,
    keyboard: bool = False,
    wait_s: float = WAIT_S,
    quiet_s: float = QUIET_S,
) -> Iterator[Outcome]:
    """Each symbol is asked for, waited for, and told of. Raises DeviceUnusable when the scanner is lost."""
    for symbol in symbols:
        try:
            _collect(port, 0.0, 0.0)  # what came before belongs to no symbol
            ask(symbol)
            arrived = _collect(port, wait_s, quiet_s)
        except OSError as gone:
            raise DeviceUnusable(Reason("scanner.lost", {"device": port.name})) from gone
        yield Outcome(symbol, arrived, diagnose(symbol, arrived, keyboard=keyboard))


def _collect(port: Port, wait_s: float, quiet_s: float) -> bytes:
    """What comes within `wait_s`, and after it until nothing comes for `quiet_s`."""
    arrived = bytearray()
    patience = wait_s
    while len(arrived) < MOST and select.select([port], [], [], patience)[0]:
        arrived += port.read()
        patience = quiet_s if arrived else wait_s
    port.settle()
    return bytes(arrived)
