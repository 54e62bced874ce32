"""How often a member's phone asks for its code, when all is well and when its link is over."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest


def ten_minutes(*answers: int) -> dict[str, Any]:
    """When the page asked (seconds), how often it loaded itself anew, whether it calls the code old."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.cloud.member_script", json.dumps(answers)],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def test_a_shown_code_is_renewed_every_quarter_of_a_minute() -> None:
    told = ten_minutes(200)
    assert told["asked"] == [0, *range(15, 601, 15)]
    assert (told["reloads"], told["old"]) == (0, False)


@pytest.mark.soak
def test_a_replaced_link_asks_once_more_and_shows_what_became_of_it() -> None:
    assert ten_minutes(200, 404) == {"asked": [0, 15], "reloads": 1, "old": False}


@pytest.mark.soak
def test_a_phone_that_is_told_to_wait_waits() -> None:
    told = ten_minutes(200, 429)
    assert len(told["asked"]) <= 11
    assert (
        min(later - sooner for sooner, later in zip(told["asked"][1:], told["asked"][2:], strict=False)) >= 60
    )
    assert told["old"]


def test_without_network_it_asks_less_and_less_and_comes_back() -> None:
    told = ten_minutes(200, 0)
    assert told["asked"][:6] == [0, 15, 18, 24, 36, 60]
    assert len(told["asked"]) < 18
    assert told["old"]
    assert not ten_minutes(200, *[0] * 8, 200)["old"]
