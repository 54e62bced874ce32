"""The text of a file that a person made, in the coding their program wrote it in."""

from __future__ import annotations

from dataclasses import dataclass

UTF_8, GB18030 = "utf-8", "gb18030"


@dataclass(frozen=True, slots=True)
class FileText:
    """A text, and what its bytes were taken for."""

    text: str
    coding: str


def text_of_bytes(content: bytes) -> FileText:
    """UTF-8 with or without its mark, else GB18030: what spreadsheets in China write unless told otherwise.

    The second is a guess that hardly ever fails, so whoever asked is to say that it was made. Raises
    UnicodeDecodeError.
    """
    try:
        return FileText(content.decode("utf-8-sig"), UTF_8)
    except UnicodeDecodeError:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise
        return FileText(content.decode(GB18030), GB18030)
