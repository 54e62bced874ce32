"""`kiosk bench [NAME]`: the benchmarks, each beside a peer or a limit of the same run.

A bench is a module here with `results()`, its rows as dicts, each with `name, value, unit, peer, peer_value,
budget, ok`; those of scanning and of the catalogue take how much to measure. Figures of different runs do not
compare: the machine may have been busy.
"""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path
from typing import Any

from kiosk.errors import InputRefused, Reason
from lab.bench.catalogue.rows import LEAST_GOODS, SAMPLE_GOODS
from lab.bench.catalogue.rows import Scope as CatalogueScope
from lab.bench.scanning.rows import Scope

BENCHES = ("price", "receipt", "scan", "catalogue", "ui")

SCAN, CATALOGUE, PRICE = "scan", "catalogue", "price"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help=f"one of {', '.join(BENCHES)}; all of them without")
    parser.add_argument("--json", action="store_true", help='{"results": […]} instead of a table')
    parser.add_argument(
        "--whole", action="store_true", help="scan: every photograph and a fine sweep, ten minutes"
    )
    parser.add_argument(
        "--plot",
        type=Path,
        metavar="FILE",
        help="scan: draw the sweep into a PNG; catalogue and price: the growth",
    )
    parser.add_argument(
        "--goods",
        type=int,
        metavar="N",
        help=f"catalogue: how many, at least {LEAST_GOODS} (default: {SAMPLE_GOODS}; a large chain: 1000000)",
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="scan: sweep.png, sweep.csv and every misread into a folder"
    )


def run(args: argparse.Namespace) -> int:
    """0 when every figure with a budget keeps it."""
    plots = args.name in (CATALOGUE, PRICE)
    if args.name not in (None, SCAN) and (args.whole or args.out or (args.plot and not plots)):
        raise InputRefused(Reason("bench.only_scan", {"name": args.name}))
    if args.goods is not None and (args.name != CATALOGUE or args.goods < LEAST_GOODS):
        raise InputRefused(Reason("bench.goods", {"goods": args.goods, "least": LEAST_GOODS}))
    if args.name is not None and args.name not in BENCHES:
        raise InputRefused(Reason("bench.unknown", {"name": args.name, "known": ", ".join(BENCHES)}))
    results: list[dict[str, Any]] = []
    for name in [args.name] if args.name else BENCHES:
        scope: list[object] = []
        if name == SCAN:
            scope = [Scope(args.whole, args.plot, args.out)]
        elif name == PRICE:
            scope = [args.plot if args.name == PRICE else None]
        elif name == CATALOGUE:
            plot = args.plot if args.name == CATALOGUE else None
            scope = [CatalogueScope(args.goods or SAMPLE_GOODS, plot)]
        measured = importlib.import_module(f"lab.bench.{name}").results(*scope)
        for one in measured:
            results.append(one)
            if not args.json:
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
