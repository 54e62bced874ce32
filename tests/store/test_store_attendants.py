"""Attendants' PINs and badges: found again, replaced, and never readable in the file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.domain.barcode import BadgeCode, Scan, UnknownCode, classify
from kiosk.errors import InputRefused
from kiosk.store.attendants import PinBook, put_attendant, put_badge, read_attendants
from tests.store.store_values import OpenLedger


def test_a_pin_and_a_badge_are_of_the_same_attendant_and_neither_is_kept(
    open_ledger: OpenLedger, ledger_path: Path
) -> None:
    ledger = open_ledger()
    put_attendant(ledger, "A01", "135790")
    badge = put_badge(ledger, "A01")
    other = put_badge(ledger, "A02")
    book = PinBook(read_attendants(ledger))
    assert (book.check("135790"), book.check_badge(badge), book.check_badge(other)) == ("A01", "A01", "A02")
    assert (book.check(""), book.check_badge(""), book.check_badge("TLB1." + "A" * 43)) == (None, None, None)
    ledger.close()
    kept = b"".join(file.read_bytes() for file in ledger_path.parent.iterdir())
    assert badge.encode() not in kept
    assert b"135790" not in kept


def test_a_new_badge_takes_the_place_of_a_lost_one(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    lost, new = put_badge(ledger, "A01"), put_badge(ledger, "A01")
    book = PinBook(read_attendants(ledger))
    assert (book.check_badge(lost), book.check_badge(new)) == (None, "A01")


def test_attendants_of_before_badges_keep_their_pin(open_ledger: OpenLedger) -> None:
    ledger = open_ledger()
    put_attendant(ledger, "A01", "2468")
    with pytest.raises(InputRefused, match=r"staff\.pin_taken"):
        put_attendant(ledger, "A02", "2468")
    put_badge(ledger, "A01")
    assert PinBook(read_attendants(ledger)).check("2468") == "A01"


def test_a_badge_reads_as_one_and_shows_itself_nowhere(open_ledger: OpenLedger) -> None:
    badge = put_badge(open_ledger(), "A01")
    assert re.fullmatch(r"TLB1\.[A-Za-z0-9_-]{43}", badge)
    found = classify(Scan(badge.encode(), badge))
    assert isinstance(found, BadgeCode)
    assert found.token == badge
    assert badge not in repr(found)
    for broken in (badge[:-1], badge + "A", badge[:-1] + "!"):
        assert classify(Scan(broken.encode(), broken)) == UnknownCode("TLB1.")
