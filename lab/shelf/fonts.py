"""The fonts packs are printed in: the shop's own, else any of the system that has Chinese."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
_CHINESE = ("*CJK*", "*wqy*", "*NotoSansSC*", "*SourceHan*", "*DroidSansFallback*")


@cache
def sans(size_px: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """A sans serif with Chinese where there is one."""
    return ImageFont.truetype(str(_file(bold)), size_px)


@cache
def _file(bold: bool) -> Path:
    ours = ASSETS / f"NotoSansSC-{'Bold' if bold else 'Regular'}.ttf"
    if ours.is_file():
        return ours
    folder = Path("/usr/share/fonts")
    fonts = [path for pattern in _CHINESE for path in sorted(folder.rglob(f"{pattern}.tt[fc]"))]
    fonts += sorted(folder.rglob("DejaVuSans.ttf"))
    if not fonts:
        raise FileNotFoundError(f"no font in {ASSETS} nor in {folder}")
    return fonts[0]
