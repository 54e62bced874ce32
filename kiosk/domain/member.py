"""A member as the kiosk knows one: an opaque reference out of a signed, rotating code.

The code on the member's phone is `TLM1.<payload>.<signature>`: the payload is JSON in URL-safe base64
without padding, `{"m": member reference, "g": masked greeting, "t": minutes since 1970}`, and the
signature is Ed25519 over the ASCII of `TLM1.<payload>`. Keys are the caller's: it passes `verify`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.domain import signed_code
from kiosk.domain.barcode import MEMBER_PREFIX, shown
from kiosk.domain.signed_code import Verify as Verify
from kiosk.errors import InputRefused, Reason

STEP_S = 60
"""How often a phone shows a new code."""

FRESH_STEPS = 2
"""How far a code's step may be from now, either way: phones and kiosks do not agree to the second."""

HASHED = "sha256:"
"""Before the hash that stands in a kept record for the code itself."""


@dataclass(frozen=True, slots=True)
class Member:
    """`proof` is the whole signed code as scanned: the cloud verifies it again before it binds a sale."""

    member_ref: str
    proof: str = field(repr=False)
    greeting: str = ""
    """A masked name, as the code carries it (`李**`)."""
    scanned_at: datetime | None = None
    """When the kiosk read the code; None from a kiosk of before it was said."""

    def kept(self) -> Member:
        """As it stands in what is kept for ever: no name, and of the code, which carries one, only the hash.

        The payment attempt has the code itself: by it the cloud verifies, and it is let go of there when the
        member is forgotten.
        """
        proof = self.proof
        if not proof.startswith(HASHED):
            proof = HASHED + hashlib.sha256(proof.encode()).hexdigest()
        return Member(self.member_ref, proof, "", self.scanned_at)


@dataclass(frozen=True, slots=True)
class MemberPayload:
    """What a member's code says; believed only once its signature is verified."""

    member_ref: str
    greeting: str
    step: int
    """Minutes since 1970 at which the phone made the code."""


def step_of(at: datetime) -> int:
    """The step an instant is in."""
    return int(at.timestamp()) // STEP_S


def is_fresh(step: int, now: datetime) -> bool:
    """Whether a code of this step may still be used."""
    return abs(step_of(now) - step) <= FRESH_STEPS


def signed_part(payload: MemberPayload) -> bytes:
    """The bytes that the issuer signs."""
    body = {"m": payload.member_ref, "g": payload.greeting, "t": payload.step}
    return signed_code.signed_part(MEMBER_PREFIX, body)


def member_code(signed: bytes, signature: bytes) -> str:
    """The whole code, of `signed_part` and its signature."""
    return signed_code.whole_code(signed, signature)


def parse_member_code(token: str) -> tuple[MemberPayload, bytes, bytes]:
    """(payload, signed bytes, signature) of a code; raises InputRefused (`member.code_not_valid`).

    Nothing is verified here.
    """
    try:
        body, signed, signature = signed_code.parse_code(MEMBER_PREFIX, token)
        member_ref, greeting, step = body["m"], body["g"], body["t"]
    except (ValueError, KeyError):
        raise _not_valid() from None
    if not (isinstance(member_ref, str) and isinstance(greeting, str) and type(step) is int):
        raise _not_valid()
    if not 1 <= len(member_ref) <= 64:
        raise _not_valid()
    return MemberPayload(member_ref, shown(greeting), step), signed, signature


def read_member_code(token: str, now: datetime, verify: Verify) -> Member:
    """The member behind a scanned code.

    Raises InputRefused: `member.code_not_valid` (not ours, or changed), `member.code_expired`.
    """
    payload, signed, signature = parse_member_code(token)
    if not verify(signed, signature):
        raise _not_valid()
    if not is_fresh(payload.step, now):
        raise InputRefused(Reason("member.code_expired"))
    return Member(payload.member_ref, token, payload.greeting, now)


def points_earned(total_minor: int, points_minor: int) -> int:
    """Whole points for what was paid, one for each `points_minor`; none where there is no programme (0)."""
    return max(0, total_minor) // points_minor if points_minor > 0 else 0


def _not_valid() -> InputRefused:
    return InputRefused(Reason("member.code_not_valid"))
