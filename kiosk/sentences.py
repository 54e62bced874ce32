"""Words for reasons, out of `assets/translations/<language>/reasons.d/*.po`.

The files are gettext's: `msgid` is a reason's code, `msgstr` its sentence with `{value}` places. What they
may hold is kept small (no plurals, contexts or fuzzy entries), and everything else is an error, so that a
slip of the pen fails when it is made and not in front of a shopper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kiosk.errors import BugError, Reason

TRANSLATIONS = Path(__file__).resolve().parents[1] / "assets" / "translations"

IN_ROW, TOLD = "catalogue.in_row", "{told}"

FOLDERS = {"zh-CN": "zh_CN", "en": "en"}
"""The folder of each language tag."""

_STRING = re.compile(r'"((?:[^"\\]|\\["\\n])*)"')
_ESCAPED = re.compile(r'\\(["\\n])')


class Sentences:
    """`kiosk.ports.Sentences` out of files.

    With `strict` (tests) a missing code or value is a BugError; without, the reason itself is shown: an
    ugly word on a screen is better than no screen.
    """

    def __init__(self, folder: Path = TRANSLATIONS, *, strict: bool = False) -> None:
        self._strict = strict
        self._languages = {tag: _read_folder(folder / name / "reasons.d") for tag, name in FOLDERS.items()}

    def say(self, reason: Reason, language: str) -> str:
        """The sentence of `reason`; Chinese for every tag that begins with `zh`, else English."""
        sentences = self._languages["zh-CN" if language.startswith("zh") else "en"]
        sentence = sentences.get(reason.code)
        try:
            if sentence is not None:
                return _in_row(sentences, sentence, reason).format_map(reason.values)
        except (KeyError, ValueError, IndexError) as fault:
            if self._strict:
                raise BugError(f"the sentence of {reason} in {language}: {fault!r}") from fault
        if self._strict:
            raise BugError(f"no sentence for {reason} in {language}")
        return str(reason)

    def codes(self, language: str) -> frozenset[str]:
        """Every code that has a sentence in a language (`zh-CN`, `en`)."""
        return frozenset(self._languages[language])


def _in_row(sentences: Mapping[str, str], sentence: str, reason: Reason) -> str:
    """Behind the row of a file, where the reason has one and its sentence is of no file."""
    if "row" not in reason.values or "{row}" in sentence:
        return sentence
    return sentences.get(IN_ROW, TOLD).replace(TOLD, sentence)


def _read_folder(folder: Path) -> Mapping[str, str]:
    sentences: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        for code, sentence in read_po(path.read_text(encoding="utf-8"), str(path)):
            if code in sentences:
                raise BugError(f"{path}: {code} stands twice")
            sentences[code] = sentence
    return sentences


def read_po(text: str, name: str) -> Iterator[tuple[str, str]]:
    """(code, sentence) of each entry but the header; raises BugError naming `name` and the line."""
    entry: dict[str, str] = {}
    key = ""
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if not line.strip():
            if entry.get("msgid") and entry.get("msgstr"):
                yield entry["msgid"], entry["msgstr"]
            elif entry and (entry.get("msgid") != "" or "msgstr" not in entry):
                raise BugError(f"{name}:{number}: an entry without msgid or msgstr")
            entry, key = {}, ""
            continue
        if line.startswith("#") and not line.startswith(("#,", "#~")):
            continue
        word, _, rest = line.partition(" ") if line.startswith("msg") else (key, "", line)
        string = _STRING.fullmatch(rest.strip())
        if word not in ("msgid", "msgstr") or string is None or (line.startswith("msg") and word in entry):
            raise BugError(f"{name}:{number}: not understood: {line}")
        key = word
        entry[key] = entry.get(key, "") + _ESCAPED.sub(_unescape, string[1])


def _unescape(found: re.Match[str]) -> str:
    return "\n" if found[1] == "n" else found[1]
