"""A signed request: who asks, when, once, for exactly this. Ed25519 (RFC 8032), the kiosk's own key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.domain.signed_code import Verify
from kiosk.errors import InputRefused
from kiosk.remote.wire.codec import from_base64url, to_base64url

KIOSK = "Touchlane-Kiosk"
"""`tenant/kiosk`."""
TIME = "Touchlane-Time"
NONCE = "Touchlane-Nonce"
SIGNATURE = "Touchlane-Signature"

WINDOW_S = 300
"""How far the kiosk's clock may be off; a nonce is remembered at least twice as long."""


def signed_message(*, method: str, target: str, body: bytes, who: str, time: str, nonce: str) -> bytes:
    """One line a field; `target` is path and query as sent, `time` ISO 8601 with offset."""
    digest = hashlib.sha256(body).hexdigest()
    return "\n".join(("touchlane-request-1", method.upper(), target, digest, who, time, nonce)).encode()


def sign_request(
    key: Ed25519PrivateKey, *, method: str, target: str, body: bytes, who: str, at: datetime, nonce: str
) -> Mapping[str, str]:
    """The four headers."""
    time = at.isoformat()
    message = signed_message(method=method, target=target, body=body, who=who, time=time, nonce=nonce)
    return {KIOSK: who, TIME: time, NONCE: nonce, SIGNATURE: to_base64url(key.sign(message))}


def public_text(key: Ed25519PrivateKey) -> str:
    """The public half, raw, URL-safe base64."""
    return to_base64url(key.public_key().public_bytes_raw())


def is_signed(public_key: str, message: bytes, signature: str) -> bool:
    """Whether `signature` is the key's over `message`; False for anything malformed."""
    try:
        Ed25519PublicKey.from_public_bytes(from_base64url(public_key)).verify(
            from_base64url(signature), message
        )
    except (InvalidSignature, InputRefused, ValueError):
        return False
    return True


def verifier(public_keys: Sequence[str]) -> Verify:
    """Whether any of the keys made a raw signature, as the domain asks it of signed codes."""

    def verify(signed: bytes, signature: bytes) -> bool:
        return any(is_signed(key, signed, to_base64url(signature)) for key in public_keys)

    return verify
