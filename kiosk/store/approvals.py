"""What attendants have allowed, read again from the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import apsw

from kiosk.domain.intervention import Intervention
from kiosk.store.bodies import decode_body

_LATEST = 1000
"""Those of the trip of now are among so many; the rows of years need not be read."""


def allowed(connection: apsw.Connection, line_ids: Iterable[str], file: Path) -> dict[str, Intervention]:
    """The last intervention of each line that is resolved, by line id."""
    rows = connection.execute(
        "SELECT body, body_schema FROM (SELECT * FROM interventions ORDER BY n DESC LIMIT ?)"
        " WHERE resolved_by IS NOT NULL AND body ->> '$.line_id' IN (SELECT value FROM json_each(?))"
        " ORDER BY n",
        (_LATEST, json.dumps(list(line_ids))),
    )
    found = [decode_body(Intervention, body, schema, file) for body, schema in rows]
    return {one.line_id: one for one in found}
