"""`python -m cloud`: the cloud and its tools, one file a group of commands.

A command's function takes the parsed arguments and answers the exit code; a refusal is one sentence on
stderr and exit code 1, never a traceback.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from cloud.cli import (
    catalogue,
    coupons,
    discounts,
    doubts,
    fleet,
    items,
    master,
    members,
    offline_key,
    operation,
    pictures,
    provider,
    refunds,
    serve,
    shops,
    tasks,
    tenants,
)
from cloud.cli.words import sentence
from kiosk.errors import WorldError

ROOMS = (
    serve, operation, catalogue, offline_key, items, master, pictures,
    shops, tenants, members, coupons, fleet, provider, doubts, refunds, tasks, discounts,
)  # fmt: skip


class Commands(argparse.ArgumentParser):
    """Knows commands of two words beside one of the first word alone: `publish sign` and `publish FILE`."""

    def __init__(self, **about: Any) -> None:
        super().__init__(**about)
        self.commands = self.add_subparsers(
            dest="command", required=True, metavar="COMMAND", parser_class=argparse.ArgumentParser
        )

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        words = list(sys.argv[1:] if args is None else args)
        if " ".join(words[:2]) in self.commands.choices:
            words[:2] = [" ".join(words[:2])]
        return super().parse_known_args(words, namespace)


def make_parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    parser = Commands(prog="python -m cloud", description="Touchlane's cloud and its tools.")
    for room in ROOMS:
        room.add_commands(parser.commands)
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
