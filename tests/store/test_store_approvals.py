"""What attendants allowed is known again after a restart, by line."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.intervention import Intervention, InterventionKind
from kiosk.ports import PutIntervention
from tests.store.store_values import OpenLedger

BEER = Intervention(
    intervention_id="i-1", kind=InterventionKind.AGE, line_id="l-1", sku="beer", minimum_age=18
)


def test_the_last_answer_about_each_line_is_found_and_what_waits_is_not(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    again = replace(BEER, intervention_id="i-2", minimum_age=21)
    other = replace(BEER, intervention_id="i-3", line_id="l-2", kind=InterventionKind.STAFF_ONLY)
    waits = replace(BEER, intervention_id="i-4", line_id="l-3")
    ledger.commit([PutIntervention(one) for one in (BEER, again, other, waits)])
    ledger.commit([PutIntervention(one, resolved_by="A01") for one in (BEER, again, other)])
    ledger.close()
    kept = open_ledger()
    assert kept.allowed(["l-1", "l-3", "l-9"]) == {"l-1": again}
    assert kept.allowed(["l-2"]) == {"l-2": other}
    assert kept.allowed([]) == {}
