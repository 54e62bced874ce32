"""A shop's tree of categories from CSV text, one a row:

category_id*   dairy, milk, ...          parent         the one it is under; empty for a root
name_zh*       name in Chinese           name_en        in English
order          among its sisters         picture        SHA-256 of its file
self_service   allowed, staff or never for all goods under it; where left empty, tobacco is never and
               alcohol is staff: the shop's counsel decides
minimum_age    years                     identity_required   yes or no
hours          when they may be sold     limit          how many a trip
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.catalogue_cells import RULE_COLUMNS
from kiosk.domain.category import DEFAULT_SELF_SERVICE, Category, compile_categories
from kiosk.domain.csv_sheet import Column, Sheet, read_named, whole_number
from kiosk.domain.field_checks import text
from kiosk.domain.row_checks import CATEGORY_CHECKS
from kiosk.errors import InputRefused

_COLUMNS = {
    "category_id": Column("category_id", str, required=True),
    "parent": Column("parent", str),
    "name_zh": Column("names", text(1, 120), required=True),
    "name_en": Column("names", text(0, 120)),
    "order": Column("order", whole_number),
    "picture": Column("picture", str),
    **RULE_COLUMNS,
}


def read_categories(csv_text: str) -> Sheet[Category]:
    """The categories of a CSV text; raises InputRefused for other columns."""
    sheet = read_named(Category, CATEGORY_CHECKS, csv_text, _COLUMNS, "category_id", lambda row, each: None)
    rows = tuple((row, _with_default(each)) for row, each in sheet.rows)
    try:
        compile_categories((each for _, each in rows), 0)
    except InputRefused as refused:
        return Sheet(rows, (*sheet.problems, refused.reason))
    return Sheet(rows, sheet.problems)


def _with_default(category: Category) -> Category:
    default = DEFAULT_SELF_SERVICE.get(category.category_id)
    return replace(category, self_service=category.self_service or default)
