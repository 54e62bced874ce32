"""The tables of `ledger.db`, as the steps that made them."""

from __future__ import annotations

from kiosk.store.migrations import Migration

APPLICATION_ID = 0x544C4E45
"""`TLNE` in the file's header: a database of ours, not any other one put in its place."""

LEDGER_MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        1,
        "trips, attempts, print jobs, interventions, records, settings",
        f"""
        PRAGMA application_id = {APPLICATION_ID};

        -- `n` is the order in which things began; clocks and identifiers are never used for order.
        CREATE TABLE trips (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            trip_id TEXT NOT NULL UNIQUE,
            ended INTEGER NOT NULL,
            body_schema INTEGER NOT NULL,
            body TEXT NOT NULL
        ) STRICT;
        CREATE INDEX trips_open ON trips (n) WHERE ended = 0;

        CREATE TABLE attempts (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            attempt_id TEXT NOT NULL UNIQUE,
            sale_id TEXT NOT NULL,
            ended INTEGER NOT NULL,
            body_schema INTEGER NOT NULL,
            request TEXT NOT NULL,
            answer TEXT
        ) STRICT;
        CREATE INDEX attempts_open ON attempts (n) WHERE ended = 0;
        CREATE INDEX attempts_by_sale ON attempts (sale_id);

        CREATE TABLE print_jobs (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            job_id TEXT NOT NULL UNIQUE,
            sale_id TEXT NOT NULL,
            ended INTEGER NOT NULL,
            body_schema INTEGER NOT NULL,
            body TEXT NOT NULL
        ) STRICT;
        CREATE INDEX print_jobs_open ON print_jobs (n) WHERE ended = 0;
        CREATE INDEX print_jobs_by_sale ON print_jobs (sale_id);

        CREATE TABLE interventions (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            intervention_id TEXT NOT NULL UNIQUE,
            resolved_by TEXT,
            body_schema INTEGER NOT NULL,
            body TEXT NOT NULL
        ) STRICT;
        CREATE INDEX interventions_open ON interventions (n) WHERE resolved_by IS NULL;

        CREATE TABLE records (
            lane TEXT NOT NULL,
            seq INTEGER NOT NULL CHECK (seq > 0),
            record_id TEXT NOT NULL UNIQUE,
            at TEXT NOT NULL,
            kind TEXT NOT NULL,
            body_schema INTEGER NOT NULL,
            body TEXT NOT NULL,
            prev_hash TEXT NOT NULL,
            hash TEXT NOT NULL,
            PRIMARY KEY (lane, seq)
        ) STRICT;

        CREATE TABLE lane_heads (
            lane TEXT PRIMARY KEY,
            seq INTEGER NOT NULL,
            hash TEXT NOT NULL,
            acked_seq INTEGER NOT NULL CHECK (acked_seq BETWEEN 0 AND seq)
        ) STRICT;

        CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        """,
    ),
    Migration(
        2,
        "the sales of a day",
        "CREATE INDEX records_sales ON records (at) WHERE kind = 'sale_closed';",
    ),
    Migration(
        3,
        "single items sold",
        """
        -- `n` is the order in which they became known: the oldest are forgotten first.
        CREATE TABLE sold_serials (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            gtin14 TEXT NOT NULL,
            serial TEXT NOT NULL,
            UNIQUE (gtin14, serial)
        ) STRICT;
        """,
    ),
    Migration(
        4,
        "tasks for staff",
        """
        -- What a task is about is in its record, of the same id.
        CREATE TABLE staff_tasks (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            task_id TEXT NOT NULL UNIQUE,
            ended INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX staff_tasks_open ON staff_tasks (n) WHERE ended = 0;
        INSERT INTO staff_tasks (task_id)
            SELECT record_id FROM records WHERE kind = 'staff_task_raised' AND lane = 'money' ORDER BY seq;
        """,
    ),
    Migration(
        5,
        "claims",
        """
        -- What was held for payment attempts; `attempt_id` is the newest that held it.
        CREATE TABLE claims (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            claim_id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            number TEXT NOT NULL,
            offer_id TEXT NOT NULL,
            amount_minor INTEGER NOT NULL,
            single_use INTEGER NOT NULL,
            sale_id TEXT NOT NULL,
            attempt_id TEXT NOT NULL,
            state TEXT NOT NULL
        ) STRICT;
        CREATE INDEX claims_by_sale ON claims (sale_id);
        """,
    ),
)
