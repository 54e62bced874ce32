"""Writes the hard frames and their `expected.csv` (file, symbology, text), as photographs are kept."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import cv2

from lab.frames.hard import hard_frames


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the hard frames into a folder.")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", metavar="NAME", help="the one frame of this name")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with (options.out / "expected.csv").open("w", encoding="utf-8", newline="") as table:
        rows = csv.writer(table)
        rows.writerow(("file", "symbology", "text"))
        for frame in hard_frames(options.seed, options.only):
            file = f"{frame.name}.png"
            cv2.imwrite(str(options.out / file), frame.picture())
            for code in frame.codes:
                rows.writerow((file, code.symbology, code.text))
            if not frame.codes:
                rows.writerow((file, "none", ""))


if __name__ == "__main__":
    main()
