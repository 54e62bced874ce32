"""What the shopper feels of a scan: each answer has a colour, sign, sound and words of its own, the bracket
follows the code and shows how it went, a miss stays until it is answered, mistyped digits come back."""

from __future__ import annotations

import array
import wave
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from PySide6.QtQml import QQmlEngine, qmlEngine
from pytestqt.qtbot import QtBot

from kiosk.errors import Reason
from kiosk.services.intents import CallStaff, DismissNotice, Intent, KeyInCode, NoteWish
from kiosk.services.views import NoticeKind, Screen
from lab.example_frame import StillPicture, shelf_frame
from lab.example_views import BASKET, LANGUAGES, NOTICES, base
from lab.glass import Glass
from tests.ui.fitting import faults
from tests.ui.test_ui_colours import contrast
from ui.application import Look
from ui.bridge.kiosk import SOUND_OF
from ui.choices import Colours
from ui.places import ICONS, SOUNDS

Told = Callable[[], list[Intent]]

SHOPPING = replace(base("en"), screen=Screen.BASKET, basket=BASKET)
FIVE = ("found", "again", "unknown", "refused", "not_for_sale")
UNKNOWN, FOUND = NOTICES["unknown"], replace(NOTICES["found"], serial=50)


def styles(glass: Glass) -> dict[str, dict[str, object]]:
    engine = qmlEngine(glass.app.window)
    assert isinstance(engine, QQmlEngine)
    style: QObject = engine.singletonInstance("Touchlane", "NoticeStyle")
    kinds: dict[str, dict[str, object]] = style.property("kinds").toVariant()
    return kinds


def notes(name: str) -> list[float]:
    """The pitches of a tone in Hz, by its loudest frequency in each 50 ms that sound."""
    with wave.open(str(SOUNDS / f"{name}.wav"), "rb") as file:
        rate, samples = file.getframerate(), array.array("h", file.readframes(file.getnframes()))
    step, pitches = rate // 20, []
    for start in range(0, len(samples) - step, step):
        part = np.array(samples[start : start + step], dtype=float)
        if np.abs(part).max() > 1000:
            pitches.append(float(np.abs(np.fft.rfft(part, 8 * step)).argmax() * rate / (8 * step)))
    return pitches


@pytest.mark.parametrize("palette", list(Colours))
def test_the_five_answers_differ_in_colour_and_sign_and_can_be_read(palette: Colours, glass: Glass) -> None:
    glass.app.kiosk.access.chooseColours(str(palette))
    kinds = styles(glass)
    for name in FIVE:
        fill, ink = QColor(kinds[name]["fill"]), QColor(kinds[name]["ink"])
        assert contrast(fill, ink) >= (7.0 if palette is Colours.CONTRAST else 4.5), name
        mark = QColor(kinds[name]["mark"])
        assert contrast(mark, QColor("black")) >= 4.5, f"{name}: the bracket in its halo"
        assert (ICONS / f"{kinds[name]['sign']}.svg").is_file()
    for one, other in combinations(FIVE, 2):
        for part in ("fill", "mark"):
            a, b = QColor(kinds[one][part]), QColor(kinds[other][part])
            apart = sum(abs(x - y) for x, y in zip(a.getRgb(), b.getRgb(), strict=True))
            assert apart > 60, f"{part} of {one} and {other}"


def test_no_two_kinds_share_a_sign_and_each_is_drawn_differently(glass: Glass) -> None:
    kinds = styles(glass)
    assert set(kinds) == {str(kind) for kind in NoticeKind}
    drawn = [(ICONS / f"{kind['sign']}.svg").read_text(encoding="utf-8") for kind in kinds.values()]
    assert len(set(drawn)) == len(kinds)


def test_the_five_answers_are_told_apart_by_ear() -> None:
    heard = {name: notes(SOUND_OF[NoticeKind(name)]) for name in FIVE}
    for one, other in combinations(FIVE, 2):
        assert heard[one] != heard[other], (one, other)
    for name in ("unknown", "not_for_sale"):
        assert heard[name][-1] < 0.85 * heard[name][0], f"{name} falls"
    assert heard["again"][-1] > 1.15 * heard["again"][0], "one more rises"
    assert len(heard["not_for_sale"]) > len(heard["unknown"]) > len(heard["found"])
    assert min(map(min, heard.values())) > 300, "small loudspeakers sound nothing lower"


def test_every_kind_but_info_has_a_sound_of_its_own() -> None:
    files = {kind: SOUNDS / f"{SOUND_OF[kind]}.wav" for kind in NoticeKind if kind is not NoticeKind.INFO}
    assert len({path.read_bytes() for path in files.values()}) == len(files)


def test_the_five_answers_differ_without_colour(open_window: Callable[[Look], Glass]) -> None:
    """The pills in grey, at the same place and size: more of their pixels differ than any blur would hide."""
    glass, pictures = open_window(Look(reduce_motion=True, sounds=False)), []
    for name in ("found", "again", "unknown", "refused", "not-for-sale"):
        glass.show(replace(SHOPPING, notice=NOTICES[name]))
        pill = glass.get("noticePill")
        icon = next(item for item in pill.childItems()[0].childItems() if item.inherits("QQuickImage"))
        place = icon.mapRectToScene(icon.boundingRect()).toRect()
        grey = glass.app.grab().copy(place).convertToFormat(glass.app.grab().format().Format_Grayscale8)
        rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
        sign = rows[:44, :44].astype(float)
        light, dark = sign.max(), sign.min()
        ink = np.abs(sign - sign[0, 0]) > (light - dark) / 2
        pictures.append((name, ink))
    for (one, a), (other, b) in combinations(pictures, 2):
        assert (a != b).mean() > 0.04, (one, other)


# The bracket


@pytest.mark.parametrize("name", ["found", "again", "unknown", "refused", "not-for-sale"])
def test_the_bracket_shows_how_the_scan_went_for_a_moment(glass: Glass, qtbot: QtBot, name: str) -> None:
    glass.show(SHOPPING)
    rest = glass.get("codeFrame").property("color")
    glass.show(replace(SHOPPING, notice=NOTICES[name]))
    mark = QColor(styles(glass)[str(NOTICES[name].kind)]["mark"])
    assert glass.get("codeFrame").property("color") == mark != rest
    assert glass.sees("codeSign"), "and not by colour alone"
    qtbot.waitUntil(lambda: not glass.sees("codeSign"), timeout=4000)
    assert glass.get("codeFrame").property("color") == rest


def test_the_bracket_follows_the_code_turns_with_it_and_goes_back(glass: Glass, camera: StillPicture) -> None:
    glass.show(SHOPPING)
    frame = shelf_frame()
    here = glass.get("codeFrame")
    start, turn = here.x(), here.rotation()
    assert turn == pytest.approx(-5, abs=0.5)
    moved = tuple((x + 100, y) for x, y in frame.corners)
    camera.see(replace(frame, corners=moved))
    glass.settle()
    scale = glass.get("camera").width() / frame.width
    assert here.x() == pytest.approx(start + 100 * scale, abs=1)
    quarter = frame.corners[1:] + frame.corners[:1]
    camera.see(replace(frame, corners=quarter))
    glass.settle()
    assert (here.x(), here.rotation()) == (pytest.approx(start, abs=1), pytest.approx(turn, abs=0.5))
    camera.see(replace(frame, corners=()))
    glass.settle()
    assert here.rotation() == 0
    assert here.width() > 0.4 * glass.get("camera").width(), "where goods are to be held"


def test_a_lost_code_lets_the_bracket_fade_unless_nothing_is_to_move(
    open_window: Callable[[Look], Glass], camera: StillPicture
) -> None:
    for still, seen in ((False, 0.5), (True, 1.0)):
        glass = open_window(Look(width=540, height=960, px_per_mm=2.015, reduce_motion=still, sounds=False))
        glass.show(SHOPPING)
        camera.see(replace(shelf_frame(), strength=0.5))
        glass.settle()
        assert glass.get("codeFrame").opacity() == pytest.approx(seen, abs=0.01)


def test_what_helps_the_camera_is_said_gently_and_goes_by_itself(glass: Glass, camera: StillPicture) -> None:
    glass.show(SHOPPING)
    assert not glass.sees("cameraHint")
    for language in LANGUAGES:
        glass.show(replace(SHOPPING, language=language))
        camera.hint(Reason("camera.hold_nearer"))
        glass.settle()
        said = {"en": "Hold the code a little nearer.", "zh-CN": "请把条码拿近一点。"}[language]
        assert glass.text("cameraHintText") == said
        assert faults(glass, Look(width=540, height=960)) == []
        camera.hint(None)
        glass.settle()
        assert not glass.sees("cameraHint")


# Answers


def test_a_miss_offers_its_ways_on_in_place_of_the_tools(glass: Glass, told: Told) -> None:
    glass.show(replace(SHOPPING, notice=UNKNOWN, unanswered=UNKNOWN))
    assert not glass.sees("leaveButton")
    glass.tap("callStaffButton")
    glass.tap("dismissButton")
    glass.tap("keyInButton")
    assert told() == [CallStaff(UNKNOWN.serial), DismissNotice(UNKNOWN.serial), DismissNotice(UNKNOWN.serial)]
    assert glass.sees("keypadPanel")
    assert glass.text("keyedDigits") == "0 000000 000000"
    sold = NOTICES["not-for-sale"]
    glass.app.kiosk.closePanel()
    glass.show(replace(SHOPPING, notice=sold, unanswered=sold))
    assert glass.sees("callStaffButton")
    assert not glass.sees("keyInButton")


def test_what_the_store_does_not_keep_is_wished_for_with_one_touch(glass: Glass, told: Told) -> None:
    home = NOTICES["for-home"]
    glass.show(replace(SHOPPING, notice=home, unanswered=home))
    assert "delivered to your home" in glass.text("noticeText")
    assert glass.sees("callStaffButton")
    glass.tap("wishButton")
    assert told() == [NoteWish(home.serial)]
    noted = NOTICES["wish-noted"]
    glass.show(replace(SHOPPING, notice=noted))
    assert "with your membership" in glass.text("noticeText")
    assert not glass.sees("wishButton")
    glass.tap("dismissButton")
    assert told()[1:] == [DismissNotice(noted.serial)]


def test_a_miss_comes_back_after_what_was_found_meanwhile(glass: Glass, told: Told, qtbot: QtBot) -> None:
    glass.show(replace(SHOPPING, notice=UNKNOWN, unanswered=UNKNOWN))
    unknown = glass.text("noticeText")
    glass.show(replace(SHOPPING, notice=FOUND, unanswered=UNKNOWN))
    assert glass.text("noticeText") == "Added", "nothing delays the next code"
    assert glass.sees("dismissButton"), "no control jumps under a finger"
    qtbot.waitUntil(lambda: glass.text("noticeText") == unknown, timeout=5000)
    glass.tap("dismissButton")
    assert told() == [DismissNotice(UNKNOWN.serial)]
    glass.show(replace(SHOPPING, notice=FOUND))
    assert glass.text("noticeText") == "Hold the barcode in the frame"
    assert glass.sees("leaveButton")


def test_mistyped_digits_come_back_to_be_compared(glass: Glass, told: Told) -> None:
    glass.show(SHOPPING, "keypad")
    glass.type("0952123456")
    glass.tap("key_done")
    wrong = NOTICES["keyed-wrong"]
    glass.show(replace(SHOPPING, notice=wrong))
    assert glass.text("noticeText").startswith("These digits are not those of a barcode")
    glass.tap("keyInButton")
    glass.show(SHOPPING)
    assert glass.text("keyedDigits") == "0952123456"
    glass.type("7")
    glass.tap("key_done")
    assert told() == [KeyInCode("0952123456"), DismissNotice(wrong.serial), KeyInCode("09521234567")]


def test_the_next_shopper_does_not_find_what_the_last_one_typed(glass: Glass) -> None:
    glass.show(SHOPPING, "keypad")
    glass.type("123456")
    glass.tap("key_done")
    glass.show(base("en"))
    glass.show(replace(SHOPPING, notice=NOTICES["keyed-wrong"]))
    glass.tap("keyInButton")
    assert glass.text("keyedDigits") == "0 000000 000000"
