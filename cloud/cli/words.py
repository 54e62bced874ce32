"""Sentences for reasons at the command line, from the translations kiosk and cloud share."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from kiosk.errors import Reason

TRANSLATIONS = Path(__file__).resolve().parents[2] / "assets" / "translations"
ENTRY = re.compile(r'^msgid "(?P<code>[^"]+)"\nmsgstr (?P<sentence>"(?:[^"\\]|\\.)*")$', re.MULTILINE)


def sentence(reason: Reason) -> str:
    """In the language of the terminal; the bare reason where no sentence is found."""
    language = next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), "")
    folder = TRANSLATIONS / ("zh_CN" if language.startswith("zh") else "en") / "reasons.d"
    for path in sorted(folder.glob("*.po")):
        for entry in ENTRY.finditer(path.read_text("utf-8")):
            if entry["code"] == reason.code:
                told: str = json.loads(entry["sentence"])
                return told.format_map(reason.values)
    return str(reason)
