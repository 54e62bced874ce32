"""Time as an argument."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]
"""Aware UTC."""


def system_now() -> datetime:
    return datetime.now(UTC)
