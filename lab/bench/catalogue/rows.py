"""One figure of the catalogue's bench beside its peer, and how much is measured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]

SAMPLE_GOODS = 20_000
LEAST_GOODS = 1000


@dataclass(frozen=True, slots=True)
class Scope:
    """How much to measure."""

    goods: int = SAMPLE_GOODS
    plot: Path | None = None
    """Where growth from 10,000 goods on is drawn, a PNG; each size is built."""


SAMPLE = Scope()


def row(
    name: str,
    value: float,
    unit: str,
    beside: tuple[str, float] | None = None,
    budget: float | None = None,
) -> Row:
    """A figure without a budget is neither kept nor missed: `ok` None."""
    return {
        "name": f"catalogue.{name}",
        "value": round(value, 3),
        "unit": unit,
        "peer": beside[0] if beside else None,
        "peer_value": round(beside[1], 3) if beside else None,
        "budget": None if budget is None else round(budget, 3),
        "ok": None if budget is None else value <= budget,
    }
