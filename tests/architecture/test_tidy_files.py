"""Files are small, rooms say what they are, words are the product's own, and no machine shows through."""

from __future__ import annotations

import ast
import re
from pathlib import Path

PRODUCT = ("kiosk", "drivers", "ui", "cloud", "lab", "packaging", "tests")
LONGEST = {".py": 300, ".qml": 150}
LONGER: dict[str, int] = {}

VAGUE = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|stuff)(_|$)", re.IGNORECASE)
OTHER_WORDS = re.compile(r"^(carts?|cart_.*|.*_cart|orders?_line|line_items?)$")


def test_no_file_outgrows_its_idea(texts: dict[Path, str]) -> None:
    long = {
        path.as_posix(): lines
        for path, text in texts.items()
        if path.parts[0] in PRODUCT
        and (lines := text.count("\n")) > LONGER.get(path.as_posix(), LONGEST.get(path.suffix, lines))
    }
    assert long == {}


def test_no_exception_to_the_length_outlives_its_need(texts: dict[Path, str]) -> None:
    lengths = {
        path.as_posix(): (text.count("\n"), LONGEST[path.suffix])
        for path, text in texts.items()
        if path.as_posix() in LONGER
    }
    assert set(lengths) == set(LONGER)
    assert [path for path, (lines, limit) in lengths.items() if lines <= limit] == []


def test_every_room_says_what_it_is(checkout: Path, texts: dict[Path, str]) -> None:
    silent = [
        path.as_posix()
        for path, text in texts.items()
        if path.name == "__init__.py" and path.parts[0] in PRODUCT and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []
    modules = {path.parent for path in texts if path.suffix == ".py" and path.parts[0] in PRODUCT[:5]}
    modules -= {folder for folder in modules if "migrations" in folder.parts}  # Alembic loads them by path
    assert [folder.as_posix() for folder in sorted(modules) if folder / "__init__.py" not in texts] == []


def test_every_module_says_what_it_is_for(texts: dict[Path, str]) -> None:
    silent = [
        path.as_posix()
        for path, text in texts.items()
        if path.suffix == ".py"
        and path.parts[0] in PRODUCT
        and text
        and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def _names(tree: ast.AST) -> set[str]:
    """The names a source gives to modules, classes, functions and their parameters."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node.name).lower())
        elif isinstance(node, ast.arg):
            found.add(node.arg)
    return found


def test_no_bag_has_a_vague_name(texts: dict[Path, str]) -> None:
    vague = [path.as_posix() for path in texts if any(VAGUE.search(Path(part).stem) for part in path.parts)]
    assert vague == []


def test_names_use_the_words_of_the_trade(texts: dict[Path, str]) -> None:
    strange = {
        f"{path}: {name}"
        for path, text in texts.items()
        if path.suffix == ".py" and path.parts[0] in PRODUCT[:5]
        for name in _names(ast.parse(text))
        if VAGUE.search(name) or OTHER_WORDS.match(name)
    }
    assert strange == set()


# Spelt in parts, so that this file does not hold what it looks for.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|pragma: no " r"cover)\b|# *XX" r"X|NotImplemented" r"Error")
MACHINE = re.compile(r"/(ro" r"ot|ho" r"me/\w+|wo" r"rk|Us" r"ers)/")
INDEX = re.compile(
    r"index-" r"url|find-" r"links|trusted-" r"host|pypi\." r"org|pythonhosted\." r"org|registry\.npmjs"
)


def found_in(texts: dict[Path, str], pattern: re.Pattern[str], *leave_out: str) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts.items()
        if path.suffix not in leave_out
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_nothing_is_left_unfinished(texts: dict[Path, str]) -> None:
    assert found_in(texts, UNFINISHED, ".lock", ".svg") == []


def test_no_path_of_a_machine_is_in_the_tree(texts: dict[Path, str]) -> None:
    assert found_in(texts, MACHINE) == []


def test_no_index_address_is_in_the_tree(texts: dict[Path, str]) -> None:
    assert found_in(texts, INDEX) == []
