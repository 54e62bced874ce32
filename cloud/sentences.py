"""Sentences for reasons, from the translations kiosk and cloud share."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from kiosk.errors import Reason

TRANSLATIONS = Path(__file__).resolve().parents[1] / "assets" / "translations"
ENTRY = re.compile(r'^msgid "(?P<code>[^"]+)"\nmsgstr (?P<sentence>"(?:[^"\\]|\\.)*")$', re.MULTILINE)


def say(reason: Reason, language: str) -> str:
    """In Chinese for `zh-CN` and `zh_CN.UTF-8`, else English; the bare reason where there is no sentence."""
    sentences = _sentences("zh_CN" if language.startswith("zh") else "en")
    told = sentences.get(reason.code)
    if told is None:
        return str(reason)
    if "row" in reason.values and "{row}" not in told:
        told = sentences["catalogue.in_row"].replace("{told}", told)
    return told.format_map(reason.values)


@cache
def _sentences(folder: str) -> dict[str, str]:
    return {
        entry["code"]: json.loads(entry["sentence"])
        for path in sorted((TRANSLATIONS / folder / "reasons.d").glob("*.po"))
        for entry in ENTRY.finditer(path.read_text("utf-8"))
    }
