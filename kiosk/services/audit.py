"""The audit of what attendants do: who, what, and to which trip, line or sale."""

from __future__ import annotations

from kiosk.domain.events import RecordKind
from kiosk.ports import AppendRecord
from kiosk.services.visit import Visit


def acted(attendant: str, action: str, **about: object) -> AppendRecord:
    """The audit record of what an attendant did; `about` is plain JSON."""
    return AppendRecord(RecordKind.STAFF_ACTED, {"attendant": attendant, "action": action, **about})


def the_trip(visit: Visit) -> dict[str, object]:
    """Which trip an action is about."""
    return {} if visit.trip is None else {"trip_id": visit.trip.trip_id}


def the_line(visit: Visit, line_id: str) -> dict[str, object]:
    """Which line of the trip: the good, how many and for how much, since it may be gone afterwards."""
    lines = visit.trip.basket.lines if visit.trip is not None else ()
    priced = visit.priced.lines if visit.priced is not None else ()
    line = next((one for one in lines if one.line_id == line_id), None)
    amount = next((one.total_minor for one in priced if one.line_id == line_id), None)
    about: dict[str, object] = {**the_trip(visit), "line_id": line_id}
    if line is not None:
        about |= {"sku": line.sku, "quantity": line.quantity}
    return about if amount is None else {**about, "amount_minor": amount}


def the_basket(visit: Visit) -> dict[str, object]:
    """The trip with all that lies in its basket."""
    lines = visit.trip.basket.lines if visit.trip is not None else ()
    priced = visit.priced if visit.trip is None else visit.trip.priced or visit.priced
    return {
        **the_trip(visit),
        "lines": [{"sku": line.sku, "quantity": line.quantity} for line in lines],
        "total_minor": priced.total_minor if priced is not None else 0,
    }


def allowed(visit: Visit, line_id: str, attendant: str, how: str) -> AppendRecord:
    """An attendant's word for a line that waits: for what, for how many pieces, and how it was given."""
    opened = visit.interventions.get(line_id)
    why = {} if opened is None else {"kind": str(opened.kind), "minimum_age": opened.minimum_age}
    return acted(attendant, "allow", how=how, **the_line(visit, line_id), **why)
