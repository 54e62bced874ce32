"""Durable records: the envelope of everything that leaves the kiosk, and the kinds that exist."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

GENESIS = "0" * 64
"""The hash before a lane's first record."""


class Lane(StrEnum):
    """`money` never loses a record; `events` may be sampled before a seq is given."""

    MONEY = "money"
    EVENTS = "events"


class RecordKind(StrEnum):
    """What a record tells. A cloud that does not know a kind quarantines it."""

    SALE_CLOSED = "sale_closed"
    LINE_VOIDED = "line_voided"
    INTERVENTION_RESOLVED = "intervention_resolved"
    TRIP_RELEASED = "trip_released"
    RECEIPT_SETTLED = "receipt_settled"
    UNKNOWN_CODE_SCANNED = "unknown_code_scanned"
    ITEM_REFUSED = "item_refused"
    """An item stood on a shelf that must not be sold: past its date, recalled, or sold before."""
    STAFF_TASK_RAISED = "staff_task_raised"
    STAFF_ACTED = "staff_acted"
    """An attendant did something at the kiosk: who, what, and to which trip, sale or line."""
    ACCESS_CHANGED = "access_changed"
    """Somebody at the machine gave or took an attendant's PIN or badge: whose, what, and by which account."""
    PIN_REFUSED = "pin_refused"
    """Somebody typed a wrong PIN: how many in a row it makes, and for how many seconds it locks."""
    OFFERS_IGNORED = "offers_ignored"
    """A revision has offers of a kind that this kiosk is too old for: they are not applied."""
    CATALOGUE_REFUSED = "catalogue_refused"
    """Files of the catalogue are not what its manifest says: which manifest, and why."""
    CATALOGUE_FELL_BACK = "catalogue_fell_back"
    """The catalogue in use was damaged, and the one before took its place: which, and what it was."""
    BASKET_HANDED_OVER = "basket_handed_over"
    """An unpaid basket went to a staffed till."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a lane. `body` is JSON text, kept and hashed as written."""

    record_id: str
    lane: Lane
    seq: int
    """From 1, gap-free."""
    at: datetime
    kind: str
    schema: int
    body: str
    prev_hash: str
    hash: str


def record_hash(
    *, record_id: str, lane: str, seq: int, at: datetime, kind: str, schema: int, body: str, prev_hash: str
) -> str:
    """SHA-256 in hex over the fields, each as UTF-8 behind its length, so no two records share a form."""
    digest = hashlib.sha256()
    for field in (prev_hash, record_id, lane, str(seq), at.isoformat(), kind, str(schema), body):
        encoded = field.encode()
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()


def hash_of(record: Record) -> str:
    """What the hash of a record must be."""
    return record_hash(
        record_id=record.record_id,
        lane=record.lane,
        seq=record.seq,
        at=record.at,
        kind=record.kind,
        schema=record.schema,
        body=record.body,
        prev_hash=record.prev_hash,
    )
