"""Attendants' PINs and badges in the ledger's settings, as hashes only: neither is ever stored or logged.

A PIN is short and guessable, hence argon2id. A badge is 32 random bytes, for which SHA-256 is enough.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from kiosk.domain.access import PIN_DIGITS
from kiosk.domain.barcode import BADGE_PREFIX
from kiosk.domain.events import RecordKind
from kiosk.errors import InputRefused, Reason
from kiosk.ports import AppendRecord, Ledger, PutSetting

SETTING = "attendants"

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's minimum for argon2id: some tens of milliseconds on a kiosk."""


class Attendant(msgspec.Struct, frozen=True):
    """Who may allow what the shopper alone may not."""

    attendant_id: str
    pin_hash: str = ""
    """Empty: no PIN, a badge only."""
    badge_hash: str = ""
    """SHA-256 of the badge's whole code in hex; empty: no badge."""


class PinBook:
    """Finds whose PIN it is. `check` is slow on purpose and touches no file: run it as a job."""

    def __init__(self, attendants: Sequence[Attendant]) -> None:
        self._attendants = tuple(attendants)

    def check(self, pin: str) -> str | None:
        """The attendant's id, or None."""
        for attendant in self._attendants:
            if not attendant.pin_hash:
                continue
            try:
                _hasher.verify(attendant.pin_hash, pin)
            except VerificationError:
                continue
            return attendant.attendant_id
        return None

    def check_badge(self, token: str) -> str | None:
        """The attendant whose badge it is, or None. Quick."""
        found = _badge_hash(token)
        for attendant in self._attendants:
            if attendant.badge_hash and secrets.compare_digest(attendant.badge_hash, found):
                return attendant.attendant_id
        return None


def read_attendants(ledger: Ledger) -> list[Attendant]:
    """Everyone who has a PIN or a badge at this kiosk."""
    text = ledger.setting(SETTING)
    return msgspec.json.decode(text, type=list[Attendant]) if text else []


def put_attendant(ledger: Ledger, attendant_id: str, pin: str, by: str = "") -> None:
    """Give an attendant a PIN, or another one; `by` is the account that does, for the record.

    Raises:
        InputRefused: the PIN is not of 4 to 12 digits (`staff.pin_form`), or another attendant has it.
    """
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_DIGITS):
        raise InputRefused(Reason("staff.pin_form", {"least": PIN_DIGITS.start, "most": PIN_DIGITS.stop - 1}))
    mine, others = _mine_and_others(ledger, attendant_id)
    if PinBook(others).check(pin) is not None:
        raise InputRefused(Reason("staff.pin_taken"))
    changed = "pin_replaced" if mine.pin_hash else "pin_given"
    known = msgspec.structs.replace(mine, pin_hash=_hasher.hash(pin))
    _put(ledger, [*others, known], attendant_id, changed, by)


def put_badge(ledger: Ledger, attendant_id: str, by: str = "") -> str:
    """Give an attendant a new badge; the one before opens nothing any more. The code is told only here."""
    mine, others = _mine_and_others(ledger, attendant_id)
    token = BADGE_PREFIX + secrets.token_urlsafe(32)
    changed = "badge_replaced" if mine.badge_hash else "badge_given"
    known = msgspec.structs.replace(mine, badge_hash=_badge_hash(token))
    _put(ledger, [*others, known], attendant_id, changed, by)
    return token


def remove_attendant(ledger: Ledger, attendant_id: str, by: str = "") -> None:
    """Take an attendant's PIN and badge away.

    Raises:
        InputRefused: nobody of this id has any (`staff.no_such_attendant`).
    """
    _, others = _mine_and_others(ledger, attendant_id)
    if len(others) == len(read_attendants(ledger)):
        raise InputRefused(Reason("staff.no_such_attendant", {"attendant": attendant_id}))
    _put(ledger, others, attendant_id, "removed", by)


def _badge_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _mine_and_others(ledger: Ledger, attendant_id: str) -> tuple[Attendant, list[Attendant]]:
    everyone = read_attendants(ledger)
    mine = next((one for one in everyone if one.attendant_id == attendant_id), Attendant(attendant_id))
    return mine, [one for one in everyone if one.attendant_id != attendant_id]


def _put(ledger: Ledger, everyone: Sequence[Attendant], attendant_id: str, changed: str, by: str) -> None:
    """Who may do what, and the record of the change, in one commit."""
    told = {"attendant": attendant_id, "change": changed, "by": by}
    ledger.commit(
        [
            PutSetting(SETTING, msgspec.json.encode(everyone).decode()),
            AppendRecord(RecordKind.ACCESS_CHANGED, told),
        ]
    )
