"""The reference cloud of a fleet of kiosks: FastAPI on PostgreSQL."""
