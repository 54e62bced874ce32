"""`migrate` and `clean`."""

from __future__ import annotations

import argparse
import asyncio
import shutil
from typing import Any

from cloud.cli.place import add_data_argument, open_place
from cloud.database.embedded import EmbeddedPostgres
from cloud.database.migrate import migrate
from kiosk.errors import Reason, SettingRefused


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser("migrate", help="bring the schema up to date")
    add_data_argument(parser)
    parser.set_defaults(run=run_migrate)
    parser = commands.add_parser("clean", help="stop the embedded database and remove all it made")
    add_data_argument(parser)
    parser.set_defaults(run=run_clean)


def run_migrate(given: argparse.Namespace) -> int:
    with open_place(given.data) as place:
        if place.owner_url is None:
            raise SettingRefused(Reason("cloud.owner_url_missing"))
        asyncio.run(migrate(place.owner_url))
    print(f"the schema is up to date ({place.note})")
    return 0


def run_clean(given: argparse.Namespace) -> int:
    """Everything of this data folder: the database's own folders, keys, snapshots."""
    removed = EmbeddedPostgres(given.data).destroy()
    if given.data.is_dir():
        shutil.rmtree(given.data)
        removed.append(given.data)
    print(f"removed {', '.join(str(path) for path in removed)}" if removed else "nothing to remove")
    return 0
