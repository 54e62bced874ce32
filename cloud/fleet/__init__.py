"""Kiosks as devices: enrolled and recognised."""
