"""The barcode master in PostgreSQL, shared by all tenants, and a shop's sheet completed from it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.catalogue.open_food_facts import MasterGood
from cloud.database.catalogue_tables import master_goods
from kiosk.domain.csv_sheet import as_text, several
from kiosk.domain.field_checks import WrongValue, gtin14
from kiosk.errors import InputRefused, Reason

BATCH = 2000
FILLED = ("sku", "name_zh", "name_en", "brand", "size_zh", "size_en", "category", "picture_url")
"""Columns the master can fill, in the order they get where the shop's sheet has none."""


@dataclass(slots=True)
class Imported:
    """What became of an export's products."""

    taken: int = 0
    left_out: int = 0
    """Without a barcode whose check digit is right, or without a name."""


async def import_goods(connection: AsyncConnection, goods: Iterator[MasterGood | None]) -> Imported:
    """Later ones replace earlier ones of the same code; by the owner of the tables only."""
    done = Imported()
    while chunk := list(islice(goods, BATCH)):
        rows = {good.gtin14: asdict(good) for good in chunk if good is not None}
        done.left_out += sum(good is None for good in chunk)
        done.taken += sum(good is not None for good in chunk)
        if rows:
            made = insert(master_goods).values(list(rows.values()))
            changed = {name: made.excluded[name] for name in next(iter(rows.values())) if name != "gtin14"}
            await connection.execute(
                made.on_conflict_do_update(
                    index_elements=["gtin14"], set_={**changed, "imported_at": func.now()}
                )
            )
    return done


async def known_goods(connection: AsyncConnection, gtins: Iterable[str]) -> dict[str, MasterGood]:
    """Those of the codes (14 digits each) that the master has."""
    row = master_goods.c
    columns = (row.gtin14, row.name_zh, row.name_en, row.brand, row.size, row.category, row.picture_url)
    found = await connection.execute(select(*columns).where(row.gtin14.in_(set(gtins))))
    return {each.gtin14: MasterGood(**each._asdict()) for each in found}


# A shop's sheet


@dataclass(frozen=True, slots=True)
class ShopSheet:
    """A CSV of goods as the shop wrote it: all its cells, whatever is in them."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]

    def codes(self) -> set[str]:
        """The barcodes of all rows, 14 digits each."""
        return {code for row in self.rows for code in _codes(row)}


def read_sheet(text: str) -> ShopSheet:
    """Raises InputRefused (`catalogue.not_csv`, `catalogue.column_missing`, `catalogue.row_width`)."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        columns = tuple(cell.strip() for cell in next(reader, []))
        rows = tuple(_row(columns, cells, number) for number, cells in enumerate(reader, 2) if any(cells))
    except csv.Error as error:
        values: dict[str, str | int] = {"row": reader.line_num, "detail": str(error)}
        raise InputRefused(Reason("catalogue.not_csv", values)) from None
    for name in ("gtin", "price"):
        if name not in columns:
            raise InputRefused(Reason("catalogue.column_missing", {"column": name}))
    return ShopSheet(columns, rows)


def _row(columns: Sequence[str], cells: Sequence[str], number: int) -> dict[str, str]:
    """A cell too many or too few has moved the others to wrong columns."""
    if len(cells) != len(columns):
        values: dict[str, str | int] = {"row": number, "found": len(cells), "expected": len(columns)}
        raise InputRefused(Reason("catalogue.row_width", values))
    return dict(zip(columns, cells, strict=True))


@dataclass(frozen=True, slots=True)
class Completed:
    """The sheet with what the master knows in the cells the shop left empty."""

    text: str
    filled: int
    """Rows."""
    unknown: tuple[str, ...]
    """Codes, as the shop wrote them, of which the master knows nothing."""


def complete(sheet: ShopSheet, known: Mapping[str, MasterGood], tax: tuple[str, str] | None) -> Completed:
    """`tax`: code and percentage of the goods whose row tells none; no master knows them."""
    columns = (*sheet.columns, *(name for name in FILLED if name not in sheet.columns))
    if tax is not None:
        columns = (*columns, *(name for name in ("tax_code", "tax_percent") if name not in columns))
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    unknown: list[str] = []
    for row in sheet.rows:
        good = next((known[code] for code in _codes(row) if code in known), None)
        if good is None:
            unknown.append(row.get("gtin", ""))
        offered = _cells(row, good) | ({} if tax is None else {"tax_code": tax[0], "tax_percent": tax[1]})
        writer.writerow({**row, **{n: cell for n, cell in offered.items() if not row.get(n, "").strip()}})
    return Completed(written.getvalue(), len(sheet.rows) - len(unknown), tuple(unknown))


def _cells(row: Mapping[str, str], good: MasterGood | None) -> dict[str, str]:
    codes = _codes(row)
    own = {"sku": codes[0].lstrip("0")} if codes else {}
    if good is None:
        return own
    # A good must have a name in Chinese; where none is known, what is on the pack.
    named = replace(good, name_zh=good.name_zh or good.name_en)
    known = {
        "name_zh": named.name_zh,
        "name_en": named.name_en,
        "brand": named.brand,
        "size_zh": named.size,
        "size_en": named.size,
        "category": named.category,
        "picture_url": named.picture_url,
    }
    # Anyone may have written it, and somebody is to open it in a spreadsheet.
    return own | {name: as_text(cell) for name, cell in known.items()}


def _codes(row: Mapping[str, str]) -> Sequence[str]:
    codes: list[str] = []
    for text in several(row.get("gtin", "")):
        try:
            codes.append(gtin14(text))
        except WrongValue:
            continue  # told with its row when the sheet is published
    return codes
