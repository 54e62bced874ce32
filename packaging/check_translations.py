"""Every sentence exists in every language, once, with the same values: the check behind `make lint`.

- `assets/translations/<language>/reasons.d/*.po`: a sentence for each code the Python sources give to
  `Reason` (values as `{name}`), no code twice, fuzzy, empty or unused.
- `assets/translations/*.ts`: a translation for each text of the QML and Python sources of `ui` (values as
  `%1`, `%n`); English, the language of the sources, needs its plurals only.

Prints a line for each fault and exits 1 where there is one. `check_translations.py [CHECKOUT]`.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

LANGUAGES = ("zh_CN", "en")
ROOMS = ("kiosk", "drivers", "ui", "cloud", "lab")
VALUE = re.compile(r"\{(\w+)[^}]*\}")
QT_VALUE = re.compile(r"%L?(\d|n)")


# What the sources say


@dataclass
class Code:
    """The calls that give one code to `Reason`: the names of values, where they stand in the call as such."""

    place: str
    values: list[frozenset[str]] = field(default_factory=list)


def _names(node: ast.expr | None) -> frozenset[str] | None:
    """The keys of a literal dict; None where they cannot be read off."""
    if node is None:
        return frozenset()
    if isinstance(node, ast.Dict) and all(isinstance(key, ast.Constant) for key in node.keys):
        return frozenset(str(key.value) for key in node.keys if isinstance(key, ast.Constant))
    return None


def _codes(node: ast.expr) -> list[str]:
    """The codes an expression can give, an f-string's as a pattern with `*`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _codes(node.body) + _codes(node.orelse)
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(p.value) if isinstance(p, ast.Constant) else "*" for p in node.values)]
    return []


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _passes_code_on(function: ast.FunctionDef) -> bool:
    """A function whose parameter `code` goes to `Reason`: its callers give the codes."""
    return any(
        isinstance(node, ast.Call)
        and _called(node) == "Reason"
        and node.args
        and ast.unparse(node.args[0]) == "code"
        for node in ast.walk(function)
    ) and "code" in {argument.arg for argument in function.args.args}


def _carriers(tree: ast.Module) -> Iterator[str]:
    """Names to call with a code: functions that pass it on, and classes whose `__init__` does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            made = [
                part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__"
            ]
        else:
            made = [node] if isinstance(node, ast.FunctionDef) and node.name != "__init__" else []
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and any(map(_passes_code_on, made)):
            yield node.name


def _argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    return call.args[position] if len(call.args) > position else named.get(name)


def codes_of(checkout: Path) -> tuple[dict[str, Code], set[str]]:
    """Every code the sources give to `Reason`, with its calls; and all texts, where tables of codes hide."""
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for room in ROOMS
        for path in sorted((checkout / room).rglob("*.py"))
    }
    carriers = {name for tree in trees.values() for name in _carriers(tree)}
    found: dict[str, Code] = {}
    for path, tree in trees.items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            given = _argument(call, 0, "code")
            if given is None or _called(call) not in carriers | {"Reason"}:
                continue
            values = _names(_argument(call, 1, "values")) if _called(call) == "Reason" else None
            for code in _codes(given):
                entry = found.setdefault(code, Code(f"{path.relative_to(checkout)}:{call.lineno}"))
                if values is not None:
                    entry.values.append(values)
    nodes = (node for tree in trees.values() for node in ast.walk(tree))
    return found, {
        node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


# gettext


@dataclass(frozen=True)
class Sentence:
    text: str
    fuzzy: bool


def read_po(path: Path) -> Iterator[tuple[str, Sentence]]:
    """(code, sentence) of each entry, the header left out; a plural's forms joined."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        texts = {"msgid": "", "msgstr": ""}
        key = ""
        for line in block.splitlines():
            start = re.match(r'(msgid|msgstr)(?:_plural|\[\d\])? (?=")', line)
            key = start[1] if start else key
            if key and (start or line.startswith('"')):
                texts[key] += ast.literal_eval(line[start.end() if start else 0 :])
        if texts["msgid"]:
            yield (
                texts["msgid"],
                Sentence(texts["msgstr"], bool(re.search(r"^#,.*\bfuzzy\b", block, re.MULTILINE))),
            )
        elif re.search(r"^#~", block, re.MULTILINE):
            yield block.splitlines()[0], Sentence("", fuzzy=True)


def _matches(code: str, known: str) -> bool:
    return re.fullmatch(re.escape(known).replace(r"\*", r"\w+"), code) is not None


def _value_faults(code: str, text: str, used: list[Code]) -> Iterator[str]:
    shown = set(VALUE.findall(text))
    for entry in used:
        for given in entry.values:
            if shown - given:
                yield f"{code}: {{{'}, {'.join(sorted(shown - given))}}} is not given at {entry.place}"
        if entry.values and (unused := frozenset().union(*entry.values) - shown):
            yield f"{code}: the value {', '.join(sorted(unused))} is given at {entry.place} and not shown"


def po_faults(checkout: Path, language: str, codes: dict[str, Code], said: set[str]) -> Iterator[str]:
    folder = checkout / "assets" / "translations" / language / "reasons.d"
    sentences: dict[str, Sentence] = {}
    for code, sentence in (entry for path in sorted(folder.glob("*.po")) for entry in read_po(path)):
        if code in sentences:
            yield f"{code}: stands twice"
        sentences[code] = sentence
        exact = codes.get(code)
        used = [exact] if exact else [entry for known, entry in codes.items() if _matches(code, known)]
        if not used and code not in said:
            yield f"{code}: no source gives this code"
        elif sentence.fuzzy or not sentence.text.strip():
            yield f"{code}: not translated"
        else:
            yield from _value_faults(code, sentence.text, used)
    for known, entry in codes.items():
        if not any(_matches(code, known) for code in sentences):
            yield f"{known}: no sentence for the code given at {entry.place}"


# Qt


Text = tuple[str, str, str]  # context, source, disambiguation


def read_ts(path: Path) -> Iterator[tuple[Text, ElementTree.Element]]:
    # Our own file, not one from outside.
    for context in ElementTree.parse(path).getroot().iter("context"):  # noqa: S314
        name = context.findtext("name", "")
        for message in context.iter("message"):
            yield (name, message.findtext("source", ""), message.findtext("comment", "")), message


def texts_of(checkout: Path) -> dict[Text, bool]:
    """Every text of ui, and whether it has a plural, as lupdate finds them."""
    sources = [str(path) for kind in ("*.qml", "*.py") for path in sorted((checkout / "ui").rglob(kind))]
    if not any(source.endswith(".qml") for source in sources):
        return {}
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch, "found.ts")
        lupdate = Path(sys.executable).with_name("pyside6-lupdate")
        subprocess.run(
            [lupdate, "-silent", *sources, "-ts", out], check=True, capture_output=True, timeout=120
        )
        return {text: message.get("numerus") == "yes" for text, message in read_ts(out)}


def ts_faults(path: Path, texts: dict[Text, bool]) -> Iterator[str]:
    """Faults of one language's file, whose name ends in the language."""
    seen = set()
    for text, message in read_ts(path):
        seen.add(text)
        translation = message.find("translation")
        forms = [] if translation is None else [f.text or "" for f in translation.iter("numerusform")]
        forms = forms or [(translation.text or "") if translation is not None else ""]
        told = f"{text[0]}: {text[1]!r}"
        if text not in texts:
            yield f"{told} is in no source"
        elif translation is None or translation.get("type") or not all(form.strip() for form in forms):
            yield f"{told} is not translated"
        elif any(
            set(QT_VALUE.findall(form)) - {"n"} != set(QT_VALUE.findall(text[1])) - {"n"} for form in forms
        ):
            yield f"{told} has other values in the translation"
    for text, plural in texts.items():
        if text not in seen and (plural or not path.stem.endswith("en")):
            yield f"{text[0]}: {text[1]!r} is missing"


def faults(checkout: Path) -> list[str]:
    """All faults of both kinds, each a line that names its file."""
    codes, said = codes_of(checkout)
    found = [
        f"{language}/reasons.d: {fault}"
        for language in LANGUAGES
        for fault in po_faults(checkout, language, codes, said)
    ]
    texts = texts_of(checkout)
    files = {path.name: path for path in sorted((checkout / "assets" / "translations").glob("*.ts"))}
    found += [
        f"{language}: no .ts file, for {len(texts)} texts"
        for language in LANGUAGES
        if texts and not any(Path(name).stem.endswith(language) for name in files)
    ]
    return found + [f"{name}: {fault}" for name, path in files.items() for fault in ts_faults(path, texts)]


if __name__ == "__main__":
    told = faults(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(told) if told else "every sentence is there in every language")
    sys.exit(bool(told))
