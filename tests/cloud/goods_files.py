"""A small shop's files, and a kiosk's disk that follows what is published of them."""

from __future__ import annotations

from pathlib import Path

from kiosk.domain.gtin import check_digit
from kiosk.domain.product import Product
from kiosk.ports import CatalogueNews
from kiosk.remote.cloud_api import CloudClient
from kiosk.store.catalogue_store import FileCatalogueStore
from tests.cloud.line import Line

COLUMNS = "sku,name_zh,name_en,category,gtin,price,tax_code,tax_percent\n"


def gtin(number: int) -> str:
    """With GS1's demonstration prefix."""
    body = f"952199{number:06d}"
    return f"{body}{check_digit(body)}"


def goods(count: int, cheaper: int = 0) -> str:
    """A small shop's sheet, the first `cheaper` goods at another price."""
    rows = (
        f"{number},测试商品{number}号,Good {number},snacks,{gtin(number)},"
        f"{'8.80' if number <= cheaper else '9.90'},cn-vat-13,13\n"
        for number in range(1, count + 1)
    )
    return COLUMNS + "".join(rows)


def sheet(folder: Path, text: str, name: str = "goods.csv") -> str:
    """Writes a file; its path."""
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


class Disk:
    """A kiosk's catalogue, kept by what its line gives."""

    def __init__(self, line: Line, folder: Path, client: CloudClient | None = None) -> None:
        self.line = line
        self._client = client or line.client
        self.folder = folder / "kiosk"
        self.store = FileCatalogueStore(self.folder)

    def follow(self, *, whole: bool = False) -> CatalogueNews:
        """A look for what is newer, taken into use."""
        has = self.store.stats()
        news = self._client.fetch_catalogue(
            has.revision, self.folder, checksum=has.checksum, is_local=has.is_local, whole=whole
        )
        update = news.update
        if update is not None and update.snapshot is not None:
            self.store.install(
                update.snapshot, update.revision, checksum=update.checksum, replaces=update.replaces
            )
        elif update is not None:
            self.store.apply(update.deltas, update.revision, update.checksum)
        return news

    @property
    def revision(self) -> int:
        return self.store.stats().revision

    def good(self, sku: str) -> Product:
        return self.store.current().by_sku([sku])[sku]
