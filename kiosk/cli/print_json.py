"""How commands answer in JSON."""

from __future__ import annotations

import json


def print_json(answer: object) -> None:
    """One answer a line."""
    print(json.dumps(answer, ensure_ascii=False, default=str), flush=True)
