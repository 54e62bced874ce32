"""Pages rendered by the server: console, e-receipt, payment in doubt."""
