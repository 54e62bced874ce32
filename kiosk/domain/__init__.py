"""The rules of retail, pure: no I/O, clock, randomness or threads; one file a concept."""
