"""Translations, fonts, colours and the tables of screens are complete."""

from __future__ import annotations

import re
import runpy
import shutil
import wave
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontMetrics

from kiosk.sentences import read_po
from kiosk.services.views import NoticeKind, Screen
from lab.example_views import LANGUAGES, examples
from lab.glass import Glass
from ui import fonts, navigator, translations
from ui.bridge.kiosk import SOUND_OF
from ui.navigator import Overlay, Panel, overlay_of, panel_after
from ui.places import ICONS, QML, SOUNDS, TRANSLATIONS

CHECKOUT = Path(__file__).resolve().parents[2]


def messages(path: Path) -> Iterator[ET.Element]:
    yield from ET.parse(path).getroot().iter("message")  # our own file


def words_of(message: ET.Element) -> list[str]:
    translation = message.find("translation")
    assert translation is not None
    forms = [form.text or "" for form in translation.findall("numerusform")]
    return forms or [translation.text or ""]


@pytest.mark.parametrize("name", translations.FILES.values())
def test_every_text_of_the_screens_is_translated(name: str, tmp_path: Path) -> None:
    for file in translations.FILES.values():
        shutil.copy(TRANSLATIONS / f"{file}.ts", tmp_path)
    translations.collect(QML, tmp_path)
    collected = {
        (message.findtext("source"), *words_of(message)) for message in messages(tmp_path / f"{name}.ts")
    }
    kept = {
        (message.findtext("source"), *words_of(message)) for message in messages(TRANSLATIONS / f"{name}.ts")
    }
    assert collected == kept, "run python -m ui.translations"
    for message in messages(TRANSLATIONS / f"{name}.ts"):
        translation, source = message.find("translation"), message.findtext("source") or ""
        assert translation is not None
        assert translation.get("type") is None, f"unfinished: {source}"
        for words in words_of(message):
            assert words, source
            assert set(re.findall(r"%[n\d]", words)) == set(re.findall(r"%[n\d]", source)), source


def test_the_compiled_translations_are_those_of_the_texts(tmp_path: Path) -> None:
    translations.compile_into(tmp_path)
    for name in translations.FILES.values():
        fresh, kept = (tmp_path / f"{name}.qm").read_bytes(), (TRANSLATIONS / f"{name}.qm").read_bytes()
        assert fresh == kept, "run python -m ui.translations"


def test_every_character_of_every_sentence_is_in_the_fonts(glass: Glass) -> None:
    assert glass.app.qt is not None
    used: set[str] = set()
    for name in translations.FILES.values():
        for message in messages(TRANSLATIONS / f"{name}.ts"):
            used.update(*words_of(message), message.findtext("source") or "")
    for path in TRANSLATIONS.glob("*/reasons.d/*.po"):
        for _code, sentence in read_po(path.read_text(encoding="utf-8"), str(path)):
            used.update(sentence)
    latin, chinese = (QFontMetrics(QFont(family)) for family in (fonts.LATIN, fonts.CHINESE))
    signs = {ord(sign) for sign in used if sign > " "}
    missing = {chr(sign) for sign in signs if not latin.inFontUcs4(sign) and not chinese.inFontUcs4(sign)}
    assert missing == set()


def test_every_icon_is_used_and_every_icon_used_is_there() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in QML.rglob("*.qml"))
    drawn = {path.stem for path in ICONS.glob("*.svg")}
    plain = {name for name in drawn if not name.startswith("category_")}
    assert {name for name in plain if f'"{name}"' not in sources} == set()
    named = set(re.findall(r'(?:iconName|name): "([a-z_]+)"', sources))
    assert named - drawn == set()


def test_every_notice_but_the_plain_one_has_its_own_sound(tmp_path: Path) -> None:
    assert set(SOUND_OF) == set(NoticeKind)
    tones = runpy.run_path(str(SOUNDS / "make_sounds.py"))
    assert {name for name in SOUND_OF.values() if name != "info"} | {"paid"} == set(tones["TONES"])
    for name, notes in tones["TONES"].items():
        with wave.open(str(SOUNDS / f"{name}.wav")) as file:
            assert file.readframes(file.getnframes()) == tones["samples"](notes), (
                "run assets/sounds/make_sounds.py"
            )


def test_every_screen_of_the_views_is_drawn(glass: Glass) -> None:
    assert set(navigator.SCREEN_FILES) == set(Screen)
    shown = {example.view.screen for example in examples("en")}
    assert shown == set(Screen)
    for screen in Screen:
        view = replace(next(iter(examples("en"))).view, screen=screen)
        glass.show(view)
        assert glass.sees(
            screen.value.split("_")[0] + "".join(p.title() for p in screen.value.split("_")[1:]) + "Screen"
        )


def test_panels_close_where_they_do_not_belong() -> None:
    named = {example.name: example.view for example in examples("en")}
    for panel in Panel:
        everywhere = panel if panel is Panel.ACCESS else Panel.NONE
        assert panel_after(panel, named["15-checking"]) is everywhere
        assert panel_after(panel, named["01-starting"]) is Panel.NONE
        assert panel_after(panel, named["09-age-check"]) is Panel.NONE
        home = named["21-staff" if panel is Panel.DISCOUNT else "03-basket-empty"]
        assert panel_after(panel, home) is panel
    assert overlay_of(named["09-age-check"]) is Overlay.AGE_CHECK
    assert overlay_of(named["08-bags"]) is Overlay.BAGS
    assert overlay_of(named["10-still-there"]) is Overlay.STILL_THERE
    both = replace(named["09-age-check"], leave_warning_at=named["09-age-check"].now)
    assert overlay_of(both) is Overlay.STILL_THERE


def test_the_languages_are_the_same_everywhere() -> None:
    assert set(LANGUAGES) == set(translations.FILES)
