"""A code of our own making: `<prefix><payload>.<signature>`.

The payload is a JSON object in URL-safe base64 without padding, the signature Ed25519 over the ASCII of
`<prefix><payload>`. Nothing is verified here: keys are the caller's.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping

Verify = Callable[[bytes, bytes], bool]
"""True when the second argument is a key's signature over the first."""

SIGNATURE_BYTES = 64


def signed_part(prefix: str, body: Mapping[str, object]) -> bytes:
    """The bytes that the issuer signs."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return prefix.encode() + base64.urlsafe_b64encode(text.encode()).rstrip(b"=")


def whole_code(signed: bytes, signature: bytes) -> str:
    """The code, of `signed_part` and its signature."""
    return f"{signed.decode()}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def parse_code(prefix: str, token: str) -> tuple[Mapping[str, object], bytes, bytes]:
    """(body, signed bytes, signature) of a code; raises ValueError for what is none."""
    signed, _, last = token.rpartition(".")
    try:
        body = json.loads(_unpacked(signed.removeprefix(prefix)))
        signature = _unpacked(last)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not (isinstance(body, dict) and signed.startswith(prefix) and len(signature) == SIGNATURE_BYTES):
        raise ValueError("not a signed code")
    return body, signed.encode(), signature


def _unpacked(text: str) -> bytes:
    """Strict: one text for one value, so a code has no second spelling."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        raise ValueError("another spelling of the same bytes")
    return raw
