"""One figure beside its peer, as `kiosk bench` prints it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]
ONE_WRONG_IN = 500
"""Readings of which one may give a wrong text before the catalogue is asked."""


@dataclass(frozen=True, slots=True)
class Scope:
    """How much to measure."""

    whole: bool = False
    """Every photograph and 16 frames a level of the sweep, not a sample."""
    plot: Path | None = None
    """Where the sweep is drawn, a PNG."""
    out: Path | None = None
    """A folder for `sweep.png`, `sweep.csv` and `misreads.csv`."""


SAMPLE = Scope()


def row(
    name: str,
    value: float,
    unit: str,
    peer: tuple[str, float] | None = None,
    budget: str | None = None,
    ok: bool | None = None,
) -> Row:
    """A figure without a budget is neither kept nor missed: `ok` None."""
    return {
        "name": f"scan.{name}",
        "value": round(value, 2) if isinstance(value, float) else value,
        "unit": unit,
        "peer": peer[0] if peer else None,
        "peer_value": round(peer[1], 2) if peer else None,
        "budget": budget,
        "ok": ok,
    }
