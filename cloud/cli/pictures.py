"""`pictures`: takes a folder of pictures, and says which name each has for the catalogue's sheet."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from cloud.catalogue.pictures import PictureShelf, pictures_in
from cloud.cli.place import open_place
from cloud.cli.tenant_work import check_tenant, tenant_command
from cloud.cli.words import sentence
from kiosk.errors import InputRefused, Reason


def add_commands(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "pictures", help="serve pictures of goods under their hashes"
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="PNG, JPEG or WebP files")
    tenant_command(parser, run)


def run(given: argparse.Namespace) -> int:
    """A line of JSON for each picture; those refused are told on stderr and make the exit status 1."""
    if not given.folder.is_dir():
        raise InputRefused(Reason("picture.no_folder", {"folder": str(given.folder)}))
    with open_place(given.data) as place:
        check_tenant(place, given.tenant)
    shelf, refused = PictureShelf(given.data / "pictures"), 0
    for file in pictures_in(given.folder):
        taken = shelf.take(given.tenant, file)
        if taken.refused is None:
            print(json.dumps({"file": str(file), "picture": taken.name}, ensure_ascii=False))
        else:
            refused += 1
            print(f"{file}: {sentence(taken.refused)}", file=sys.stderr)
    return 1 if refused else 0
