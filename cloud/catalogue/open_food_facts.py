"""Products of an export of Open Food Facts: the table of all products, or JSON lines, packed by gzip or not.

Read are `code`, `product_name` (and `_zh`, `_en`), `brands`, `quantity`, `categories_tags` and `image_url`
(world.openfoodfacts.org/data). The data are the contributors', under the Open Database License: whoever
publishes from them names the source.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.domain.field_checks import WrongValue, gtin14
from kiosk.errors import InputRefused, Reason

LONGEST_LINE = 4 * 1024 * 1024
"""Characters; a longer one is no product."""
LONGEST_NAME, LONGEST_BRAND = 120, 64

CATEGORIES = {
    "alcoholic-beverages": "alcohol",
    "beverages": "drinks",
    "biscuits-and-cakes": "snacks",
    "breads": "bakery",
    "chocolates": "snacks",
    "coffees": "coffee",
    "confectioneries": "snacks",
    "dairies": "dairy",
    "frozen-foods": "frozen",
    "fruits": "fruit",
    "instant-noodles": "noodles",
    "meats": "meat",
    "milks": "dairy",
    "noodles": "noodles",
    "pastas": "noodles",
    "seafood": "seafood",
    "snacks": "snacks",
    "vegetables": "vegetables",
    "viennoiseries": "bakery",
    "yogurts": "dairy",
}
"""Its tags in English to ours; the most special one that is known counts. All else is `other`."""

_HAN = re.compile("[\u3400-\u9fff]")
_PICTURE = re.compile(r"https://[!-~]{1,480}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterGood:
    """What is known of a barcode, whoever sells it; empty where nothing is."""

    gtin14: str
    name_zh: str
    name_en: str
    brand: str = ""
    size: str = ""
    category: str = "other"
    picture_url: str = ""


def read_export(path: Path) -> Iterator[MasterGood | None]:
    """A value a product; None for one without a barcode of ours or without a name.

    Raises InputRefused (`master.not_an_export`, `master.unreadable`) and OSError.
    """
    try:
        with _opened(path) as file:
            first = next(_lines(file), "")
            if first.lstrip().startswith("{"):
                yield _good(_json(first))
                yield from (_good(_json(line)) for line in _lines(file))
                return
            columns = first.rstrip("\r\n").split("\t")
            if "code" not in columns or "product_name" not in columns:
                raise InputRefused(Reason("master.not_an_export", {"file": path.name}))
            for line in _lines(file):
                yield _good(dict(zip(columns, line.rstrip("\r\n").split("\t"), strict=False)))
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile) as error:
        raise InputRefused(Reason("master.unreadable", {"file": path.name, "why": str(error)[:80]})) from None


def _opened(path: Path) -> Any:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="\n")
    return path.open(encoding="utf-8", newline="\n")


def _lines(file: Any) -> Iterator[str]:
    """Lines with something on them, none of them endless."""
    while line := file.readline(LONGEST_LINE):
        if line.strip():
            yield line


def _json(line: str) -> Mapping[str, object]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _good(raw: Mapping[str, object]) -> MasterGood | None:
    try:
        code = gtin14(_text(raw.get("code"), 32))
    except WrongValue:
        return None
    plain = _text(raw.get("product_name"), LONGEST_NAME)
    is_chinese = _HAN.search(plain) is not None
    zh = _text(raw.get("product_name_zh"), LONGEST_NAME) or (plain if is_chinese else "")
    en = _text(raw.get("product_name_en"), LONGEST_NAME) or ("" if is_chinese else plain)
    if not (zh or en):
        return None
    picture = _text(raw.get("image_url"), 500)
    return MasterGood(
        gtin14=code,
        name_zh=zh,
        name_en=en,
        brand=_text(raw.get("brands"), 500).split(",")[0].strip()[:LONGEST_BRAND].strip(),
        size=_text(raw.get("quantity"), LONGEST_NAME),
        category=_category(raw.get("categories_tags")),
        picture_url=picture if _PICTURE.fullmatch(picture) else "",
    )


def _text(value: object, most: int) -> str:
    """On one line, printable, without space around it."""
    text = value if isinstance(value, str) else ""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most].strip()


def _category(tags: object) -> str:
    """Tags stand from the general to the special."""
    listed: Iterable[object] = (
        tags.split(",") if isinstance(tags, str) else tags if isinstance(tags, list) else ()
    )
    known = [CATEGORIES.get(str(tag).strip().removeprefix("en:")) for tag in listed]
    return next((each for each in reversed(known) if each), "other")
