"""`python -m cloud`: the cloud and its tools, one file a group of commands.

A command's function takes the parsed arguments and answers the exit code; a refusal is one sentence on
stderr and exit code 1, never a traceback.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from cloud.cli import catalogue, doubts, fleet, items, members, operation, pictures, provider, serve, tenants
from cloud.cli.words import sentence
from kiosk.errors import WorldError


def make_parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    parser = argparse.ArgumentParser(prog="python -m cloud", description="Touchlane's cloud and its tools.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (serve, operation, catalogue, pictures, items, tenants, members, fleet, provider, doubts):
        module.add_commands(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command."""
    given = make_parser().parse_args(argv)
    try:
        return int(given.run(given))
    except WorldError as error:
        print(sentence(error.reason), file=sys.stderr)
    except OSError as error:
        print(f"{error.filename or 'the machine'}: {error.strerror or error}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1
