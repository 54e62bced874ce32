"""Personal data at rest: sealed with AES-256-GCM, found again by a keyed hash.

Each value is bound to its tenant, member and field: one copied to another row does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cloud.keys import PEPPER, PERSONAL, KeyRing
from kiosk.errors import InputRefused, Reason, StoreUnusable

NONCE_BYTES = 12
"""NIST SP 800-38D section 8.2.2, random."""

PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164."""
MAINLAND = re.compile(r"1[3-9][0-9]{9}")


class Sealer:
    """One tenant's."""

    def __init__(self, keys: KeyRing, tenant: str) -> None:
        self._tenant = tenant
        self._aead = AESGCM(keys.secret(tenant, PERSONAL))
        self._pepper = keys.secret(tenant, PEPPER)

    def seal(self, member_ref: str, field: str, value: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, value.encode(), self._place(member_ref, field))

    def open(self, member_ref: str, field: str, sealed: bytes) -> str:
        """Raises StoreUnusable(`member.cannot_be_opened`): another key, or a changed row."""
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return self._aead.decrypt(nonce, rest, self._place(member_ref, field)).decode()
        except (InvalidTag, ValueError):
            raise StoreUnusable(Reason("member.cannot_be_opened", {"member": member_ref})) from None

    def _place(self, member_ref: str, field: str) -> bytes:
        return "\n".join((self._tenant, member_ref, field)).encode()

    def phone_hash(self, phone: str) -> str:
        """Equal for equal numbers of this tenant, and for nobody else's."""
        return hmac.new(self._pepper, phone.encode(), hashlib.sha256).hexdigest()


def read_phone(text: str) -> str:
    """E.164 of a number as people write it; without a country it is one of mainland China.

    Raises InputRefused(`member.phone_wrong`), which does not repeat the number.

    >>> read_phone("138 0013 8000"), read_phone("+44 (20) 7946-0000")
    ('+8613800138000', '+442079460000')
    """
    digits = re.sub(r"[\s().-]", "", text)
    if MAINLAND.fullmatch(digits):
        digits = f"+86{digits}"
    if PHONE.fullmatch(digits) is None:
        raise InputRefused(Reason("member.phone_wrong"))
    return digits
