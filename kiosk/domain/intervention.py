"""An intervention: a moment at which only an attendant lets the trip go on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class InterventionKind(StrEnum):
    """Why an attendant is needed."""

    AGE = "age"
    STAFF_ONLY = "staff_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """Open until an attendant allows it or the line is taken out."""

    intervention_id: str
    kind: InterventionKind
    line_id: str
    sku: str
    minimum_age: int | None = None
