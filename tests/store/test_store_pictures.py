"""Pictures on the disk: by their hash, whole or not there, and never more than they may be."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from kiosk.domain.picture_file import picture_name
from kiosk.errors import InputRefused, StoreUnusable
from kiosk.store.picture_folder import PictureFolder


def drawn(number: int, form: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (20, 20), (number, 0, 0)).save(file, form)
    return file.getvalue()


def keep(folder: PictureFolder, content: bytes) -> str:
    name = picture_name(content)
    assert folder.keep(name, content).read_bytes() == content
    return name


def test_what_is_kept_is_held_also_after_a_restart(tmp_path: Path) -> None:
    folder = PictureFolder(tmp_path / "pictures")
    names = [keep(folder, drawn(1)), keep(folder, drawn(2, "JPEG")), keep(folder, drawn(3, "WEBP"))]
    again = PictureFolder(tmp_path / "pictures")
    held = again.held([*names, "0" * 64, "../ledger", ""])
    assert list(held) == names
    assert [path.suffix for path in held.values()] == [".png", ".jpg", ".webp"]
    assert (tmp_path / "pictures").stat().st_mode & 0o777 == 0o700


def test_only_the_picture_of_the_name_is_kept(tmp_path: Path) -> None:
    folder = PictureFolder(tmp_path)
    for name, content in (
        (picture_name(drawn(1)), drawn(2)),
        (picture_name(b"x"), b"x"),
        ("../up", drawn(1)),
    ):
        with pytest.raises(InputRefused):
            folder.keep(name, content)
    assert list(tmp_path.iterdir()) == []


def test_the_pictures_longest_unseen_make_room(tmp_path: Path) -> None:
    content = [drawn(number) for number in range(6)]
    folder = PictureFolder(tmp_path, most_bytes=sum(map(len, content[:4])))
    names = []
    for place, one in enumerate(content[:4]):
        names.append(keep(folder, one))
        for path in folder.held(names[-1:]).values():
            os.utime(path, (place, place))
    folder.held(names[:1])  # seen again
    names.append(keep(folder, content[4]))
    assert list(folder.held(names)) == [names[0], *names[2:]]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= sum(map(len, content[:4]))


def test_what_a_power_cut_left_is_neither_shown_nor_kept_for_ever(tmp_path: Path) -> None:
    first, second = drawn(1), drawn(2)
    torn = tmp_path / f"{picture_name(first)}.part"
    torn.write_bytes(first[:10])
    os.utime(torn, (1, 1))
    folder = PictureFolder(tmp_path, most_bytes=len(second) + 5)
    assert folder.held([picture_name(first)]) == {}
    keep(folder, second)
    assert [path.suffix for path in tmp_path.iterdir()] == [".png"]


def test_a_disk_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("in the way")
    with pytest.raises(StoreUnusable):
        PictureFolder(tmp_path / "pictures").keep(picture_name(drawn(1)), drawn(1))
