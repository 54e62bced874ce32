"""The groups that a retailer gives its members to, for offers that are not for everybody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeGuard

from kiosk.errors import InputRefused, Reason

EVERY_MEMBER = "member"
"""The group of all: nobody is given to it."""
MOST_SEGMENTS = 5
"""Of one member: they travel in the code on the phone."""
LONGEST_SEGMENT = 16
_SEGMENT = re.compile(rf"[\w-]{{1,{LONGEST_SEGMENT}}}")


def is_segment(name: str) -> bool:
    """A name without spaces, in any script; not the group of all."""
    return _SEGMENT.fullmatch(name) is not None and name != EVERY_MEMBER


def are_segments(told: object) -> TypeGuard[list[str]]:
    """Whether this is, as read of JSON, a list of such names."""
    return isinstance(told, list) and all(isinstance(one, str) and is_segment(one) for one in told)


def checked_segments(names: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order. Raises InputRefused: `member.segment_wrong`, `member.too_many_segments`."""
    segments = tuple(sorted({name for name in names if name}))
    for name in segments:
        if not is_segment(name):
            raise InputRefused(
                Reason("member.segment_wrong", {"segment": name[:60], "limit": LONGEST_SEGMENT})
            )
    if len(segments) > MOST_SEGMENTS:
        raise InputRefused(Reason("member.too_many_segments", {"limit": MOST_SEGMENTS}))
    return segments
