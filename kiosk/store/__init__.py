"""SQLite: the ledger that is never replaced, the catalogue files that are, and the outbox."""
