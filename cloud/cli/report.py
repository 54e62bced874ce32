"""What is wrong with a shop's files, row by row in both languages: a page to look at, or a CSV to work by."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from cloud.catalogue.contents import Contents
from cloud.catalogue.sheets import Problem
from cloud.pages.frame import TEMPLATES
from cloud.sentences import say
from kiosk.domain.csv_sheet import as_text
from kiosk.errors import InputRefused, Reason

COLUMNS = ("file", "row", "column", "value", "zh", "en")


def write_report(
    path: Path, contents: Contents, problems: Sequence[Problem], notes: Sequence[Problem] = ()
) -> None:
    """`path` ends in .html or .csv; raises InputRefused (`cloud.report_kind`), OSError. `notes`: what was
    guessed and holds."""
    told = [dict(zip(COLUMNS, row, strict=True)) for row in _rows(problems)]
    noted = [dict(zip(COLUMNS, row, strict=True)) for row in _rows(notes)]
    if path.suffix == ".html":
        page = TEMPLATES.get_template("report.html")
        counts = {
            "products": len(contents.products),
            "prices": len(contents.prices),
            "offers": len(contents.offers),
            "categories": len(contents.categories),
        }
        path.write_text(page.render(rows=told, notes=noted, counts=counts), "utf-8")
    elif path.suffix == ".csv":
        sheet = io.StringIO(newline="")
        writer = csv.DictWriter(sheet, COLUMNS)
        writer.writeheader()
        writer.writerows({name: as_text(cell) for name, cell in row.items()} for row in [*told, *noted])
        # With a mark of its coding: the spreadsheets it is for guess wrong without one.
        path.write_text(sheet.getvalue(), "utf-8-sig", newline="")
    else:
        raise InputRefused(Reason("cloud.report_kind", {"file": path.name}))


def _rows(problems: Iterable[Problem]) -> Iterable[tuple[str, ...]]:
    for problem in problems:
        values, reason = problem.reason.values, problem.reason
        place = (str(values.get(name, "")) for name in ("row", "column", "value"))
        yield (problem.file.name, *place, say(reason, "zh-CN"), say(reason, "en"))
