"""`kiosk doctor`: every device, store, link and version; what is wrong and what to do."""

from __future__ import annotations

import argparse
import json

from kiosk.cli import doctor_scanner
from kiosk.cli.settings_file import add_settings_argument
from kiosk.settings import load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings_argument(parser)
    parser.add_argument("--json", action="store_true", help="one JSON line a finding")
    doctor_scanner.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """0 when nothing is wrong."""
    if args.scanner_setup is not None:
        return doctor_scanner.set_up(args)
    if args.scanner_check:
        return doctor_scanner.check(args)
    from kiosk.checkup import checkup
    from kiosk.cli import terminal_language
    from kiosk.sentences import Sentences

    loaded = load_settings(args.settings)
    language = terminal_language()
    sentences = Sentences()
    wrong = 0
    for finding in checkup(loaded):
        said = sentences.say(finding.reason, language) if finding.reason is not None else finding.told
        wrong += finding.reason is not None
        if args.json:
            row = {"what": finding.what, "ok": finding.reason is None, "told": said}
            print(json.dumps(row, ensure_ascii=False))
        else:
            print(f"{'ok' if finding.reason is None else '! ':<3} {finding.what:<12} {said}")
    return 1 if wrong else 0
