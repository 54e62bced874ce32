"""`pictures`: takes a folder of pictures, and says which name each has for the catalogue's sheet."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from cloud.catalogue.pictures import PictureShelf, pictures_in
from cloud.cli.place import Place, add_data_argument, open_place
from cloud.cli.words import sentence
from cloud.database.engine import Database
from kiosk.errors import InputRefused, Reason


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "pictures", help="serve pictures of goods under their hashes"
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="PNG, JPEG or WebP files")
    parser.add_argument("--tenant", default="demo")
    add_data_argument(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """A line of JSON for each picture; those refused are told on stderr and make the exit status 1."""
    if not given.folder.is_dir():
        raise InputRefused(Reason("picture.no_folder", {"folder": str(given.folder)}))
    with open_place(given.data) as place:
        if asyncio.run(_kind(place, given.tenant)) is None:
            raise InputRefused(Reason("cloud.tenant_unknown", {"tenant": given.tenant}))
    shelf, refused = PictureShelf(given.data / "pictures"), 0
    for file in pictures_in(given.folder):
        taken = shelf.take(given.tenant, file)
        if taken.refused is None:
            print(json.dumps({"file": str(file), "picture": taken.name}, ensure_ascii=False))
        else:
            refused += 1
            print(f"{file}: {sentence(taken.refused)}", file=sys.stderr)
    return 1 if refused else 0


async def _kind(place: Place, tenant: str) -> str | None:
    database = Database(place.url)
    try:
        return await database.kind_of(tenant)
    finally:
        await database.close()
