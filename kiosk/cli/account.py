"""Whose files the kiosk's are: a command run by another account, root too, would leave its own there."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from kiosk.errors import InputRefused, Reason


def refuse_other_account(folder: Path) -> None:
    """Raises InputRefused naming the account that the kiosk's folder belongs to, where it is not this one."""
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        values = {"folder": str(folder), "account": _name_of(owner)}
        raise InputRefused(Reason("cli.other_account", values))


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"#{uid}"
