"""Handheld and counter scanners, over a serial line or as an input device."""
