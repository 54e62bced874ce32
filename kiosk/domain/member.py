"""A member as the kiosk knows one: an opaque reference out of a signed, rotating code.

The code on the member's phone is `TLM1.<payload>.<signature>`: the payload is JSON in URL-safe base64
without padding, `{"m": member reference, "g": masked greeting, "t": minutes since 1970, "s": [segments],
"u": {offer id: uses}}`, and the signature is Ed25519 over the ASCII of `TLM1.<payload>`. Keys are the
caller's: it passes `verify`. So a kiosk without a network knows a member's segments and what they used, by
the retailer's signature and for as long as the code is fresh. A code without `u` does not say what was used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.domain import signed_code
from kiosk.domain.barcode import LONGEST_MEMBER_PAYLOAD, MEMBER_PREFIX, shown
from kiosk.domain.member_segments import are_segments
from kiosk.domain.offer import LimitUsed, are_uses, limits_used
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
    segments: tuple[str, ...] = ()
    """Beside that of every member, in order."""
    uses: tuple[LimitUsed, ...] | None = None
    """Of offers that count a member's uses: those used before, none of the others. None: it does not say."""


def step_of(at: datetime) -> int:
    """The step an instant is in."""
    return int(at.timestamp()) // STEP_S


def is_fresh(step: int, now: datetime) -> bool:
    """Whether a code of this step may still be used."""
    return abs(step_of(now) - step) <= FRESH_STEPS


def signed_part(payload: MemberPayload) -> bytes:
    """The bytes that the issuer signs; of the uses only so many, from the first, as a code has room for."""
    body: dict[str, object] = {"m": payload.member_ref, "g": payload.greeting, "t": payload.step}
    if payload.segments:
        body["s"] = payload.segments
    if payload.uses is not None:
        body["u"] = _fitting(body, payload.uses)
    return signed_code.signed_part(MEMBER_PREFIX, body)


def _fitting(body: dict[str, object], uses: Sequence[LimitUsed]) -> dict[str, int]:
    fitting: dict[str, int] = {}
    for one in uses:
        longer = {**fitting, one.offer_id: one.uses}
        text = json.dumps({**body, "u": longer}, ensure_ascii=False, separators=(",", ":"))
        if len(text.encode()) * 4 > (LONGEST_MEMBER_PAYLOAD - 3) * 3:
            break
        fitting = longer
    return fitting


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
    segments, uses = _segments(body.get("s", [])), _uses(body.get("u"))
    return MemberPayload(member_ref, shown(greeting), step, segments, uses), signed, signature


def _segments(told: object) -> tuple[str, ...]:
    if not are_segments(told):
        raise _not_valid()
    return tuple(sorted(set(told)))


def _uses(told: object) -> tuple[LimitUsed, ...] | None:
    if told is None:
        return None
    if not are_uses(told):
        raise _not_valid()
    return limits_used(told)


def read_payload(token: str, now: datetime, verify: Verify) -> MemberPayload:
    """What a scanned code says, signed and fresh.

    Raises InputRefused: `member.code_not_valid` (not ours, or changed), `member.code_expired`.
    """
    payload, signed, signature = parse_member_code(token)
    if not verify(signed, signature):
        raise _not_valid()
    if not is_fresh(payload.step, now):
        raise InputRefused(Reason("member.code_expired"))
    return payload


def read_member_code(token: str, now: datetime, verify: Verify) -> Member:
    """The member behind a scanned code; raises InputRefused as `read_payload` does."""
    return member_of(read_payload(token, now, verify), token, now)


def member_of(payload: MemberPayload, token: str, scanned_at: datetime) -> Member:
    """Of a code that was read."""
    return Member(payload.member_ref, token, payload.greeting, scanned_at)


def points_earned(total_minor: int, points_minor: int) -> int:
    """Whole points for what was paid, one for each `points_minor`; none where there is no programme (0)."""
    return max(0, total_minor) // points_minor if points_minor > 0 else 0


def _not_valid() -> InputRefused:
    return InputRefused(Reason("member.code_not_valid"))
