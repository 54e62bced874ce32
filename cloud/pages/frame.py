"""What all pages have in common: templates, language, headers, the style sheet and the one script."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse

FOLDER = Path(__file__).parent
LANGUAGES = ("zh-CN", "en")
FILES = {
    "style.css": ("text/css", (FOLDER / "files" / "style.css").read_bytes()),
    "member.js": ("text/javascript", (FOLDER / "files" / "member.js").read_bytes()),
}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def file_url(name: str) -> str:
    """Another content, another address: browsers may keep a file for ever."""
    return f"/pages/{name}?{hashlib.sha256(FILES[name][1]).hexdigest()[:12]}"


TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
TEMPLATES.globals["file_url"] = file_url


def page(template: str, status: int = 200, *, here: str = "", **values: Any) -> HTMLResponse:
    """A template as an answer; `language` is among the values.

    `here` is the page's path where the page answers a form, so that its links do not lead to the form.
    """
    return HTMLResponse(TEMPLATES.get_template(template).render(here=here, **values), status, HEADERS)


def language_of(request: Request) -> str:
    """The page's language: the one asked for, else the browser's first that there is, else Chinese."""
    asked = request.query_params.get("lang")
    if asked in LANGUAGES:
        return str(asked)
    for one in request.headers.get("accept-language", "").split(","):
        tag = one.partition(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh-CN"
        if tag.startswith("en"):
            return "en"
    return "zh-CN"
