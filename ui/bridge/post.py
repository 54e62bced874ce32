"""The way of intents out of the screens."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.services.intents import Intent

Post = Callable[[Intent], None]
"""Hands an intent to core; never blocks."""
