"""`kiosk scan IMAGE…`: what the shipped still-picture pipeline reads, a JSON line a picture."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.barcode import Symbology

if TYPE_CHECKING:
    from drivers.camera.stills import StillReader


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "images", nargs="+", type=Path, metavar="IMAGE", help="a picture file (JPEG, PNG ...)"
    )
    parser.add_argument(
        "--upce",
        action="store_true",
        help="read UPC-E too; parts of an EAN-13 read as UPC-E, so only where UPC-E goods are sold",
    )


def run(args: argparse.Namespace) -> int:
    """0 when every picture could be opened, with or without a code in it."""
    import numpy as np

    from drivers.camera.decoder import grey_of
    from drivers.camera.stills import STILL, StillReader

    reader = StillReader((*STILL, Symbology.UPCE) if args.upce else STILL)
    reader.read(
        grey_of(np.full((64, 64), 255, np.uint8))
    )  # loads the decoders: the first picture is not charged
    unreadable = [path for path in args.images if not _scan(reader, path)]
    return 1 if unreadable else 0


def _scan(reader: StillReader, path: Path) -> bool:
    from drivers.camera.decoder import grey_of
    from drivers.camera.source import read_picture

    started = time.process_time()
    picture = read_picture(path)
    if picture is None:
        sys.stderr.write(
            f"{path}: not a picture that can be read; give a JPEG, PNG, WebP, BMP or TIFF file\n"
        )
        return False
    codes = [
        {"symbology": str(symbol.symbology), "text": symbol.text} for symbol in reader.read(grey_of(picture))
    ]
    cpu_ms = round((time.process_time() - started) * 1000, 1)
    line = {"file": str(path), "codes": codes, "cpu_ms": cpu_ms}
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return True
