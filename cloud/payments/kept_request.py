"""What is kept of a payment's request: no codes that proved nothing, and nothing a kiosk says of a stranger.

Its hash stays that of the kiosk's own words, so that a kiosk that asks again is known.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.payment import AttemptRequest
from kiosk.errors import Reason

OF_MEMBERS = frozenset({"segments", "uses"})
"""What refusals tell a kiosk of its shopper (`kiosk.domain.offer_members`)."""


def kept_request(request: AttemptRequest, *, proven: bool, refused: bool) -> AttemptRequest:
    """`proven`: by its code, its member is one. Where none is, segments and uses are of nobody; the codes of
    claims are good for a payment that may be asked for."""
    if not proven:
        context = replace(request.context, member_segments=(), limits_used=())
        request = replace(request, member=None, context=context)
    return without_codes(request) if refused else request


def without_codes(request: AttemptRequest) -> AttemptRequest:
    """Claims by their numbers alone: a code may name its member."""
    return replace(request, claims=tuple(replace(one, text="") for one in request.claims))


def kept_reason(reason: Reason | None) -> Reason | None:
    """As the history has it, which nobody can change: without what it tells of a member."""
    if reason is None:
        return None
    return Reason(
        reason.code, {name: reason.values[name] for name in reason.values if name not in OF_MEMBERS}
    )
