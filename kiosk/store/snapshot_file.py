"""A snapshot or a delta on the disk: packed lines of `kiosk.domain.catalogue_rows`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

from kiosk.domain.catalogue_rows import LONGEST_ROW, Row, read_snapshot, snapshot_lines
from kiosk.domain.category import Category
from kiosk.domain.offer import Offer
from kiosk.domain.packed_lines import pack, unpack
from kiosk.domain.price_row import Price
from kiosk.domain.product import Product
from kiosk.domain.recall import Recall
from kiosk.errors import InputRefused, Reason

_CHUNK = 64 * 1024


def write_snapshot(
    path: Path,
    products: Iterable[Product],
    offers: Iterable[Offer],
    revision: int,
    published_at: datetime,
    currency: str = "CNY",
    recalls: Iterable[Recall] = (),
    *,
    categories: Iterable[Category] = (),
    prices: Iterable[Price] = (),
) -> None:
    """Writes a snapshot; the same content gives the same bytes. Raises InputRefused for a wrong value."""
    lines = snapshot_lines(
        products,
        offers,
        recalls,
        revision=revision,
        published_at=published_at,
        currency=currency,
        categories=categories,
        prices=prices,
    )
    write_lines(path, lines)


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Writes lines, each with its newline, as they travel."""
    with path.open("wb") as file:
        file.writelines(pack(lines))


def read_rows(path: Path) -> Iterator[Row]:
    """The rows, checked; InputRefused where the file is damaged, cut short or holds a wrong value."""
    yield from read_snapshot(chain.from_iterable(lines_of(path)))


def lines_of(path: Path) -> Iterator[list[bytes]]:
    """Its lines without newlines, some hundred at a time.

    Raises InputRefused where it cannot be read or is damaged, holding no more than a few hundred kilobytes.
    """
    try:
        with path.open("rb") as file:
            yield from unpack(iter(lambda: file.read(_CHUNK), b""), LONGEST_ROW, path.name)
    except OSError as error:
        values: dict[str, str | int] = {"file": str(path), "detail": error.strerror or str(error)}
        raise InputRefused(Reason("catalogue.unreadable", values)) from error
