"""The few requests of the bench to the parts of the shop; all on worker threads."""

from __future__ import annotations

from typing import Any

import requests

TIMEOUT_S = 3.0


def post(url: str, body: dict[str, Any]) -> dict[str, Any]:
    """JSON to JSON; raises requests.RequestException."""
    answer = requests.post(url, json=body, timeout=TIMEOUT_S)
    answer.raise_for_status()
    told: dict[str, Any] = answer.json() if answer.content else {}
    return told


def get(url: str) -> dict[str, Any]:
    """JSON of an address; raises requests.RequestException."""
    answer = requests.get(url, timeout=TIMEOUT_S)
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


def delete(url: str) -> None:
    """Raises requests.RequestException."""
    requests.delete(url, timeout=TIMEOUT_S).raise_for_status()
