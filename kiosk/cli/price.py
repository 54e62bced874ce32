"""`kiosk price FILE.json`: a priced basket with traces, from products, offers, context and lines."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from kiosk.cli.price_file import Asked, read_price_file, schema
from kiosk.domain.owed import due_minor
from kiosk.errors import InputRefused, Reason


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "file", nargs="?", metavar="FILE.json", help="the basket to price; - reads it from stdin"
    )
    what.add_argument("--schema", action="store_true", help="print the JSON Schema of FILE.json instead")
    parser.add_argument("--json", action="store_true", help="print on one line")


def run(args: argparse.Namespace) -> int:
    answer: Any
    if args.schema:
        answer = schema()
    else:
        raw = sys.stdin.buffer.read() if args.file == "-" else _read(Path(args.file))
        asked = read(raw, args.file)
        priced = asked.priced()
        answer = {**msgspec.to_builtins(priced), "due_minor": due_minor(priced, asked.context)}
    text = msgspec.json.encode(answer)
    sys.stdout.write((text if args.json else msgspec.json.format(text, indent=2)).decode() + "\n")
    sys.stdout.flush()
    return 0


def read(raw: bytes, name: str) -> Asked:
    """What a file asks for; raises InputRefused naming the file and the place in it."""
    try:
        return read_price_file(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise InputRefused(Reason("cli.file_not_valid", {"file": name, "problem": str(fault)})) from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        values = {"file": str(path), "problem": fault.strerror or str(fault)}
        raise InputRefused(Reason("cli.file_not_readable", values)) from None
