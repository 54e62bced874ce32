"""Sentences: every one exists in both languages with the same values, and files are read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import BugError, Reason
from kiosk.sentences import Sentences, read_po

LANGUAGES = ("zh-CN", "en")
SHOP = Sentences(strict=True)


class Anything(dict[str, str | int]):
    """Answers every value by its own name, and remembers which were asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def __missing__(self, name: str) -> str:
        self.asked.add(name)
        return name


def test_both_languages_have_the_same_sentences() -> None:
    assert SHOP.codes("zh-CN") == SHOP.codes("en")
    assert "basket.too_many_pieces" in SHOP.codes("en")


def test_both_languages_name_the_same_values() -> None:
    for code in SHOP.codes("en"):
        asked = []
        for language in LANGUAGES:
            values = Anything()
            SHOP.say(Reason(code, values), language)
            asked.append(values.asked)
        assert asked[0] == asked[1], code


def test_no_sentence_shows_a_bare_place_or_loose_space() -> None:
    for code in SHOP.codes("en"):
        for language in LANGUAGES:
            text = SHOP.say(Reason(code, Anything()), language)
            assert text == text.strip()
            assert "{" not in text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-CN", "同一种商品一次最多 99 件。需要更多请找店员。"),
        ("zh", "同一种商品一次最多 99 件。需要更多请找店员。"),
        ("zh_CN.UTF-8", "同一种商品一次最多 99 件。需要更多请找店员。"),
        ("en", "At most 99 of one product at a time. For more, please ask a member of staff."),
        ("de", "At most 99 of one product at a time. For more, please ask a member of staff."),
    ],
)
def test_a_reason_in_words(language: str, text: str) -> None:
    assert SHOP.say(Reason("basket.too_many_pieces", {"limit": 99}), language) == text


@pytest.mark.parametrize("reason", [Reason("no.such_code"), Reason("basket.too_many_pieces")])
def test_what_cannot_be_said_fails_a_test_and_shows_itself_in_a_shop(reason: Reason) -> None:
    with pytest.raises(BugError):
        SHOP.say(reason, "en")
    assert Sentences().say(reason, "en") == str(reason)


def test_files_of_one_language_are_read_together(tmp_path: Path) -> None:
    for language in ("zh_CN", "en"):
        folder = tmp_path / language / "reasons.d"
        folder.mkdir(parents=True)
        (folder / "a.po").write_text('# told to shoppers\nmsgid "a.b"\nmsgstr "one \\"{x}\\"\\n"\n"two"\n')
        (folder / "c.po").write_text('msgid ""\nmsgstr ""\n"Language: x\\n"\n\nmsgid "c.d"\nmsgstr "three"')
    sentences = Sentences(tmp_path, strict=True)
    assert sentences.codes("en") == {"a.b", "c.d"}
    assert sentences.say(Reason("a.b", {"x": 7}), "en") == 'one "7"\ntwo'
    (tmp_path / "en" / "reasons.d" / "d.po").write_text('msgid "a.b"\nmsgstr "again"\n')
    with pytest.raises(BugError, match=r"d\.po: a\.b stands twice"):
        Sentences(tmp_path)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('msgid "a"\n', 2),
        ('msgstr "a"\n', 2),
        ('msgid "a"\nmsgstr ""\n', 3),
        ('msgid "a"\nmsgid "b"\nmsgstr "c"\n', 2),
        ('msgid "a"\nmsgstr "b\n', 2),
        ('msgid "a"\nmsgstr "b\\t"\n', 2),
        ('msgid "a"\nmsgid_plural "b"\n', 2),
        ('#, fuzzy\nmsgid "a"\nmsgstr "b"\n', 1),
        ('#~ msgid "a"\n', 1),
        ('"loose"\n', 1),
        ("hello\n", 1),
    ],
)
def test_a_slip_of_the_pen_is_named_with_its_line(text: str, line: int) -> None:
    with pytest.raises(BugError, match=rf"^f\.po:{line}: "):
        list(read_po(text, "f.po"))
