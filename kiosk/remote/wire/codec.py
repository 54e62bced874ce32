"""Domain values to JSON bytes and back, checked: what decodes has the right types and holds its own rules.

A value that breaks a rule of its type (sums that do not agree) is our bug when we make it, and bad input
when it comes from the wire.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from kiosk.errors import BugError, InputRefused, Reason

T = TypeVar("T")


def _other_mapping(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


_ENCODER = msgspec.json.Encoder(enc_hook=_other_mapping)


def encode(value: Any) -> bytes:
    """JSON in UTF-8; fields in the order of their declaration, so equal values give equal bytes."""
    return _ENCODER.encode(value)


def decode(shape: type[T], data: bytes | str) -> T:
    """Raises InputRefused(`wire.unreadable`) naming the place; fields unknown here are ignored."""
    try:
        return msgspec.json.decode(data, type=shape)
    except (msgspec.DecodeError, UnicodeError, RecursionError, BugError) as error:
        raise InputRefused(
            Reason("wire.unreadable", {"what": shape.__name__, "why": str(error)[:200]})
        ) from None


def to_builtins(value: Any) -> Any:
    """The value as JSON's own types, for JSON columns."""
    return msgspec.to_builtins(value, enc_hook=_other_mapping)


def from_builtins(shape: type[T], value: Any) -> T:
    """The way back; raises InputRefused as `decode` does."""
    try:
        return msgspec.convert(value, type=shape)
    except (msgspec.ValidationError, BugError) as error:
        raise InputRefused(
            Reason("wire.unreadable", {"what": shape.__name__, "why": str(error)[:200]})
        ) from None


def to_base64url(data: bytes) -> str:
    """RFC 4648 section 5, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """Raises InputRefused(`wire.not_base64`)."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise InputRefused(Reason("wire.not_base64")) from None
