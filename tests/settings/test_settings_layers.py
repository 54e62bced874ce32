"""Settings from their layers: what stands, what is refused and why, and that a kiosk always starts."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import SettingRefused
from kiosk.sentences import Sentences
from kiosk.setting_rules import Setter
from kiosk.settings import Settings, changed, describe, load_settings

SENTENCES = Sentences(strict=True)
KEYS = {row.key: row for row in describe()}


def toml(folder: Path, text: str) -> Path:
    file = folder / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_any_layer_the_defaults_stand() -> None:
    loaded = load_settings()
    assert loaded.settings == Settings()
    assert loaded.refused == ()


def test_each_layer_goes_over_the_one_before(tmp_path: Path) -> None:
    file = toml(tmp_path, '[screen]\nwidth = 800\npaid_s = 10\nidle_attract_s = 90\n[camera]\nsource = "0"\n')
    loaded = load_settings(file, {"screen.paid_s": 12, "screen.idle_attract_s": 80}, {"screen.paid_s": 20})
    assert loaded.refused == ()
    screen = loaded.settings.screen
    assert (screen.width, screen.idle_attract_s, screen.paid_s, screen.height) == (800, 80, 20, 1920)
    assert loaded.settings.camera.source == "0"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (
            "[screen]\npaid_s = 2",
            "settings.out_of_range(key='screen.paid_s', value='2', least='3', most='120 s')",
        ),
        (
            '[screen]\npaid_s = "20"',
            "settings.not_a_whole_number(key='screen.paid_s', value='20')",
        ),
        (
            "[screen]\npaid_s = true",
            "settings.not_a_whole_number(key='screen.paid_s', value='True')",
        ),
        (
            "[screen]\nfull_screen = 1",
            "settings.not_yes_or_no(key='screen.full_screen', value='1')",
        ),
        ("[screen]\npx_per_mm = nan", "settings.out_of_range(key='screen.px_per_mm', value='nan'"),
        ("[screen]\nsize = 3", "settings.unknown_key(key='screen.size')"),
        ("paid_s = 3", "settings.unknown_key(key='paid_s')"),
        ('[camera]\nformats = ["ean13", "morse"]', "settings.not_one_of(key='camera.formats', value='morse'"),
        ('[camera]\nformats = ["ean13", 8]', "settings.not_a_list(key='camera.formats'"),
        ('[camera]\nformats = ["qr", "qr"]', "settings.twice(key='camera.formats'"),
        ("[language]\noffered = []", "settings.wrong_length(key='language.offered', value='[]', least='1'"),
        ('[scanner]\nprefix = "\\u0007"', "settings.unprintable(key='scanner.prefix', value='·')"),
        ('[system]\ndata_dir = ""', "settings.wrong_length(key='system.data_dir'"),
    ],
)
def test_a_wrong_value_is_named_and_the_rest_goes_on(tmp_path: Path, text: str, refusal: str) -> None:
    loaded = load_settings(toml(tmp_path, f'{text}\n[printer]\npath = "/dev/usb/lp0"\n'))
    assert [str(reason)[: len(refusal)] for reason in loaded.refused] == [refusal]
    assert all(SENTENCES.say(loaded.refused[0], language) for language in ("zh-CN", "en"))
    expected = Settings()
    assert loaded.settings == replace(expected, printer=replace(expected.printer, path="/dev/usb/lp0"))


def test_a_refused_value_leaves_the_layer_below(tmp_path: Path) -> None:
    loaded = load_settings(toml(tmp_path, "[screen]\npaid_s = 30"), {"screen.paid_s": 9999})
    assert loaded.settings.screen.paid_s == 30
    assert loaded.refused[0].values["key"] == "screen.paid_s"


@pytest.mark.parametrize("text", ["[screen", "\0", "[a]\nb = 1\nb = 2"])
def test_a_file_that_is_no_toml_is_one_refusal(tmp_path: Path, text: str) -> None:
    loaded = load_settings(toml(tmp_path, text), {"screen.paid_s": 9})
    (reason,) = loaded.refused
    assert reason.code == "settings.unreadable"
    assert loaded.settings.screen.paid_s == 9


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    (reason,) = load_settings(tmp_path / "none.toml").refused
    assert reason.code == "settings.no_file"


def test_a_whole_number_is_a_number() -> None:
    assert load_settings(store_layer={}, cloud_layer={}).settings.screen.px_per_mm == 0.0
    assert changed(Settings(), Setter.INSTALLER, "screen.px_per_mm", 4).screen.px_per_mm == 4.0


@pytest.mark.parametrize("key", KEYS)
def test_only_those_who_may_set_a_key_do(key: str) -> None:
    row = KEYS[key]
    for setter in Setter:
        if setter in row.rule.set_by:
            assert changed(Settings(), setter, key, row.default) == Settings()
        else:
            with pytest.raises(SettingRefused, match=r"settings\.not_yours"):
                changed(Settings(), setter, key, row.default)


def test_where_the_money_and_the_cloud_are_the_store_cannot_change_from_afar() -> None:
    loaded = load_settings(None, {"cloud.url": "https://evil.example"}, {"payment.lifetime_s": 60})
    assert loaded.settings == Settings()
    assert [reason.code for reason in loaded.refused] == ["settings.not_yours", "settings.not_yours"]


def test_a_default_language_that_is_not_offered_gives_way() -> None:
    loaded = load_settings(store_layer={"language.offered": ["en"]})
    assert loaded.settings.language.default == "en"
    assert loaded.refused[0].values == {"key": "language.default", "value": "zh-CN", "choices": "en"}


@given(
    st.dictionaries(
        st.sampled_from(sorted(KEYS)) | st.text(max_size=12),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
            max_leaves=4,
        ),
        max_size=6,
    )
)
def test_no_layer_stops_a_kiosk(layer: dict[str, object]) -> None:
    loaded = load_settings(cloud_layer=layer, store_layer=layer)
    for row in describe():
        section, name = row.key.split(".")
        assert type(getattr(getattr(loaded.settings, section), name)) is type(row.default)


def test_every_key_is_described_and_no_key_is_a_secret() -> None:
    for row in describe():
        assert row.rule.about
        assert not row.rule.about.endswith(".")
        assert row.rule.set_by
        for word in ("secret", "password", "token", "private", "pin"):
            assert word not in row.key
    assert KEYS["screen.paid_s"].type == "whole number"


def test_settings_do_not_change_under_anyone() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().screen.paid_s = 3  # type: ignore[misc]
