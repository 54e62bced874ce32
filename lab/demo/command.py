"""`kiosk demo [--headless] [--out DIR]`: the whole shop on this machine."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--headless", action="store_true", help="play one trip off screen and tell it")
    parser.add_argument("--out", type=Path, default=Path(".var/demo"), metavar="DIR", help="%(default)s")


def run(args: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if args.headless:
        # before Qt is loaded: the offscreen platform needs no display
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ.setdefault("XDG_RUNTIME_DIR", str(_private(args.out / "run")))
        return _headless(args.out.resolve())
    from lab.demo.visit import open_shop

    return open_shop(args.out.resolve())


def _headless(out: Path) -> int:
    from lab.demo.child import ChildFailed
    from lab.demo.headless import play
    from lab.demo.shopper import NeverCame

    try:
        play(out, lambda line: print(line, flush=True))
    except (ChildFailed, NeverCame) as failed:
        print(f"kiosk demo: {failed}", file=sys.stderr)
        return 1
    print(f"pictures {out / 'contact-sheet.png'}  {out / 'receipt.png'}")
    return 0


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder.resolve()
