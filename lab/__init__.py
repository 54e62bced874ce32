"""The virtual shop, simulation and benchmarks. Never shipped to a shop; nothing imports it."""
