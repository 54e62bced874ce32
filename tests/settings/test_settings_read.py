"""No key is for show: each one is read where the kiosk is put together or run."""

from __future__ import annotations

import ast
from pathlib import Path

from kiosk.settings import describe

KIOSK = Path(__file__).resolve().parents[2] / "kiosk"
READERS = (KIOSK / "assembly.py", KIOSK / "devices.py", KIOSK / "cli" / "run.py")


def keys_read(path: Path) -> set[str]:
    """`section.name` of what is taken from the settings, or from a section of the same name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            holder = node.value
            if isinstance(holder, ast.Attribute):
                found.add(f"{holder.attr}.{node.attr}")
            elif isinstance(holder, ast.Name):
                found.add(f"{holder.id}.{node.attr}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "asdict":
            section = node.args[0]
            assert isinstance(section, ast.Name), "a section given whole has its own name"
            found |= {key.key for key in describe() if key.key.startswith(f"{section.id}.")}
    return found


def test_every_key_is_read() -> None:
    read = set().union(*map(keys_read, READERS))
    assert {key.key for key in describe()} - read == set()
