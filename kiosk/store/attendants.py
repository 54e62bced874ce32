"""Attendants' PINs as argon2id hashes in the ledger's settings; a PIN itself is never stored or logged."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from kiosk.errors import InputRefused, Reason
from kiosk.ports import Ledger, PutSetting

SETTING = "attendants"
PIN_DIGITS = range(4, 13)

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's minimum for argon2id: some tens of milliseconds on a kiosk."""


class Attendant(msgspec.Struct, frozen=True):
    """Who may allow what the shopper alone may not."""

    attendant_id: str
    pin_hash: str


class PinBook:
    """Finds whose PIN it is. `check` is slow on purpose and touches no file: run it as a job."""

    def __init__(self, attendants: Sequence[Attendant]) -> None:
        self._attendants = tuple(attendants)

    def check(self, pin: str) -> str | None:
        """The attendant's id, or None."""
        for attendant in self._attendants:
            try:
                _hasher.verify(attendant.pin_hash, pin)
            except VerificationError:
                continue
            return attendant.attendant_id
        return None


def read_attendants(ledger: Ledger) -> list[Attendant]:
    """Everyone who has a PIN at this kiosk."""
    text = ledger.setting(SETTING)
    return msgspec.json.decode(text, type=list[Attendant]) if text else []


def put_attendant(ledger: Ledger, attendant_id: str, pin: str) -> None:
    """Give an attendant a PIN, or another one.

    Raises:
        InputRefused: the PIN is not of 4 to 12 digits (`staff.pin_form`), or another attendant has it.
    """
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_DIGITS):
        raise InputRefused(Reason("staff.pin_form", {"least": PIN_DIGITS.start, "most": PIN_DIGITS.stop - 1}))
    others = [one for one in read_attendants(ledger) if one.attendant_id != attendant_id]
    if PinBook(others).check(pin) is not None:
        raise InputRefused(Reason("staff.pin_taken"))
    mine = Attendant(attendant_id, _hasher.hash(pin))
    ledger.commit([PutSetting(SETTING, msgspec.json.encode([*others, mine]).decode())])
