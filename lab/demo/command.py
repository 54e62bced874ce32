"""`kiosk demo [--headless | --view] [--out DIR]`: the whole shop on this machine."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--headless", action="store_true", help="play one trip off screen and tell it")
    how.add_argument(
        "--view", action="store_true", help="no display here: show the windows to VNC viewers at 127.0.0.1"
    )
    parser.add_argument(
        "--port", type=int, default=5900, metavar="N", help="of the view; 0: a free one (default: 5900)"
    )
    parser.add_argument(
        "--out", type=Path, default=Path(".var/demo"), metavar="DIR", help="(default: %(default)s)"
    )


def run(args: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if args.headless:
        # before Qt is loaded: the offscreen platform needs no display
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ.setdefault("XDG_RUNTIME_DIR", str(_private(args.out / "run")))
        return _headless(args.out.resolve())
    if args.view and not _view(args.port, args.out):
        return 1
    from lab.demo.visit import open_shop

    return open_shop(args.out.resolve())


def _view(port: int, out: Path) -> bool:
    """A screen for the windows where the machine has none; says how to look at it."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(_private(out / "run")))
    from lab.demo.remote_view import HOST, ViewFailed, open_view

    try:
        port = open_view(port)
    except ViewFailed as failed:
        print(f"kiosk demo: {failed}", file=sys.stderr)
        return False
    print(f"screen  vnc://{HOST}:{port}, for VNC viewers on this machine only; from another machine first")
    print(f"        ssh -L {port}:{HOST}:{port} USER@THIS-MACHINE", flush=True)
    return True


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
