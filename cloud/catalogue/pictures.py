"""Pictures of goods: files in a folder a tenant, each named by its own SHA-256.

A name always means the same bytes, so whoever has a picture never asks again, and a copy of the folder on
any server of static files serves as well.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.picture_file import (
    MOST_BYTES,
    PictureKind,
    is_picture_name,
    picture_name,
    read_picture_head,
)
from kiosk.errors import InputRefused, Reason

ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".webp"})
MEDIA_TYPES = {
    PictureKind.PNG: "image/png",
    PictureKind.JPEG: "image/jpeg",
    PictureKind.WEBP: "image/webp",
}
_TENANT = re.compile("[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is served."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: the name its picture is served by, or why it was not taken."""

    file: Path
    name: str = ""
    refused: Reason | None = None


class PictureShelf:
    """The pictures of all tenants, below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, tenant: str, file: Path) -> Taken:
        """Put a copy of a picture there, under its hash; raises OSError."""
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
        try:
            head = read_picture_head(content)
        except InputRefused as refused:
            return Taken(file, refused=refused.reason)
        name = picture_name(content)
        path = self._path(tenant, name, head.kind)
        if not path.exists():
            path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            part = path.with_name(f"{name}.{secrets.token_hex(4)}.part")
            part.write_bytes(content)
            part.replace(path)
        return Taken(file, name)

    def picture(self, tenant: str, name: str) -> Picture | None:
        """None where there is no such tenant or picture."""
        if not _TENANT.fullmatch(tenant) or not is_picture_name(name):
            return None
        for kind in PictureKind:
            path = self._path(tenant, name, kind)
            if path.is_file():
                return Picture(path.read_bytes(), MEDIA_TYPES[kind])
        return None

    def _path(self, tenant: str, name: str, kind: PictureKind) -> Path:
        return self._folder / tenant / f"{name}.{kind}"


def pictures_in(folder: Path) -> list[Path]:
    """The files of a folder, and of those in it, that may be pictures by their endings."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
