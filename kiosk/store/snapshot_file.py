"""A snapshot on the disk: gzip over the lines of `kiosk.domain.catalogue_rows`."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from kiosk.domain.catalogue_rows import LONGEST_ROW, Row, read_snapshot, snapshot_lines
from kiosk.domain.product import Product
from kiosk.domain.promotion import Offer
from kiosk.domain.recall import Recall
from kiosk.errors import InputRefused, Reason


def write_snapshot(
    path: Path,
    products: Iterable[Product],
    offers: Iterable[Offer],
    revision: int,
    published_at: datetime,
    currency: str = "CNY",
    recalls: Iterable[Recall] = (),
) -> None:
    """Writes a snapshot; the same content gives the same bytes. Raises InputRefused for a wrong value."""
    lines = snapshot_lines(
        products, offers, recalls, revision=revision, published_at=published_at, currency=currency
    )
    with path.open("wb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
        packed.writelines(lines)


def read_rows(path: Path) -> Iterator[Row]:
    """The rows, checked; InputRefused where the file is damaged, cut short or holds a wrong value."""
    yield from read_snapshot(_lines(path))


def _lines(path: Path) -> Iterator[bytes]:
    """Lines of at most one byte more than allowed, so that nothing large is ever held."""
    try:
        with gzip.open(path, "rb") as packed:
            while line := packed.readline(LONGEST_ROW + 1):
                yield line
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        values: dict[str, str | int] = {"file": path.name, "detail": str(error)}
        raise InputRefused(Reason("catalogue.damaged", values)) from error
    except OSError as error:
        values = {"file": str(path), "detail": error.strerror or str(error)}
        raise InputRefused(Reason("catalogue.unreadable", values)) from error
