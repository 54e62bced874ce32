"""A member as the kiosk knows one: an opaque reference out of a signed, rotating code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """`proof` is the whole signed code as scanned: the cloud verifies it again before it binds a sale."""

    member_ref: str
    proof: str
    greeting: str = ""
    """A masked name, as the code carries it (`李**`)."""
