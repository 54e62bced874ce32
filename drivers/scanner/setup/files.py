"""The set-up sheet as a file: a page for a browser, or printed pages."""

from __future__ import annotations

import base64
import html
import io
from pathlib import Path

from drivers.scanner.setup.pages import DPI, pages, stacked
from drivers.scanner.setup.sheet import SETTINGS, Entry, Section, Sheet
from drivers.scanner.setup.symbols import drawn
from kiosk.errors import InputRefused, Reason

MODULE_MM = 0.34
"""Width of the narrowest bar; GS1 asks for 0.264 to 0.66 in a shop (General Specifications 5.12)."""


def write(sheet: Sheet, path: Path, language: str) -> None:
    """As the ending of `path` says: .html, .pdf or .png. Raises InputRefused for another, or no room."""
    ending = path.suffix.lower()
    if ending not in (".html", ".pdf", ".png"):
        raise InputRefused(Reason("scan_sheet.unknown_kind", {"file": path.name}))
    try:
        path.write_bytes(_file(sheet, ending, language))
    except OSError as cause:
        values = {"file": str(path), "detail": cause.strerror or str(cause)}
        raise InputRefused(Reason("scan_sheet.not_writable", values)) from cause


def _file(sheet: Sheet, ending: str, language: str) -> bytes:
    if ending == ".html":
        return as_html(sheet, language).encode()
    first, *others = pages(sheet)
    held = io.BytesIO()
    if ending == ".pdf":
        first.save(held, "PDF", resolution=DPI, save_all=True, append_images=others)
    else:
        stacked([first, *others]).save(held, "PNG", dpi=(DPI, DPI), optimize=True)
    return held.getvalue()


_STYLE = """
@page { size: A4; margin: 15mm }
body { font: 10.5pt/1.4 "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif }
body { max-width: 180mm; margin: auto }
h1 { font-size: 17pt; margin: 0 0 3mm } h2 { font-size: 12pt; margin: 5mm 0 1mm }
ol, ul { margin: 0; padding-left: 6mm } pre { background: #eee; padding: 3mm; margin: 0 }
.symbols { break-before: page } .grid { display: grid; grid-template-columns: 1fr 1fr; gap: 7mm 6mm }
figure { margin: 0; break-inside: avoid } figure img { image-rendering: pixelated; display: block }
figcaption { font-size: 9pt; overflow-wrap: anywhere }
""".strip()


def as_html(sheet: Sheet, language: str) -> str:
    """One file: the pictures are inside."""
    said = html.escape
    parts = [
        f'<!doctype html>\n<html lang="{said(language)}"><meta charset="utf-8">',
        f"<title>{said(sheet.title)}</title>\n<style>{_STYLE}</style>",
        f"<h1>{said(sheet.title)}</h1>",
        *(f"<p>{said(line)}</p>" for line in sheet.intro),
        *map(_section, sheet.sections),
        f'<section class="symbols"><h1>{said(sheet.symbols_title)}</h1><p>{said(sheet.symbols_intro)}</p>',
        '<div class="grid">',
        *map(_figure, sheet.entries),
        "</div></section></html>\n",
    ]
    return "\n".join(parts)


def _section(section: Section) -> str:
    heading = f"<h2>{html.escape(section.title)}</h2>"
    if section.lines == SETTINGS:
        return f"{heading}<pre>{html.escape(chr(10).join(section.lines))}</pre>"
    tag = "ol" if section.numbered else "ul"
    items = "".join(f"<li>{html.escape(line)}</li>" for line in section.lines)
    return f"{heading}<{tag}>{items}</{tag}>"


def _figure(entry: Entry) -> str:
    picture = drawn(entry.symbol, 4)
    held = io.BytesIO()
    picture.convert("1").save(held, "PNG")
    source = base64.b64encode(held.getvalue()).decode()
    width_mm = picture.width / 4 * MODULE_MM * (1.5 if entry.symbol.matrix else 1)
    name = html.escape(entry.symbol.name)
    return (
        f'<figure><img alt="{name}" style="width:{width_mm:.1f}mm" src="data:image/png;base64,{source}">'
        f"<figcaption><b>{name}</b> {html.escape(entry.tries)}"
        f"<br>{html.escape(entry.arrives)}</figcaption></figure>"
    )
