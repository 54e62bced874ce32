"""Hard frames drawn from a seed: what a camera sees of a code on a bad day, and what the code truly says."""
