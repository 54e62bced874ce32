"""Every reason the store and the settings can give has its sentence, and every sentence its reason."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk.sentences import Sentences

KIOSK = Path(__file__).resolve().parents[2] / "kiosk"
SOURCES = [
    *(KIOSK / "store").glob("*.py"),
    *KIOSK.glob("setting*.py"),
    *(KIOSK / "domain").glob("catalogue_*.py"),
    KIOSK / "domain" / "packed_lines.py",
    *(
        KIOSK / "domain" / name
        for name in ("csv_sheet.py", "offer_csv.py", "packed_lines.py", "row_checks.py", "truth_csv.py")
    ),
    KIOSK / "domain" / "field_checks.py",
]
CODE = re.compile(r'"((?:store|catalogue|settings)\.(?!lock"|part")[a-z_]+)"')


def test_reasons_and_sentences_are_the_same_set() -> None:
    given = {code for source in SOURCES for code in CODE.findall(source.read_text(encoding="utf-8"))}
    said = {
        code
        for code in Sentences().codes("en")
        if code.partition(".")[0] in ("store", "catalogue", "settings")
    }
    assert given
    assert given <= said, "a reason without a sentence"
    written = (KIOSK.parent / "assets/translations/en/reasons.d/store.po").read_text(encoding="utf-8")
    assert set(re.findall(r'msgid "(.+)"', written)) <= given, "a sentence nobody says"
