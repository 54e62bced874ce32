"""Writes `docs/reference/` from the product: `.venv/bin/python docs/make_reference.py [--check]`.

Commands from the argument parsers, settings from their declarations, the form of a price file from its types.
With `--check` nothing is written, and exit code 1 says that the files are not what the product is now.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from cloud.cli import make_parser
from kiosk.cli import COMMANDS
from kiosk.cli.price_file import schema as price_schema
from kiosk.setting_rules import Rule, Setter, Value
from kiosk.settings import describe

REFERENCE = Path(__file__).resolve().parent / "reference"
MADE = "<!-- made by docs/make_reference.py; do not edit -->"
NOT_SHOWN = (argparse.SUPPRESS, None, False, "")


def kiosk_parsers() -> Iterator[argparse.ArgumentParser]:
    """A parser a command, as `kiosk` makes them."""
    for name, (module, summary) in COMMANDS.items():
        parser = argparse.ArgumentParser(
            prog=f"kiosk {name}", description=f"{summary[:1].upper()}{summary[1:]}."
        )
        importlib.import_module(module).add_arguments(parser)
        yield parser


def subcommands(parser: argparse.ArgumentParser) -> dict[str, tuple[str, argparse.ArgumentParser]]:
    """Name to summary and parser, in the order of the help."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            told = {choice.dest: choice.help or "" for choice in action._choices_actions}
            return {name: (told.get(name, ""), inner) for name, inner in action.choices.items()}
    return {}


def sections(parser: argparse.ArgumentParser, summary: str = "") -> Iterator[str]:
    """The command, or each of its actions, as a section; both where it also does something without one."""
    inner = subcommands(parser)
    if not inner or parser.get_default("run") is not None:
        yield section(parser, summary)
    for told, each in inner.values():
        yield from sections(each, told)


def section(parser: argparse.ArgumentParser, summary: str) -> str:
    about = parser.description or f"{summary[:1].upper()}{summary[1:]}."
    actions = [action for action in parser._actions if action.dest not in {"help", "action"}]
    command = " ".join((base(parser), *(usage(action, parser) for action in actions)))
    rows = [f"| `{cell(name(action))}` | {cell(meaning(action))} |" for action in actions]
    table = ["", "| argument | meaning |", "| --- | --- |", *rows] if rows else []
    return "\n".join((f"### {base(parser)}", "", about, "", f"    {command}", *table))


def base(parser: argparse.ArgumentParser) -> str:
    """The command's words; a parser of an action counts the arguments of the parser above into its name."""
    return " ".join(word for word in parser.prog.split() if not word.startswith(("[", "-h")))


def placeholder(action: argparse.Action) -> str:
    if action.choices is not None and action.metavar is None:
        return "|".join(str(choice) for choice in action.choices)
    return str(action.metavar or action.dest.upper())


def name(action: argparse.Action) -> str:
    if not action.option_strings:
        return placeholder(action)
    value = "" if action.nargs == 0 else f" {placeholder(action)}"
    return f"{', '.join(action.option_strings)}{f' [{value.strip()}]' if action.nargs == '?' else value}"


def usage(action: argparse.Action, parser: argparse.ArgumentParser) -> str:
    several = " …" if action.nargs == "+" else ""
    optional = not action.required and (action.option_strings or action.nargs in ("?", "*"))
    in_choice = any(action in group._group_actions for group in parser._mutually_exclusive_groups)
    return f"[{name(action)}]" if optional or in_choice else f"{name(action)}{several}"


def meaning(action: argparse.Action) -> str:
    """The help; the default too where the help leaves it out and it is the same on every machine."""
    told = (action.help or "") % {**vars(action), "prog": ""}
    fixed = isinstance(action.default, (int, str)) and action.default not in NOT_SHOWN
    machine = action.dest == "name"
    if fixed and not machine and str(action.default) not in told:
        told = f"{told} (default: {action.default})".strip()
    return told


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def commands_page() -> str:
    blocks = ["# Commands", MADE]
    blocks.append(
        "Exit codes of `kiosk`: 0 success, 1 a no with its sentence on stderr, 2 wrong arguments, 70 a fault"
        " of the program, 130 interrupted. Sentences are in the language of the terminal (`LC_ALL`,"
        " `LC_MESSAGES`, `LANG`). Every command also takes `--help`."
    )
    blocks += ["## kiosk", *(section for parser in kiosk_parsers() for section in sections(parser))]
    blocks += ["## python -m cloud", *sections(make_parser())]
    return "\n\n".join(blocks) + "\n"


def settings_page() -> str:
    head = (
        "The key `camera.source` is `source` in the section `[camera]` of the TOML file given by"
        " `--settings`, which is read once, at the start: a change needs a restart. A value that is not"
        " acceptable is refused with a sentence and the default stands; the kiosk starts all the same. No key"
        " holds a secret.",
        "Two more layers are meant to stand over the file: a set the cloud signs, and what the store changes"
        " at the kiosk. Neither exists yet. The column *set by* says who will be allowed which key, and"
        " *applies* which keys will not need the restart then.",
    )
    rows = []
    for key in describe():
        who = "anyone" if key.rule.set_by == set(Setter) else ", ".join(sorted(key.rule.set_by))
        rows.append(
            f"| `{key.key}` | {cell(key.rule.about)} | {key.type}{limits(key.rule)} | {shown(key.default)}"
            f" | {who} | {key.rule.applies.value} |"
        )
    table = [
        "| key | what | takes | default | set by | applies |",
        "| --- | --- | --- | --- | --- | --- |",
        *rows,
    ]
    return "\n\n".join(("# Settings", MADE, *head, "\n".join(table))) + "\n"


def limits(rule: Rule) -> str:
    parts = []
    if rule.least is not None or rule.most is not None:
        least = "" if rule.least is None else str(rule.least)
        most = "" if rule.most is None else str(rule.most)
        parts.append(f"{least} to {most}".strip() if most else f"from {least}")
    if rule.choices:
        parts.append(", ".join(f"`{choice}`" for choice in rule.choices))
    unit = f" {rule.unit}" if rule.unit else ""
    return f"{unit}; {'; '.join(parts)}" if parts else unit


def shown(default: Value) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    if isinstance(default, tuple):
        return ", ".join(f"`{each}`" for each in default) or "empty"
    if isinstance(default, float):
        return f"`{default:g}`"
    return f"`{default}`" if default != "" else "empty"


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the reference.")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 where a file is out of date")
    asked = parser.parse_args()
    os.environ.pop("TOUCHLANE_CLOUD_DATA", None)  # it changes a default
    REFERENCE.mkdir(exist_ok=True)
    stale = []
    pages = {
        "commands.md": commands_page(),
        "settings.md": settings_page(),
        "price_file.schema.json": json.dumps(price_schema(), ensure_ascii=False, indent=2) + "\n",
    }
    for path, text in pages.items():
        target = REFERENCE / path
        if not target.is_file() or target.read_text("utf-8") != text:
            stale.append(f"docs/reference/{path}")
            if not asked.check:
                target.write_text(text, "utf-8")
    if asked.check and stale:
        print(
            f"out of date: {', '.join(stale)}; run .venv/bin/python docs/make_reference.py", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
