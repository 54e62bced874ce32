"""A checksum of a whole catalogue that does not depend on the order of its rows and follows each change.

Sum modulo 2**128 of the first 16 bytes of SHA-256 of each row's canonical bytes: the row between header and
end as it is published, without its newline. A row is taken out as it was put in, so a delta of ten rows costs
ten hashes, and a kiosk that has missed one tells a mix from a revision. It guards against mistakes; against
forgery the signatures of the files do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

from kiosk.domain.category import Category
from kiosk.domain.offer import Offer
from kiosk.domain.price_row import Price
from kiosk.domain.product import Product
from kiosk.domain.recall import Recall
from kiosk.domain.row_telling import category_row, offer_row, price_row, product_row, recall_row

Value = Category | Product | Price | Offer | Recall
"""What a row between header and end tells."""

_MODULUS = 1 << 128


class StateChecksum:
    """The running sum; starts at that of no rows, or where `hex` left it."""

    def __init__(self, digits: str = "0") -> None:
        self._sum = int(digits, 16)

    def add(self, row: bytes) -> None:
        """Counts a row in."""
        self._sum += int.from_bytes(sha256(row).digest()[:16], "big")

    def take_out(self, row: bytes) -> None:
        """Counts a row out again."""
        self._sum -= int.from_bytes(sha256(row).digest()[:16], "big")

    def hex(self) -> str:
        """32 digits."""
        return f"{self._sum % _MODULUS:032x}"


def row_of(value: Value) -> Mapping[str, object]:
    """The typed row that tells a value."""
    if isinstance(value, Product):
        return product_row(value)
    if isinstance(value, Price):
        return price_row(value)
    if isinstance(value, Category):
        return category_row(value)
    return recall_row(value) if isinstance(value, Recall) else offer_row(value)


def row_bytes(row: Mapping[str, object]) -> bytes:
    """The canonical bytes of a typed row: compact JSON in UTF-8, fields in their type's order."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def checksum_of(values: Iterable[Value]) -> str:
    """The checksum of a revision of these rows."""
    checksum = StateChecksum()
    for value in values:
        checksum.add(row_bytes(row_of(value)))
    return checksum.hex()
