"""What is looked for and what is large enough: from the goods a shop sells to the pixels of one code."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from drivers.camera.accept import Acceptance
from drivers.camera.factory import make
from drivers.camera.hint import LASTS_S, STAYS_S, Hints
from drivers.camera.size import large_enough, modules
from drivers.camera.symbols import Symbol
from kiosk.devices import make_camera
from kiosk.domain.barcode import Symbology
from kiosk.domain.codes_sold import CodesSold, symbologies_of
from kiosk.domain.gtin import to_gtin14, upce_to_gtin14
from kiosk.errors import SettingRefused
from kiosk.settings import CameraSettings, Settings
from kiosk.store.catalogue_codes import codes_sold
from kiosk.store.catalogue_schema import INSERT_CODE, TABLES, ends_of

FRAME_S = 1 / 15


def code(text: str, symbology: Symbology, width: float, scale: float = 1.0) -> Symbol:
    corners = ((100.0, 100.0), (100.0 + width, 100.0), (100.0 + width, 180.0), (100.0, 180.0))
    return Symbol(text, symbology, corners, "", text.encode(), "zxing", scale)


# What the goods need


def catalogue(folder: Path, *gtins: str) -> Path:
    path = folder / "goods.db"
    goods = sorted({int(gtin) for gtin in gtins})
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(TABLES)
        database.executemany(INSERT_CODE, [(gtin, 1, ends_of(f"{gtin:014}")) for gtin in goods])
    return path


@pytest.mark.parametrize(
    ("gtin", "sold"),
    [
        ("06901234567892", (False, False, False)),
        ("00000096385074", (True, False, False)),
        ("16901234567899", (False, False, True)),
        ("00614141000036", (False, False, False)),
        ("00036000291452", (False, False, False)),
    ],
)
def test_the_numbers_of_the_goods_tell_which_codes_are_printed(
    tmp_path: Path, gtin: str, sold: tuple[bool, bool, bool]
) -> None:
    found = codes_sold(catalogue(tmp_path, "06901234567892", gtin))
    assert (found.gtin8, found.short_upc, found.cases) == sold


@pytest.mark.parametrize(
    "body", ["425261", "123450", "654321", "100902", "234513", "567814", "345675", "345679"]
)
def test_every_gtin_that_upce_can_hold_switches_upce_on(tmp_path: Path, body: str) -> None:
    gtin14 = upce_to_gtin14(body)
    assert gtin14 is not None
    assert codes_sold(catalogue(tmp_path, gtin14)).short_upc


def test_upce_itf_and_ean8_are_looked_for_only_where_they_are_sold() -> None:
    none = CodesSold(gtin8=False, short_upc=False, cases=False)
    every = CodesSold(gtin8=True, short_upc=True, cases=True)
    optional = {Symbology.EAN8, Symbology.UPCE, Symbology.ITF}
    assert not optional & set(symbologies_of(none))
    assert optional <= set(symbologies_of(every))
    assert set(symbologies_of(None)) - set(symbologies_of(none)) == {Symbology.EAN8}
    assert Symbology.CODE39 not in symbologies_of(every)
    assert Symbology.EAN8 in symbologies_of(none, [Symbology.EAN8]), "its labels are printed so"


def test_the_settings_formats_go_before_what_the_goods_need() -> None:
    needed = symbologies_of(None)
    own = Settings(camera=CameraSettings(source="0", formats=("ean13", "code39")))
    auto = Settings(camera=CameraSettings(source="0"))
    made = [make_camera(settings, needed) for settings in (own, auto)]
    formats = [camera._options.symbologies for camera in made if camera is not None]  # type: ignore[attr-defined]
    assert formats == [(Symbology.EAN13, Symbology.CODE39), needed]


@pytest.mark.parametrize(
    ("settings", "refusal"),
    [({"gain": "much"}, "camera.wrong_optics"), ({"profile": "night"}, "camera.wrong_optics")],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, str], refusal: str) -> None:
    with pytest.raises(SettingRefused) as refused:
        make("camera", settings)
    assert refused.value.reason.code == refusal


# Large enough


@pytest.mark.parametrize(
    ("text", "symbology", "count"),
    [
        ("6901234567892", Symbology.EAN13, 95),
        ("96385074", Symbology.EAN8, 67),
        ("04252614", Symbology.UPCE, 51),
        ("12345678", Symbology.CODE128, 11 * (4 + 2) + 13),
        ("AB-12", Symbology.CODE128, 11 * (4 + 2) + 13),
        ("16901234567899", Symbology.ITF, 120),
        ("CODE39", Symbology.CODE39, 13 * 8 - 1),
        ("TLM1.x.y", Symbology.QR, None),
    ],
)
def test_the_modules_of_a_code(text: str, symbology: Symbology, count: int | None) -> None:
    symbol = code(text, symbology, 1000)
    assert modules(symbol) == count
    if count is None:
        assert large_enough(code(text, symbology, 10))
        return
    assert large_enough(code(text, symbology, 1.5 * count))
    assert not large_enough(code(text, symbology, 1.5 * count - 1))


def test_a_code_read_from_a_smaller_frame_must_be_larger() -> None:
    assert large_enough(code("6901234567892", Symbology.EAN13, 150))
    assert not large_enough(code("6901234567892", Symbology.EAN13, 150, scale=2 / 3))


# What the shopper is told


def hints(frames: list[list[Symbol]]) -> list[bool]:
    acceptance, shown, told = Acceptance(), Hints(), []
    for number, symbols in enumerate(frames):
        at = number * FRAME_S
        scans = acceptance.see(symbols, at)
        shown.see(acceptance.too_small, (), bool(scans), at)
        told.append(shown.now(at) is not None)
    return told


SMALL = code("6901234567892", Symbology.EAN13, 120)
LARGE = code("6901234567892", Symbology.EAN13, 300)
assert to_gtin14(SMALL.text)


def test_who_holds_a_code_too_far_away_is_asked_to_hold_it_nearer() -> None:
    told = hints([[SMALL]] * 15)
    assert not told[0]
    assert told.index(True) * FRAME_S == pytest.approx(LASTS_S, abs=FRAME_S)


def test_a_pack_on_its_way_nearer_is_not_talked_to_and_a_scan_ends_the_words() -> None:
    assert not any(hints([[SMALL]] * 5 + [[LARGE]] * 10))
    told = hints([[SMALL]] * 15 + [[LARGE]] * 3)
    assert told[14]
    assert not told[17]


def test_the_words_stay_to_be_read_and_go_with_the_pack() -> None:
    told = hints([[SMALL]] * 15 + [[]] * 40)
    assert told[16]
    assert not any(told[15 + round(STAYS_S / FRAME_S) + 1 :])


def test_an_accepted_code_moving_away_is_no_reason_to_speak() -> None:
    assert not any(hints([[LARGE]] * 4 + [[SMALL]] * 20))


def test_something_like_a_code_that_is_too_small_to_be_read_is_reason_enough() -> None:
    shown = Hints()
    for number in range(12):
        shown.see((), [SMALL.corners], scanned=False, at=number * FRAME_S)
    reason = shown.now(11 * FRAME_S)
    assert reason is not None
    assert reason.code == "camera.hold_nearer"
