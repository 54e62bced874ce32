"""The provider's durable trades, refunds and notices: one SQLite file, one connection, one thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS trades (
    out_trade_no TEXT PRIMARY KEY, request TEXT NOT NULL, description TEXT NOT NULL, attach TEXT NOT NULL,
    notify_url TEXT NOT NULL, amount_minor INTEGER NOT NULL, pr TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
    created_at REAL NOT NULL, expires_at REAL NOT NULL, code_until REAL NOT NULL,
    transaction_id TEXT UNIQUE, paid_minor INTEGER, paid_at REAL, capture_at REAL, capture_minor INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS refunds (
    out_refund_no TEXT PRIMARY KEY, request TEXT NOT NULL, out_trade_no TEXT NOT NULL REFERENCES trades,
    refund_id TEXT NOT NULL UNIQUE, refund_minor INTEGER NOT NULL, notify_url TEXT NOT NULL,
    state TEXT NOT NULL, ends_as TEXT NOT NULL, created_at REAL NOT NULL, settle_at REAL NOT NULL,
    settled_at REAL
) STRICT;
CREATE TABLE IF NOT EXISTS notices (
    notice_id TEXT PRIMARY KEY, url TEXT NOT NULL, event_type TEXT NOT NULL, original_type TEXT NOT NULL,
    summary TEXT NOT NULL, resource TEXT NOT NULL, created_at REAL NOT NULL, attempts INTEGER NOT NULL,
    next_at REAL, delivered_at REAL, again INTEGER NOT NULL, fault TEXT NOT NULL
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Trade:
    """One trade. Instants are Unix seconds; amounts are fen; `request` is the create call, canonical."""

    out_trade_no: str
    request: str
    description: str
    attach: str
    notify_url: str
    amount_minor: int
    pr: str
    state: str
    created_at: float
    expires_at: float
    code_until: float
    transaction_id: str | None = None
    paid_minor: int | None = None
    paid_at: float | None = None
    capture_at: float | None = None
    capture_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund; it turns from PROCESSING into `ends_as` at `settle_at`."""

    out_refund_no: str
    request: str
    out_trade_no: str
    refund_id: str
    refund_minor: int
    notify_url: str
    state: str
    ends_as: str
    created_at: float
    settle_at: float
    settled_at: float | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification to deliver: not before `next_at` (None: never again), `again` times after the first.

    `fault` is the scripted fault of its first delivery, or nothing.
    """

    notice_id: str
    url: str
    event_type: str
    original_type: str
    summary: str
    resource: str
    created_at: float
    attempts: int
    next_at: float | None
    delivered_at: float | None
    again: int
    fault: str


def _upsert(table: str, row_type: type[Trade] | type[Refund] | type[Notice]) -> str:
    names = [field.name for field in fields(row_type)]
    updates = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    values = ", ".join("?" * len(names))
    columns = ", ".join(names)
    return (
        f"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT ({names[0]}) DO UPDATE SET {updates}"
    )


_UPSERTS: dict[type, str] = {
    Trade: _upsert("trades", Trade),
    Refund: _upsert("refunds", Refund),
    Notice: _upsert("notices", Notice),
}


class TradeBook:
    """Reads and writes rows whole. A killed process loses nothing it had answered."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        path.chmod(0o600)
        self._db.execute("PRAGMA journal_mode = WAL")
        # NORMAL outlives the process, which is what is promised here; FULL would outlive the power too.
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Give up the file."""
        self._db.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One commit for all that is saved inside, nothing if it raises."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def save(self, row: Trade | Refund | Notice) -> None:
        """Insert the row or replace the one with its key."""
        self._db.execute(_UPSERTS[type(row)], astuple(row))

    def trade(self, out_trade_no: str) -> Trade | None:
        """By the merchant's number."""
        return self._one_trade("SELECT * FROM trades WHERE out_trade_no = ?", out_trade_no)

    def trade_by_pr(self, pr: str) -> Trade | None:
        """By the token in its code_url."""
        return self._one_trade("SELECT * FROM trades WHERE pr = ?", pr)

    def trade_by_transaction(self, transaction_id: str) -> Trade | None:
        """By the provider's number."""
        return self._one_trade("SELECT * FROM trades WHERE transaction_id = ?", transaction_id)

    def trades(self) -> list[Trade]:
        """All, oldest first."""
        return [Trade(*row) for row in self._db.execute("SELECT * FROM trades ORDER BY created_at, rowid")]

    def captures_due(self, now: float) -> list[Trade]:
        """Trades whose late capture is due."""
        return [Trade(*row) for row in self._db.execute("SELECT * FROM trades WHERE capture_at <= ?", (now,))]

    def refund(self, out_refund_no: str) -> Refund | None:
        """By the merchant's refund number."""
        row = self._db.execute("SELECT * FROM refunds WHERE out_refund_no = ?", (out_refund_no,)).fetchone()
        return Refund(*row) if row else None

    def refunds_of(self, out_trade_no: str) -> list[Refund]:
        """All refunds of one trade."""
        rows = self._db.execute(
            "SELECT * FROM refunds WHERE out_trade_no = ? ORDER BY rowid", (out_trade_no,)
        )
        return [Refund(*row) for row in rows]

    def refunds_due(self, now: float) -> list[Refund]:
        """Refunds still processing whose time has come."""
        rows = self._db.execute("SELECT * FROM refunds WHERE state = 'PROCESSING' AND settle_at <= ?", (now,))
        return [Refund(*row) for row in rows]

    def notices_due(self, now: float) -> list[Notice]:
        """Notices to send now, oldest first."""
        rows = self._db.execute("SELECT * FROM notices WHERE next_at <= ? ORDER BY next_at, rowid", (now,))
        return [Notice(*row) for row in rows]

    def notices(self) -> list[Notice]:
        """All, oldest first."""
        return [Notice(*row) for row in self._db.execute("SELECT * FROM notices ORDER BY rowid")]

    def _one_trade(self, query: str, value: str) -> Trade | None:
        row = self._db.execute(query, (value,)).fetchone()
        return Trade(*row) if row else None
