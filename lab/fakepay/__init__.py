"""A payment provider that speaks the real protocols, with faults to order."""
