"""Sentences for reasons at the command line."""

from __future__ import annotations

import os
import sys

from cloud.sentences import say
from kiosk.errors import Reason


def sentence(reason: Reason) -> str:
    """In the language of the terminal; the bare reason where no sentence is found."""
    language = next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), "")
    return say(reason, language)


def warn(reason: Reason) -> None:
    """On stderr: it keeps nothing from being done."""
    print(sentence(reason), file=sys.stderr)
