"""The kiosk's settings: one frozen object from layers, each key declared once with type, range and owner.

Layers, each over the one before: defaults < the installer's TOML < the cloud's signed set < the store's
own changes. A value that is not acceptable is refused with a reason and what stood below it stands; a
kiosk always starts. Secrets are never settings.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType

from kiosk.device_settings import CameraSettings as CameraSettings
from kiosk.device_settings import PrinterSettings as PrinterSettings
from kiosk.device_settings import ScannerSettings as ScannerSettings
from kiosk.errors import Reason, SettingRefused
from kiosk.setting_rules import (
    INSTALLER,
    OWNERS,
    TYPE_NAMES,
    Applies,
    Rule,
    Setter,
    Value,
    check_value,
    setting,
    shown,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenSettings:
    """The panel and the times of the shopper's screens."""

    width: int = setting(
        1080, "Window width; the whole panel in full screen", unit="px", least=320, most=7680
    )
    height: int = setting(1920, "Window height", unit="px", least=320, most=7680)
    full_screen: bool = setting(True, "Cover the whole panel")
    px_per_mm: float = setting(
        0.0, "Density of the panel; 0: as the panel says", unit="px/mm", least=0, most=40, set_by=INSTALLER
    )
    theme: str = setting(
        "light",
        "Colours of the screens; the shopper may choose others for a visit",
        choices=("light", "dark", "contrast"),
    )
    motion: bool = setting(True, "Slides and fades; without, everything is there at once")
    idle_attract_s: int = setting(
        60, "Idle time until the shopper is asked", unit="s", least=10, most=600, applies=Applies.LIVE
    )
    idle_warning_s: int = setting(
        20, "Time to answer before the visit ends", unit="s", least=5, most=120, applies=Applies.LIVE
    )
    paid_s: int = setting(15, "Time the paid screen stays", unit="s", least=3, most=120, applies=Applies.LIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageSettings:
    """Languages of screens and paper."""

    default: str = setting("zh-CN", "Language of a new visit", choices=("zh-CN", "en"), applies=Applies.LIVE)
    offered: tuple[str, ...] = setting(
        ("zh-CN", "en"), "Languages the shopper may choose", least=1, choices=("zh-CN", "en")
    )
    receipt: str = setting(
        "shopper",
        "Language of the receipt; shopper: the one of the visit",
        choices=("shopper", "zh-CN", "en"),
        applies=Applies.LIVE,
    )
    staff: str = setting("zh-CN", "Language of the staff's screens", choices=("zh-CN", "en"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSettings:
    """Paying."""

    lifetime_s: int = setting(
        180, "Time a payment code can be paid", unit="s", least=60, most=900, set_by=OWNERS
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueSettings:
    """Goods and their labels."""

    url: str = setting(
        "", "Address where the catalogue lies as plain files; empty: the cloud gives it", set_by=INSTALLER
    )
    poll_s: int = setting(60, "Time between looks for a new revision", unit="s", least=5, most=86_400)
    max_age_h: int = setting(
        24, "Age of the last look from which staff are warned", unit="h", least=1, most=8760
    )
    closes_after_h: int = setting(
        0, "Age of the last look from which no trip is begun; 0: the kiosk sells on", unit="h", most=8760
    )
    label_templates: tuple[str, ...] = setting(
        (), "Forms of in-store labels; empty: the built-in ones", most=32, set_by=OWNERS
    )


_WHO_MAY_SELL = ("allowed", "staff", "never")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleSettings:
    """Who may sell goods the law has an eye on. The stricter of these and of what the catalogue says holds.
    Laws differ by place: the operator's counsel decides."""

    alcohol: str = setting(
        "staff",
        "The category alcohol: by the shopper alone, after an attendant's word, or at a staffed till only;"
        " the operator's counsel decides",
        choices=_WHO_MAY_SELL,
        set_by=OWNERS,
    )
    tobacco: str = setting(
        "never",
        "The category tobacco, likewise; the operator's counsel decides",
        choices=_WHO_MAY_SELL,
        set_by=OWNERS,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncSettings:
    """The way to the cloud."""

    url: str = setting("", "Address of the cloud; empty: the one it was enrolled at", set_by=INSTALLER)
    interval_s: int = setting(
        60, "Longest wait before records that were not taken are sent again", unit="s", least=1, most=600
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemSettings:
    """The machine."""

    data_dir: str = setting("/var/lib/touchlane", "Folder of the databases", least=1, set_by=INSTALLER)
    log_level: str = setting(
        "info", "Least level that is logged", choices=("debug", "info", "warning"), applies=Applies.LIVE
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of them; a key is written `camera.source`."""

    system: SystemSettings = SystemSettings()
    cloud: SyncSettings = SyncSettings()
    camera: CameraSettings = field(default_factory=CameraSettings)
    scanner: ScannerSettings = field(default_factory=ScannerSettings)
    printer: PrinterSettings = field(default_factory=PrinterSettings)
    screen: ScreenSettings = ScreenSettings()
    language: LanguageSettings = LanguageSettings()
    payment: PaymentSettings = PaymentSettings()
    catalogue: CatalogueSettings = CatalogueSettings()
    sale: SaleSettings = SaleSettings()


def _declared(defaults: Settings) -> Iterator[tuple[str, tuple[Value, Rule]]]:
    for section in fields(defaults):
        part = getattr(defaults, section.name)
        for key in fields(part):
            yield f"{section.name}.{key.name}", (getattr(part, key.name), key.metadata["rule"])


_KEYS = dict(_declared(Settings()))


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings that stand, and every value that was refused on the way."""

    settings: Settings
    refused: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class KeyDescription:
    """One row of the generated reference."""

    key: str
    type: str
    default: Value
    rule: Rule


def describe() -> Iterator[KeyDescription]:
    """Every key, in the order of the sections."""
    for key, (default, rule) in _KEYS.items():
        yield KeyDescription(key, TYPE_NAMES[type(default)], default, rule)


def load_settings(
    toml_path: Path | None = None,
    cloud_layer: Mapping[str, object] = MappingProxyType({}),
    store_layer: Mapping[str, object] = MappingProxyType({}),
) -> Loaded:
    """Layers in order; the cloud's and the store's are flat (`{"screen.paid_s": 20}`).

    Never raises for what a file holds: an unreadable file is one refusal, and the defaults stand.
    """
    refused: list[Reason] = []
    installer: Mapping[str, object] = {}
    if toml_path is not None:
        try:
            installer = dict(_flat(_read_toml(toml_path)))
        except SettingRefused as refusal:
            refused.append(refusal.reason)
    settings = Settings()
    for setter, layer in (
        (Setter.INSTALLER, installer),
        (Setter.CLOUD, cloud_layer),
        (Setter.STORE, store_layer),
    ):
        for key, raw in layer.items():
            try:
                settings = changed(settings, setter, key, raw)
            except SettingRefused as refusal:
                refused.append(refusal.reason)
    languages = settings.language
    if languages.default not in languages.offered:
        values = {"value": languages.default, "choices": ", ".join(languages.offered)}
        refused.append(Reason("settings.not_one_of", {"key": "language.default", **values}))
        settings = replace(settings, language=replace(languages, default=languages.offered[0]))
    return Loaded(settings, tuple(refused))


def changed(settings: Settings, setter: Setter, key: str, raw: object) -> Settings:
    """The settings with one key set; raises SettingRefused naming key, value and what was expected."""
    if key not in _KEYS:
        raise SettingRefused(Reason("settings.unknown_key", {"key": shown(key)}))
    default, rule = _KEYS[key]
    if setter not in rule.set_by:
        allowed = ", ".join(sorted(rule.set_by))
        raise SettingRefused(
            Reason("settings.not_yours", {"key": key, "setter": setter.value, "allowed": allowed})
        )
    value = check_value(key, default, rule, raw)
    section, _, name = key.partition(".")
    part = replace(getattr(settings, section), **{name: value})
    return replace(settings, **{section: part})


# Reading


def _read_toml(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingRefused(Reason("settings.no_file", {"file": str(path)})) from None
    except (OSError, ValueError) as error:
        values = {"file": str(path), "detail": str(error)}
        raise SettingRefused(Reason("settings.unreadable", values)) from error


def _flat(tables: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for section, table in tables.items():
        if isinstance(table, dict):
            for name, value in table.items():
                yield f"{section}.{name}", value
        else:
            yield section, table
