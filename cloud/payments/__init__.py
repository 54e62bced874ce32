"""Payment attempts: their state machine, the providers, and the sweeper that leaves none in doubt."""
