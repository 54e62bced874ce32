"""Which files may be shown as a good's picture, told by their first bytes."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.domain.picture_file import (
    MOST_BYTES,
    MOST_SIDE,
    PictureHead,
    PictureKind,
    is_picture_name,
    picture_name,
    read_picture_head,
)
from kiosk.errors import InputRefused

WAYS = {
    "png": (PictureKind.PNG, "PNG", {}),
    "png with alpha": (PictureKind.PNG, "PNG", {"mode": "RGBA"}),
    "jpeg": (PictureKind.JPEG, "JPEG", {}),
    "progressive jpeg with a comment": (
        PictureKind.JPEG,
        "JPEG",
        {"progressive": True, "comment": b"x" * 900},
    ),
    "webp": (PictureKind.WEBP, "WEBP", {}),
    "lossless webp": (PictureKind.WEBP, "WEBP", {"lossless": True}),
    "webp with alpha": (PictureKind.WEBP, "WEBP", {"mode": "RGBA"}),
}


def made(way: str, width: int = 37, height: int = 23) -> bytes:
    _, form, options = WAYS[way]
    given_options = dict(options)
    drawn = Image.new(str(given_options.pop("mode", "RGB")), (width, height), (200, 90, 20))
    if drawn.mode == "RGBA":
        drawn.putpixel((1, 1), (0, 0, 0, 40))
    file = io.BytesIO()
    drawn.save(file, form, **given_options)
    return file.getvalue()


def why_not(content: bytes) -> str:
    with pytest.raises(InputRefused) as caught:
        read_picture_head(content)
    return caught.value.reason.code


@pytest.mark.parametrize("way", WAYS)
def test_kind_and_size_are_those_of_the_picture(way: str) -> None:
    assert read_picture_head(made(way)) == PictureHead(WAYS[way][0], 37, 23)


@pytest.mark.parametrize("way", WAYS)
def test_too_many_pixels_are_refused_however_small_the_file(way: str) -> None:
    read_picture_head(made(way, MOST_SIDE, 2))
    assert why_not(made(way, MOST_SIDE + 1, 2)) == "picture.too_many_pixels"
    assert why_not(made(way, 2, MOST_SIDE + 1)) == "picture.too_many_pixels"


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "ICO", "PPM"])
def test_other_kinds_are_refused(form: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (16, 16)).save(file, form)
    assert why_not(file.getvalue()) == "picture.not_a_picture"


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert why_not(content) == "picture.not_a_picture"


def test_a_large_file_is_refused_whatever_it_is() -> None:
    assert why_not(made("png") + b"\0" * MOST_BYTES) == "picture.too_large"


@given(st.sampled_from(sorted(WAYS)), st.data())
def test_no_damage_to_a_picture_is_more_than_a_refusal(way: str, data: st.DataObject) -> None:
    content = bytearray(made(way))
    for _ in range(data.draw(st.integers(0, 6))):
        content[data.draw(st.integers(0, min(60, len(content) - 1)))] = data.draw(st.integers(0, 255))
    try:
        head = read_picture_head(bytes(content[: data.draw(st.integers(0, len(content)))]))
    except InputRefused:
        return
    assert 1 <= head.width <= MOST_SIDE
    assert 1 <= head.height <= MOST_SIDE


@given(st.binary(max_size=200))
def test_any_bytes_are_a_picture_or_refused(content: bytes) -> None:
    for start in (b"", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"):
        try:
            read_picture_head(start + content)
        except InputRefused:
            continue


def test_a_picture_is_named_by_its_hash_and_by_nothing_else() -> None:
    assert is_picture_name(picture_name(b"x"))
    for other in ("", "a" * 63, "A" * 64, "../" + "a" * 61, "a" * 64 + "\n", "a" * 65):
        assert not is_picture_name(other)
