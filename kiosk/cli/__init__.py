"""The `kiosk` command: one file a subcommand, each importing what it runs when it runs.

A command's module has `add_arguments(parser)` and `run(args) -> int`. Exit codes: 0 success, 1 a no (the
sentence is on stderr), 2 wrong arguments, 70 a fault of the program, 130 interrupted.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from kiosk.errors import BugError, Reason, WorldError

COMMANDS = {
    "run": ("kiosk.cli.run", "the kiosk"),
    "demo": ("lab.demo.command", "the whole shop on this machine, with a virtual shop around the kiosk"),
    "enrol": ("kiosk.cli.enrol", "make this kiosk one of a store, with a one-time code"),
    "attendant": (
        "kiosk.cli.attendant",
        "give attendants a PIN or a badge, list them, take it away",
    ),
    "scan": ("kiosk.cli.scan", "say which codes pictures show"),
    "classify": ("kiosk.cli.classify", "say what a scanned text is"),
    "catalogue": ("kiosk.cli.catalogue", "the local catalogue: import, look up, check"),
    "price": ("kiosk.cli.price", "price a basket, with the reason of every amount"),
    "print": ("kiosk.cli.print", "print one receipt exactly once through the real driver"),
    "doctor": ("kiosk.cli.doctor", "check devices, stores, links and versions"),
    "bench": ("lab.bench.command", "measure, each figure beside a peer or a limit"),
}
"""Module and summary of each command, loaded only when it is asked for."""

TRACEBACK = "KIOSK_TRACEBACK"
"""Set in the environment, a fault of the program is shown whole."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `kiosk ARGV…` and return its exit code; no exception leaves it."""
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except SystemExit as ended:  # argparse has told what was wrong, or gave the help
        return ended.code if isinstance(ended.code, int) else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has had enough; the interpreter must not try to flush the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except WorldError as refused:
        return _tell(sentence(refused))
    except OSError as fault:
        named = f"{fault.filename}: " if fault.filename else ""
        return _tell(f"{named}{fault.strerror or fault}")
    except Exception as fault:
        if TRACEBACK in os.environ:
            raise
        _tell(f"a fault of the program, please report it: {fault!r} (set {TRACEBACK}=1 to see where)")
        return 70


def sentence(refused: WorldError) -> str:
    """What a person is told, in the language of the terminal."""
    from kiosk.sentences import Sentences

    try:
        return Sentences().say(refused.reason, terminal_language())
    except (OSError, BugError):  # translations that are missing or broken must not hide what went wrong
        return str(refused.reason)


def terminal_language() -> str:
    """What the terminal is set to (POSIX locale variables), English where it says nothing."""
    settings = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((setting for setting in settings if setting), "en")


def _run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="kiosk", description="The self-checkout kiosk and its tools.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    asked = next((word for word in argv if not word.startswith("-")), None)
    modules = {}
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary.capitalize() + ".")
        if name == asked:
            modules[name] = _load(name, module)
            modules[name].add_arguments(command)
    args = parser.parse_args(argv)
    return int(modules[args.command].run(args))


def _load(name: str, module: str) -> ModuleType:
    """The command's module; the lab's are not on a shop's kiosk."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name is None or not module.startswith(missing.name):
            raise
        raise WorldError(Reason("cli.command_not_here", {"command": name})) from None


def _tell(text: str) -> int:
    sys.stderr.write(f"kiosk: {text}\n")  # not print: here that name is the submodule of `kiosk print`
    return 1
