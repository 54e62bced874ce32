"""`--settings F`: the installer's file, by default the installed package's where there is one."""

from __future__ import annotations

import argparse
from pathlib import Path

INSTALLED = Path("/etc/touchlane/kiosk.toml")


def add_settings_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="F",
        default=INSTALLED if INSTALLED.is_file() else None,
        help=f"the installer's TOML file ({INSTALLED} where it exists)",
    )
