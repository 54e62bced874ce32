"""What went wrong on the bench: a name the window has a sentence for, and never a traceback."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[str, Exception | None], None]
"""The name of the part that did not answer or of what was wrong, and what was raised, if anything."""

TROUBLES = frozenset(
    {"camera", "printer", "provider", "cloud", "catalogue", "catalogue_rows", "folder", "no_photographs"}
)
