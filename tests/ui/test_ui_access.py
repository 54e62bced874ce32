"""A shopper suits the screens to themselves; with the visit it is gone."""

from __future__ import annotations

import re
import wave
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiosk.services.intents import Intent
from kiosk.services.views import Screen
from lab.example_views import BASKET, PAID, PAY, base
from lab.glass import Glass
from ui.application import Look
from ui.choices import VOLUMES, Choices, Colours
from ui.places import QML, SOUNDS
from ui.sounds import Sounds, write_scaled

ATTRACT = base("en")
SHOPPING = replace(ATTRACT, screen=Screen.BASKET, basket=BASKET)


def choices(glass: Glass) -> Choices:
    return glass.app.kiosk.access.choices


@pytest.mark.parametrize("screen", [screen for screen in Screen if screen is not Screen.STARTING])
def test_the_panel_opens_on_every_screen(glass: Glass, screen: Screen, posted: list[Intent]) -> None:
    glass.show(replace(SHOPPING, screen=screen, pay=PAY, paid=PAID))
    glass.tap("accessButton")
    assert glass.text("sheetHeading") == "Accessibility"
    glass.tap("colours_contrast")
    assert choices(glass).colours is Colours.CONTRAST
    glass.tap("closeButton")
    assert not glass.sees("accessPanel")


def test_choices_last_for_the_visit_and_end_with_it(glass: Glass) -> None:
    glass.show(ATTRACT)
    glass.tap("accessButton")
    for name in ("colours_dark", "text_true", "volume_3", "reach_true"):
        glass.tap(name)
    chosen = Choices(colours=Colours.DARK, large_text=True, volume=3, within_reach=True)
    assert choices(glass) == chosen
    for screen in (Screen.BASKET, Screen.PAY, Screen.PAID):
        glass.show(replace(SHOPPING, screen=screen, pay=PAY, paid=PAID))
        assert choices(glass) == chosen, screen
    assert not glass.sees("accessPanel")
    glass.show(ATTRACT)
    assert choices(glass) == Choices()


def test_who_chose_and_walked_away_leaves_nothing_behind(glass: Glass, qtbot: QtBot) -> None:
    glass.show(ATTRACT)
    glass.tap("accessButton")
    glass.tap("colours_contrast")
    assert choices(glass).colours is Colours.CONTRAST
    glass.app.kiosk.access._silence.setInterval(150)  # begins anew; a minute is too long for a test
    qtbot.waitUntil(lambda: choices(glass) == Choices(), timeout=3000)
    glass.settle()
    assert not glass.sees("accessPanel")


def test_the_stores_own_colours_come_back(open_window: Callable[[Look], Glass]) -> None:
    look = Look(width=540, height=960, px_per_mm=2.015, reduce_motion=True, sounds=False, theme="dark")
    glass = open_window(look)
    glass.show(SHOPPING)
    glass.app.kiosk.access.chooseColours("light")
    glass.show(ATTRACT)
    assert choices(glass).colours is Colours.DARK


def test_large_words_and_low_buttons_move_things(glass: Glass) -> None:
    glass.show(SHOPPING)
    size = glass.get("lineName").property("font").pixelSize()
    bar = glass.get("helpButton").mapToScene(glass.get("helpButton").position()).y()
    glass.app.kiosk.access.chooseLargeText(True)
    glass.app.kiosk.access.chooseWithinReach(True)
    glass.settle()
    assert glass.get("lineName").property("font").pixelSize() == pytest.approx(1.5 * size, abs=1)
    assert glass.get("helpButton").mapToScene(glass.get("helpButton").position()).y() > bar + 400


def test_a_machine_without_sound_offers_none(glass: Glass) -> None:
    glass.app.kiosk.access.set_audible(False)
    glass.show(ATTRACT, "access")
    assert glass.sees("colours_light")
    assert not glass.sees("volume_0")


def test_a_volume_is_heard_when_chosen_and_silence_is_silent(tmp_path: Path, qtbot: QtBot) -> None:
    heard = tmp_path / "heard"
    player = tmp_path / "player"
    player.write_text(f'#!/bin/sh\necho "$1" >> {heard}\n', encoding="utf-8")
    player.chmod(0o755)
    sounds = Sounds(players=((str(player),),))
    sounds.loudness = VOLUMES[0]
    sounds.play("found")
    sounds.loudness = VOLUMES[1]
    sounds.play("found")
    qtbot.waitUntil(lambda: heard.exists() and bool(heard.read_text()), timeout=5000)
    (told,) = heard.read_text(encoding="utf-8").split()
    assert Path(told).name == "found-0.35.wav"
    sounds.close()
    assert not Path(told).exists()


def peak(path: Path) -> int:
    with wave.open(str(path)) as file:
        samples = memoryview(file.readframes(file.getnframes())).cast("h")
    return max(abs(sample) for sample in samples)


def test_louder_is_louder_and_never_torn(tmp_path: Path) -> None:
    for path in SOUNDS.glob("*.wav"):
        peaks = []
        for volume in VOLUMES[1:]:
            write_scaled(path, tmp_path / "copy.wav", volume)
            peaks.append(peak(tmp_path / "copy.wav"))
        assert peaks == sorted(set(peaks)), path.name
        assert peaks[-1] < 32767, f"{path.name} is cut off at its loudest"


def test_the_tones_differ() -> None:
    tones = {path.read_bytes() for path in SOUNDS.glob("*.wav")}
    assert len(tones) == len(list(SOUNDS.glob("*.wav"))) == 8


def test_nothing_moves_for_ever_or_flashes() -> None:
    """No endless animation, no blinking: each is over in less than half a second."""
    for path in QML.rglob("*.qml"):
        source = path.read_text(encoding="utf-8")
        assert "Animation.Infinite" not in source, path.name
        assert not re.search(r"\bloops:", source), path.name
        assert all(int(ms) <= 420 for ms in re.findall(r"duration: (\d+)", source)), path.name


def test_high_contrast_stands_still(open_window: Callable[[Look], Glass]) -> None:
    glass = open_window(Look(width=540, height=960, px_per_mm=2.015, sounds=False, theme="contrast"))
    glass.show(ATTRACT)
    glass.show(SHOPPING)  # the first frame is the last
    first = glass.app.grab()
    glass.settle(20)
    assert glass.app.grab() == first
