"""`kiosk bench [NAME]`: the benchmarks, each beside a peer or a limit of the same run.

A bench is a module here with `results() -> list[dict]`, each with `name, value, unit, peer, peer_value,
budget, ok`. Figures of different runs do not compare: the machine may have been busy.
"""

from __future__ import annotations

import argparse
import importlib
import json
from typing import Any

from kiosk.errors import InputRefused, Reason

BENCHES = ("price", "receipt", "decode", "catalogue", "ui")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help=f"one of {', '.join(BENCHES)}; all of them without")
    parser.add_argument("--json", action="store_true", help='{"results": […]} instead of a table')


def run(args: argparse.Namespace) -> int:
    """0 when every figure with a budget keeps it."""
    if args.name is not None and args.name not in BENCHES:
        raise InputRefused(Reason("bench.unknown", {"name": args.name, "known": ", ".join(BENCHES)}))
    results: list[dict[str, Any]] = []
    for name in [args.name] if args.name else BENCHES:
        measured = importlib.import_module(f"lab.bench.{name}").results()
        results += measured
        if not args.json:
            for one in measured:
                print(_row(one), flush=True)
    if args.json:
        print(json.dumps({"results": results}, ensure_ascii=False))
    return 0 if all(one["ok"] is not False for one in results) else 1


def _row(one: dict[str, Any]) -> str:
    peer = f"{one['peer']}: {_figure(one['peer_value'])}" if one.get("peer") else ""
    budget = f"budget {one['budget']}" if one.get("budget") is not None else ""
    verdict = {True: "ok", False: "OVER", None: ""}[one["ok"]]
    value = f"{_figure(one['value']):>10} {one['unit']:<6}"
    return f"{one['name']:<52} {value} {peer:<44} {budget:<16} {verdict}".rstrip()


def _figure(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
