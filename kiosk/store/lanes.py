"""The lanes of records inside the ledger: a gap-free seq, a hash chain, kept when acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import apsw

from kiosk.domain.events import GENESIS, Lane, Record, hash_of, record_hash
from kiosk.errors import InputRefused, Reason
from kiosk.store.faults import unusable

_COLUMNS = "record_id, lane, seq, at, kind, body_schema, body, prev_hash, hash"

MOST_BYTES = 256 * 1024
"""Of one batch on the wire: a quarter of what the cloud reads at most."""

_ENVELOPE_BYTES = 512
"""The fields around a body and their names, never more."""

_Row = tuple[str, str, int, str, str, int, str, str, str]


@dataclass(frozen=True, slots=True)
class _Head:
    """The end of a lane: its last seq and hash, and how far the cloud has it."""

    seq: int
    hash: str
    acked_seq: int


class Lanes:
    """Reads and writes records through the ledger's connection, inside its transaction."""

    def __init__(self, connection: apsw.Connection, file: Path) -> None:
        self._connection = connection
        self._file = file

    def append(self, *, record_id: str, lane: Lane, at: datetime, kind: str, schema: int, body: str) -> None:
        """The next record of `lane`; only in a transaction."""
        head = self._head(lane)
        seq = head.seq + 1
        digest = record_hash(
            record_id=record_id,
            lane=lane,
            seq=seq,
            at=at,
            kind=kind,
            schema=schema,
            body=body,
            prev_hash=head.hash,
        )
        self._connection.execute(
            f"INSERT INTO records ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (record_id, lane.value, seq, at.isoformat(), kind, schema, body, head.hash, digest),
        )
        self._connection.execute(
            "INSERT INTO lane_heads VALUES (?1, ?2, ?3, 0)"
            " ON CONFLICT (lane) DO UPDATE SET seq = ?2, hash = ?3",
            (lane.value, seq, digest),
        )

    def pending(self, lane: Lane, limit: int, most_bytes: int) -> list[Record]:
        """What the cloud has not acknowledged, oldest first, cut where the next does not fit."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM records WHERE lane = ? AND seq > ? ORDER BY seq LIMIT ?",
            (lane.value, self._head(lane).acked_seq, limit),
        )
        batch: list[Record] = []
        size = 0
        for row in rows:
            record = _record(row)
            size += _sent_bytes(record)
            if batch and size > most_bytes:
                break
            batch.append(record)
        return batch

    def acknowledge(self, lane: Lane, seq: int) -> None:
        """Moves the mark forward, never back; only in a transaction. Raises InputRefused beyond the head."""
        head = self._head(lane)
        if seq > head.seq:
            # The cloud has records this ledger never made: a copy of the disk, or a restored one.
            values: dict[str, str | int] = {"lane": lane.value, "seq": seq, "head": head.seq}
            raise InputRefused(Reason("store.acknowledged_beyond_head", values))
        if seq > head.acked_seq:
            self._connection.execute("UPDATE lane_heads SET acked_seq = ? WHERE lane = ?", (seq, lane.value))

    def rewind(self, lane: Lane, seq: int) -> None:
        """Moves the mark back, never forward; only in a transaction."""
        if 0 <= seq < self._head(lane).acked_seq:
            self._connection.execute("UPDATE lane_heads SET acked_seq = ? WHERE lane = ?", (seq, lane.value))

    def depth(self) -> int:
        """How many records of all lanes wait."""
        return int(self._connection.execute("SELECT coalesce(sum(seq - acked_seq), 0) FROM lane_heads").get)

    def verify(self, lane: Lane) -> int:
        """How many records the lane has; StoreUnusable at the first that breaks the chain."""
        seq, prev_hash = 0, GENESIS
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM records WHERE lane = ? ORDER BY seq", (lane.value,)
        )
        for row in rows:
            record, seq = _record(row), seq + 1
            if record.seq != seq or record.prev_hash != prev_hash or record.hash != hash_of(record):
                raise unusable("store.chain_broken", self._file, lane=lane.value, seq=seq)
            prev_hash = record.hash
        head = self._head(lane)
        if (head.seq, head.hash) != (seq, prev_hash):
            raise unusable("store.chain_broken", self._file, lane=lane.value, seq=seq + 1)
        return seq

    def _head(self, lane: Lane) -> _Head:
        row = self._connection.execute(
            "SELECT seq, hash, acked_seq FROM lane_heads WHERE lane = ?", (lane.value,)
        ).fetchone()
        return _Head(*row) if row else _Head(0, GENESIS, 0)


def _record(row: _Row) -> Record:
    record_id, lane, seq, at, kind, schema, body, prev_hash, digest = row
    return Record(
        record_id=record_id,
        lane=Lane(lane),
        seq=seq,
        at=datetime.fromisoformat(at),
        kind=kind,
        schema=schema,
        body=body,
        prev_hash=prev_hash,
        hash=digest,
    )


def _sent_bytes(record: Record) -> int:
    """How long the record is on the wire: its body is JSON inside JSON, so quotes and strokes count twice."""
    escaped = record.body.count('"') + record.body.count("\\")
    return _ENVELOPE_BYTES + len(record.body.encode()) + escaped
