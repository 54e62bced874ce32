"""The words of the bench: its QML is written in English, Chinese comes from `translations/`.

python -m lab.workbench.translations      collects the texts anew and compiles the translation
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ROOM = Path(__file__).resolve().parent

QML = _ROOM / "qml"
CHINESE = _ROOM / "translations" / "workbench_zh_CN.ts"


def collect(into: Path = CHINESE) -> None:
    """Bring the file up to date with the QML files; finished texts stay."""
    options = ["-no-obsolete", "-locations", "none", "-target-language", "zh_CN"]
    _run("lupdate", *options, str(QML), "-ts", str(into))


def compile_into(target: Path, source: Path = CHINESE) -> None:
    """Compile it into a .qm file."""
    _run("lrelease", "-silent", str(source), "-qm", str(target))


def _run(name: str, *arguments: str) -> None:
    tool = Path(sys.executable).parent / f"pyside6-{name}"
    subprocess.run([str(tool), *arguments], check=True, capture_output=True, timeout=60)


if __name__ == "__main__":
    collect()
    compile_into(CHINESE.with_suffix(".qm"))
