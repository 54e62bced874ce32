"""Light, dark, high contrast: words and controls stand out from their ground, in tokens and in pixels."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from PySide6.QtQml import QQmlEngine, qmlEngine

from kiosk.services.views import Screen
from lab.example_views import BASKET, NOTICES, PAID, PAY, base
from lab.glass import Glass, is_text, scene_rect
from tests.ui.fitting import clipped, drawn_rect
from tests.ui.test_ui_pixels import pixels_of
from ui.application import Look
from ui.bridge.category import CATEGORIES
from ui.choices import Colours
from ui.places import QML

PALETTES = list(Colours)
SHOPPING = replace(base("en"), screen=Screen.BASKET, basket=BASKET)
WORDS = [
    *(("ink", ground) for ground in ("background", "surface", "surfaceLow")),
    *(("inkSoft", ground) for ground in ("background", "surface", "surfaceLow")),
    *(("brand", ground) for ground in ("surface", "brandSoft")),
    *(
        (ink, ground)
        for ink in ("deepInk", "deepInkSoft")
        for ground in ("deepTop", "deepMiddle", "brandDeep")
    ),
    *(("lime", "brandDeep"), ("limeInk", "lime"), ("brandInk", "brand"), ("dangerInk", "danger")),
    *(("amberInk", "amber"), ("amberSoftInk", "amberSoft"), ("nightInk", "night")),
    *(("danger", "dangerSoft"), ("danger", "surface")),
]
PARTS = [("focus", "surface"), ("focus", "background"), ("brand", "surface"), ("lime", "brandDeep")]


def luminance(red: float, green: float, blue: float) -> float:
    """WCAG 2.2, relative luminance of parts from 0 to 1."""
    parts = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in (red, green, blue))
    return sum(part * share for part, share in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.2, contrast ratio."""
    darker, lighter = sorted(luminance(c.redF(), c.greenF(), c.blueF()) for c in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def theme_of(glass: Glass) -> QObject:
    engine = qmlEngine(glass.app.window)
    assert isinstance(engine, QQmlEngine)
    theme: QObject = engine.singletonInstance("Touchlane", "Theme")
    return theme


def test_words_and_parts_stand_out_in_every_palette(glass: Glass) -> None:
    theme, weak = theme_of(glass), []
    for palette in PALETTES:
        glass.app.kiosk.access.chooseColours(str(palette))
        for pairs, least in ((WORDS, 7.0 if palette is Colours.CONTRAST else 4.5), (PARTS, 3.0)):
            for ink, ground in pairs:
                ratio = contrast(theme.property(ink), theme.property(ground))
                if ratio < least:
                    weak.append(f"{palette}: {ink} on {ground} {ratio:.1f}")
    assert weak == []


def test_every_palette_names_colours_that_are_there() -> None:
    light = (QML / "Touchlane" / "themes" / "Colours.qml").read_text(encoding="utf-8")
    known = set(re.findall(r"property color (\w+):", light))
    for name in ("Dark", "Contrast"):
        other = (QML / "Touchlane" / "themes" / f"{name}Colours.qml").read_text(encoding="utf-8")
        assert set(re.findall(r"^    (\w+):", other, re.MULTILINE)) <= known


def test_no_screen_has_a_colour_of_its_own() -> None:
    """But white under a code, the wallets' own hints, and the pictures of the workbench."""
    allowed = {"QrCard.qml", "WalletChip.qml", "Theme.qml"}
    found = {
        path.name: re.findall(r'"#[0-9A-Fa-f]{3,8}"', path.read_text(encoding="utf-8"))
        for path in QML.rglob("*.qml")
        if path.parent.name != "themes" and path.name not in allowed
    }
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_every_category_has_a_colour_that_shows_its_icon(glass: Glass) -> None:
    theme = (QML / "Touchlane" / "Theme.qml").read_text(encoding="utf-8")
    tiles = dict(re.findall(r'(\w+): \["(#[0-9A-F]{6})", "#[0-9A-F]{6}"\]', theme))
    accents = dict(re.findall(r'(\w+): \["#[0-9A-F]{6}", "(#[0-9A-F]{6})"\]', theme))
    assert set(tiles) == CATEGORIES
    dark = QColor("#151D19")
    for category, tint in tiles.items():
        assert contrast(QColor(tint), QColor(accents[category])) >= 3, category
        assert contrast(QColor(tint), dark) >= 7, category


@pytest.mark.parametrize("palette", PALETTES)
def test_the_pixels_of_words_stand_out(palette: Colours, open_window: Callable[[Look], Glass]) -> None:
    """The lightest and the darkest pixel of each text; not where a list fades out."""
    glass = open_window(Look(reduce_motion=True, sounds=False, theme=palette))
    weak = []
    for view in (
        replace(SHOPPING, notice=NOTICES["refused"]),
        replace(SHOPPING, screen=Screen.PAY, pay=PAY),
        replace(SHOPPING, screen=Screen.PAID, paid=PAID),
        base("zh-CN"),
    ):
        glass.show(view)
        pixels = pixels_of(glass.app.grab())[:, :, 2::-1] / 255
        fading = [scene_rect(item) for item in glass.all("fade")]
        for text in (item for item in glass.top_items() if is_text(item)):
            box = clipped(text, drawn_rect(text)).toRect()
            if any(place.intersects(box.toRectF()) for place in fading):
                continue
            part = pixels[box.top() : box.bottom(), box.left() : box.right()].reshape(-1, 3)
            if len(part) and (ratio := ratio_within(part)) < 4.5:
                weak.append(f"{text.property('text')!r} {ratio:.1f}")
    assert weak == []


def ratio_within(pixels: np.ndarray) -> float:  # type: ignore[type-arg]
    linear = np.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4)
    light = linear @ np.array((0.2126, 0.7152, 0.0722))
    return float((light.max() + 0.05) / (light.min() + 0.05))


def test_high_contrast_gives_everything_touched_an_edge(open_window: Callable[[Look], Glass]) -> None:
    glass = open_window(Look(reduce_motion=True, sounds=False, theme="contrast"))
    glass.show(SHOPPING)
    pixels = pixels_of(glass.app.grab())
    for name in ("languageButton", "accessButton", "keypadButton", "payButton", "lessButton"):
        box = scene_rect(glass.get(name)).toRect()
        assert tuple(pixels[box.top() + 1, box.center().x(), :3]) == (255, 255, 255), name
        assert tuple(pixels[box.top() - 8, box.center().x(), :3]) == (0, 0, 0), name
