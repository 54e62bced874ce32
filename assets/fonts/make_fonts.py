"""Makes the fonts beside this file from two npm packages, byte for byte the same each time.

    .venv/bin/python assets/fonts/make_fonts.py

The sources are asked from npm's configured registry. Noto Sans SC is cut to GB 2312 (levels 1 and 2), Latin,
punctuation and the signs screens and receipts use: 10.5 MB become 2.2. Both fonts keep their OFL text.
"""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset

HERE = Path(__file__).resolve().parent

NOTO = "@expo-google-fonts/noto-sans-sc@0.4.3"
INTER = "@expo-google-fonts/inter@0.4.2"

SOURCES = {
    "NotoSansSC-Regular.ttf": (NOTO, "package/400Regular/NotoSansSC_400Regular.ttf"),
    "NotoSansSC-Bold.ttf": (NOTO, "package/700Bold/NotoSansSC_700Bold.ttf"),
    "OFL-NotoSansSC.txt": (NOTO, "package/LICENSE_FONT"),
    "Inter-Regular.ttf": (INTER, "package/400Regular/Inter_400Regular.ttf"),
    "Inter-SemiBold.ttf": (INTER, "package/600SemiBold/Inter_600SemiBold.ttf"),
    "Inter-Bold.ttf": (INTER, "package/700Bold/Inter_700Bold.ttf"),
    "OFL-Inter.txt": (INTER, "package/LICENSE_FONT"),
}


def gb2312() -> set[int]:
    """The code points of GB 2312-1980: 682 signs and 6763 han characters."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:  # rows and cells the standard leaves empty
                continue
    return found


LATIN = {*range(0x20, 0x7F), *range(0xA0, 0x180)}
SIGNS = {*range(0x2010, 0x2030), *range(0x3000, 0x3040), *range(0xFF00, 0xFFF0)} | {
    ord(sign) for sign in "‰′″‹›€₩₽₹™№℃℉←↑→↓−×÷√∞≈≠≤≥■□▲△▼▽◆◇○●★☆✓✔✕©®¥￥￡"
}


def cut(source: Path, target: Path, keep: set[int]) -> None:
    """Writes `source` with only the characters in `keep`; no time stamps, no hinting."""
    options = subset.Options(
        layout_features=["kern", "liga", "tnum", "locl", "ccmp", "mark", "mkmk", "case", "ss03", "palt"],
        hinting=False,
        recalc_timestamp=False,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17],
        notdef_outline=True,
    )
    font = subset.load_font(str(source), options)
    worker = subset.Subsetter(options)
    worker.populate(unicodes=sorted(keep))
    worker.subset(font)
    subset.save_font(font, str(target), options)
    font.close()


def fetch(package: str, folder: Path) -> Path:
    """The packed npm package, in `folder`."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", package],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        timeout=600,
    )
    return folder / packed.stdout.strip().splitlines()[-1]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packed = {package: fetch(package, folder) for package in (NOTO, INTER)}
        for target, (package, member) in SOURCES.items():
            with tarfile.open(packed[package]) as archive:
                archive.extract(member, folder, filter="data")
            source = folder / member
            if not target.endswith(".ttf"):
                (HERE / target).write_bytes(source.read_bytes())
                continue
            keep = LATIN | SIGNS if package == INTER else LATIN | SIGNS | gb2312()
            cut(source, HERE / target, keep)
            print(f"{target}\t{(HERE / target).stat().st_size} bytes")


if __name__ == "__main__":
    main()
