"""The e-receipt: what the sale's record says, in Chinese or English, for whoever has its address."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2

from kiosk.domain.money import format_minor
from kiosk.domain.sale import Sale

LANGUAGES = ("zh-CN", "en")
TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line as the page shows it."""

    name: str
    size: str
    quantity: str
    total: str
    discount: str


def language_of(asked: str | None, accepted: str) -> str:
    """The page's language: the one asked for, else the browser's first that there is, else Chinese."""
    if asked in LANGUAGES:
        return str(asked)
    for one in accepted.split(","):
        tag = one.partition(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh-CN"
        if tag.startswith("en"):
            return "en"
    return "zh-CN"


def receipt_page(sale: Sale, language: str, *, doubtful: bool) -> str:
    """HTML of a receipt; every value of the sale is escaped."""
    return TEMPLATES.get_template("receipt.html").render(
        sale=sale,
        lines=_lines(sale, language),
        language=language,
        doubtful=doubtful,
        shop=sale.store.names.of(language),
        address=sale.store.address.of(language),
        closed_at=sale.closed_at.astimezone(ZoneInfo(sale.store.zone)).strftime("%Y-%m-%d %H:%M"),
        money=lambda minor: format_minor(minor, sale.priced.currency),
        percent=lambda bp: f"{bp / 100:g} %",
    )


def coming_page(language: str) -> str:
    """The page while the sale is still on its way from the kiosk, or for an address that is not one."""
    return TEMPLATES.get_template("receipt_coming.html").render(language=language)


def _lines(sale: Sale, language: str) -> list[ShownLine]:
    goods = {line.line_id: line for line in sale.goods}
    shown = []
    for line in sale.priced.lines:
        sold = goods[line.line_id]
        amount = f"{line.weight_g / 1000:.3f} kg" if line.weight_g is not None else f"× {line.quantity}"
        discount = format_minor(line.discount_minor, sale.priced.currency) if line.discount_minor else ""
        total = format_minor(line.list_total_minor, sale.priced.currency)
        shown.append(ShownLine(sold.names.of(language), sold.size.of(language), amount, total, discount))
    return shown
