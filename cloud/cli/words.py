"""Sentences for reasons at the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from cloud.sentences import say
from kiosk.errors import InputRefused, Reason


def sentence(reason: Reason) -> str:
    """In the language of the terminal; the bare reason where no sentence is found."""
    language = next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), "")
    return say(reason, language)


def warn(reason: Reason) -> None:
    """On stderr: it keeps nothing from being done."""
    print(sentence(reason), file=sys.stderr)


def refuse_problems(
    file: Path, problems: Sequence[Reason], code: str = "cloud.catalogue_has_problems"
) -> None:
    """Each on stderr; raises InputRefused (`code`, with their number in `problems`) where there is any."""
    for problem in problems:
        print(f"{file}: {sentence(problem)}", file=sys.stderr)
    if problems:
        raise InputRefused(Reason(code, {"problems": len(problems)}))
