"""Setting a scanner up: what to set on it, symbols to try it on, and what is wrong with what arrived."""
