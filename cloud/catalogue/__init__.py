"""Products and offers: import, revisions, and the snapshots and deltas kiosks fetch."""
