"""Rows of a CSV text under the names of a catalogue's fields: what all sheets of a shop share."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar
from unicodedata import east_asian_width

from kiosk.domain.field_checks import WrongValue, shown
from kiosk.domain.row_checks import Checks, checked
from kiosk.errors import InputRefused, Reason

T = TypeVar("T")

Read = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """What a file gave. `rows` are numbered as a spreadsheet does: the header is row 1."""

    rows: tuple[tuple[int, T], ...]
    problems: tuple[Reason, ...]

    @property
    def values(self) -> tuple[T, ...]:
        """The rows that hold, without their numbers."""
        return tuple(value for _, value in self.rows)


@dataclass(frozen=True, slots=True)
class Column:
    """Where a column's value goes, and how its text becomes one. Empty text is no value."""

    field: str
    read: Read
    required: bool = False


FORMULA = ("=", "+", "-", "@", "\t")
"""What a spreadsheet would take for a formula."""

_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
"""Signs that look like a space and are none to a printer: sheets in Chinese are full of them."""


def as_text(cell: str) -> str:
    """So written that a spreadsheet runs nothing of it; `tidy` undoes it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def tidy(cell: str) -> str:
    """What a cell says: plain spaces, none around it, without the mark of `as_text`."""
    content = _SPACES.sub(" ", cell).strip()
    return content[1:] if content.startswith("'") and content[1:].startswith(FORMULA) else content


def narrow(cell: str) -> str:
    """Signs of full width as the plain ones they are: figures typed in Chinese. Nothing else is folded, for a
    raised figure is no figure of an amount."""
    if cell.isascii():
        return cell
    return "".join(
        unicodedata.normalize("NFKC", sign) if east_asian_width(sign) == "F" else sign for sign in cell
    )


def several(cell: str) -> list[str]:
    """Values separated by `;`, in either width."""
    return [each.strip() for each in re.split("[;；]", cell) if each.strip()]


def whole_number(cell: str) -> object:
    """The number a cell of digits means; anything else as it stands, for the check to refuse."""
    figures = narrow(cell)
    return int(figures) if re.fullmatch(r"[0-9]{1,9}", figures) else cell


def raw_rows(
    csv_text: str, columns: Mapping[str, Column], problems: list[Reason]
) -> Iterator[tuple[int, dict[str, object]]]:
    """Each row's fields under the names of `catalogue_rows`; rows with a wrong cell go to `problems`."""
    reader = csv.reader(io.StringIO(csv_text.removeprefix("\ufeff"), newline=""), strict=True)
    number = 0
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(header, columns)
        for number, cells in enumerate(reader, 2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                values: dict[str, str | int] = {"row": number, "found": len(cells), "expected": len(header)}
                problems.append(Reason("catalogue.row_width", values))
                continue
            try:
                yield number, _fields(zip(header, cells, strict=True), columns, number)
            except InputRefused as refused:
                problems.append(refused.reason)
    except csv.Error as error:
        raise InputRefused(Reason("catalogue.not_csv", {"row": number + 1, "detail": str(error)})) from error


def _check_header(header: list[str], columns: Mapping[str, Column]) -> None:
    for name, column in columns.items():
        if column.required and name not in header:
            raise InputRefused(Reason("catalogue.column_missing", {"column": name}))
    for place, name in enumerate(header):
        if name not in columns or name in header[:place]:
            known = ", ".join(columns)
            raise InputRefused(Reason("catalogue.column_unknown", {"column": shown(name), "known": known}))


def _fields(
    cells: Iterator[tuple[str, str]], columns: Mapping[str, Column], number: int
) -> dict[str, object]:
    raw: dict[str, object] = {}
    for name, cell in cells:
        column, content = columns[name], tidy(cell)
        try:
            if not content:
                if column.required:
                    raise WrongValue("catalogue.missing", "")
                continue
            value = column.read(content)
        except WrongValue as wrong:
            place: dict[str, str | int] = {"row": number, "column": name}
            raise InputRefused(Reason(wrong.reason.code, {**place, **wrong.reason.values})) from None
        if name.endswith(("_zh", "_en")):
            texts = raw.setdefault(column.field, {"zh": ""})
            assert isinstance(texts, dict)
            texts[name.rpartition("_")[2]] = value
        else:
            raw[column.field] = value
    return raw


def with_column_name(reason: Reason, columns: Mapping[str, Column]) -> Reason:
    """The reason with the column as the file calls it."""
    named = {column.field: name for name, column in reversed(list(columns.items()))}
    field = str(reason.values["column"])
    return Reason(reason.code, {**reason.values, "column": named.get(field, field)})


def read_named(
    kind: Callable[..., T],
    checks: Checks,
    csv_text: str,
    columns: Mapping[str, Column],
    named: str,
    objection: Callable[[int, T], Reason | None],
) -> Sheet[T]:
    """The values of a sheet whose column `named` names each row once. `objection` says of a row why its
    value, which holds by itself, does not hold here. Raises InputRefused for other columns."""
    kept: list[tuple[int, T]] = []
    problems: list[Reason] = []
    rows_of: dict[str, int] = {}
    for number, raw in raw_rows(csv_text, columns, problems):
        try:
            value = checked(kind, checks, raw, number)
        except InputRefused as refused:
            problems.append(with_column_name(refused.reason, columns))
            continue
        name = str(getattr(value, named))
        against = objection(number, value)
        if against is not None:
            problems.append(against)
        elif name in rows_of:
            values: dict[str, str | int] = {"row": number, "column": named, "value": name}
            problems.append(Reason("catalogue.row_again", {**values, "first": rows_of[name]}))
        else:
            rows_of[name] = number
            kept.append((number, value))
    return Sheet(tuple(kept), tuple(problems))
