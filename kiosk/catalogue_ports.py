"""The catalogue as the kiosk keeps it: revisions and pictures. Ports, to import from `kiosk.ports`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from kiosk.domain.category import CategoryTree
from kiosk.domain.finding import Found
from kiosk.domain.product import Product
from kiosk.domain.promotion import OfferBook
from kiosk.domain.recall import RecallBook


class Catalogue(Protocol):
    """One revision of the catalogue, held open for a trip. Fast enough for core."""

    @property
    def revision(self) -> int: ...
    @property
    def is_damaged(self) -> bool:
        """Something of it could not be read; the rest may be."""
        ...

    @property
    def offers(self) -> OfferBook: ...
    @property
    def recalls(self) -> RecallBook: ...
    @property
    def categories(self) -> CategoryTree: ...

    # What is looked up comes with all rows of its price lists (`Product.prices`), also those of other
    # stores and times: `price()` takes the ones that hold.
    def by_gtin(self, gtin14: str) -> Product | None: ...
    def by_plu(self, plu: str) -> Product | None: ...
    def by_sku(self, skus: Iterable[str]) -> dict[str, Product]: ...

    # Milliseconds at a million goods: quick enough at each key, as a job.
    def search(self, text: str, limit: int) -> Sequence[Found]:
        """Goods that `text` may mean (`kiosk.domain.finding`): what this shop sells most first. Any text is
        harmless; one that is empty or has no letter, digit or Chinese character finds nothing."""
        ...

    def in_category(self, category: str, limit: int) -> Sequence[Product]:
        """Goods of a category and those under it, what this shop sells most first; the empty id is all."""
        ...


@dataclass(frozen=True, slots=True)
class CatalogueStats:
    """What staff see of the cache."""

    revision: int
    """0: there is none, or none that can be trusted."""
    products: int
    published_at: datetime | None
    checksum: str = ""
    """Of its rows (`kiosk.domain.catalogue_checksum`)."""
    is_local: bool = False
    """Made on this machine: no key signed it, so whatever the shop's key signs takes its place."""


@dataclass(frozen=True, slots=True)
class FellBack:
    """The other file is in use, since the one that was is damaged."""

    revision: int
    was: int
    """The revision of the damaged file; 0: it did not say."""
    since: datetime
    """Until then at least `revision` was the newest."""


class CatalogueStore(Protocol):
    """The local cache: two files and a pointer."""

    def current(self) -> Catalogue:
        """The revision to start a trip with; raises StoreUnusable when there is none or it is corrupt."""
        ...

    def install(self, snapshot: Path, revision: int, *, checksum: str = "", replaces: int = 0) -> None:
        """Build the idle file from a verified snapshot, check it, then flip the pointer.

        `checksum`: what the shop's key says of the rows; it takes the place of other rows of the same number.
        Empty: nobody signed them. `replaces`: the newer revision in use that the shop goes back from; any
        other is never gone back from.
        """
        ...

    def apply(self, deltas: Sequence[Path], revision: int, checksum: str) -> None:
        """Bring the idle file from the revision it has to `revision` by verified deltas that begin at the one
        in use, check it against `checksum`, then flip the pointer. All of it or nothing.

        Raises InputRefused, with the one in use untouched, where the deltas do not lead there: then the
        snapshot is needed. StoreUnusable when the disk does not take it or another one is at it.
        """
        ...

    def count_sold(self, pieces: Mapping[str, int], day: date) -> None:
        """What was sold here by SKU on a business day, for the order of what `search` finds. Kept beside the
        revisions; never raises: losing it costs an order, not a sale."""
        ...

    def stats(self) -> CatalogueStats: ...

    def renew_form(self) -> bool:
        """After an update of this program: builds a file of another form anew from its rows; whether there
        was one. As slow as a snapshot. Raises StoreUnusable."""
        ...

    def fall_back(self) -> FellBack | None:
        """Where the file in use is damaged: takes the other one, the revision before, into use if it is
        whole, signed, and not one that the shop went back from; None where it is not, or nothing is damaged.
        Reads all of it: as slow as a snapshot. Raises StoreUnusable."""
        ...

    def check_pages(self) -> None:
        """Reads all of the file in use once, for what nobody has looked up yet; seconds at a million goods.

        Raises StoreUnusable where it is damaged; from then on `stats` says revision 0.
        """
        ...

    def verify(self) -> None:
        """Reads each row of the file in use against its checksum, which also finds a digit that is another
        one: as slow as a snapshot. Raises StoreUnusable as `check_pages` does."""
        ...


class PictureStore(Protocol):
    """Pictures on the disk, by the SHA-256 of their files; the ones longest unseen make room."""

    def held(self, names: Iterable[str]) -> dict[str, Path]:
        """The files of those that are there, counted as seen now."""
        ...

    def keep(self, name: str, content: bytes) -> Path:
        """Raises InputRefused for what is no picture or not this one, StoreUnusable (disk full)."""
        ...
