"""A shop's CSV files as the contents of a revision, or what is wrong with them, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from cloud.catalogue.contents import Contents
from cloud.catalogue.kept_lists import LISTS
from cloud.catalogue.pinyin import spelled
from kiosk.domain.catalogue_csv import read_products
from kiosk.domain.category import Category
from kiosk.domain.category_csv import read_categories
from kiosk.domain.csv_sheet import Sheet
from kiosk.domain.file_text import UTF_8, text_of_bytes
from kiosk.domain.offer import NearDate, Offer
from kiosk.domain.offer_csv import first_of_each, read_offers
from kiosk.domain.price_csv import read_prices
from kiosk.domain.price_doubts import price_doubts
from kiosk.domain.sale import Store
from kiosk.domain.truth_csv import read_markdowns
from kiosk.errors import InputRefused, Reason

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopFiles:
    """The files of a publication; None or empty: there is none of the kind."""

    products: Path
    offers: tuple[Path, ...] = ()
    """CSV or JSON."""
    markdowns: Path | None = None
    categories: Path | None = None
    prices: Path | None = None

    def given(self) -> frozenset[str]:
        """Names of the lists that there are files of (`cloud.catalogue.kept_lists.LISTS`)."""
        return frozenset(name for name in LISTS if getattr(self, name))


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something of a file does not hold; the reason names row, column and value where there are such."""

    file: Path
    reason: Reason


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """What holds of the files, and what does not."""

    contents: Contents
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    """What was guessed or looks like a mistake, and holds."""
    price_rows: Mapping[str, int] = field(default_factory=dict)
    """Where each price stands in its sheet, by its id."""


class _Reading:
    """Files on their way into contents: what is wrong with them so far, and what was guessed."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []

    def rows(self, path: Path | None, read: Callable[[str], Sheet[T]]) -> tuple[tuple[int, T], ...]:
        if path is None:
            return ()
        try:
            sheet = read(text_of(path, lambda reason: self.notes.append(Problem(path, reason))))
        except InputRefused as refused:
            self.problems.append(Problem(path, refused.reason))
            return ()
        self.problems.extend(Problem(path, reason) for reason in sheet.problems)
        return sheet.rows

    def values(self, path: Path | None, read: Callable[[str], Sheet[T]]) -> tuple[T, ...]:
        return tuple(value for _, value in self.rows(path, read))


def read_files(files: ShopFiles, shop: Store, known: Iterable[Category] = ()) -> ReadFiles:
    """All rows of all files; `known` are the categories that stay where no file tells them. Raises OSError
    for a file that cannot be opened."""
    reading, currency, zone = _Reading(), shop.currency, shop.zone
    products = reading.values(files.products, lambda text: read_products(text, currency))
    if not products and not reading.problems:
        reading.problems.append(Problem(files.products, Reason("cloud.no_goods")))
    reading.notes += [Problem(files.products, reason) for reason in price_doubts(products)]
    skus = {product.sku for product in products}
    tree = reading.values(files.categories, read_categories)
    categories = {product.category for product in products}
    categories |= {each.category_id for each in (tree if files.categories is not None else known)}

    def offers_in(text: str) -> Sheet[Offer]:
        return read_offers(text, currency, skus, zone=zone, categories=categories)

    offers = [offer for path in files.offers for offer in reading.values(path, offers_in)]
    near: tuple[NearDate, ...] = reading.values(files.markdowns, lambda text: read_markdowns(text, skus))
    once, again = first_of_each([*offers, *near])
    where = [path for path in (*files.offers, files.markdowns) if path is not None]
    reading.problems += [Problem(where[-1], reason) for reason in again]
    prices = reading.rows(files.prices, lambda text: read_prices(text, currency, zone, skus))
    contents = Contents(
        products=tuple(spelled(products)),
        offers=tuple(once),
        categories=tree,
        prices=tuple(price for _, price in prices),
    )
    placed = {price.price_id: row for row, price in prices}
    return ReadFiles(contents, tuple(reading.problems), tuple(reading.notes), placed)


def text_of(path: Path, note: Callable[[Reason], object]) -> str:
    """Of a file in UTF-8, or in what spreadsheets in China write: then `note` is told.

    Raises InputRefused (`cloud.file_not_utf8`), OSError.
    """
    try:
        found = text_of_bytes(path.read_bytes())
    except UnicodeDecodeError:
        raise InputRefused(Reason("cloud.file_not_utf8", {"file": str(path)})) from None
    if found.coding != UTF_8:
        note(Reason("catalogue.read_as", {"file": path.name, "coding": found.coding.upper()}))
    return found.text
