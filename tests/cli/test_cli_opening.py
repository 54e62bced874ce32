"""`kiosk run` beside the screen: what cannot open says why, what is broken ends and is started anew."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import assembly
from kiosk.assembly import CLOUD_URL, IDENTITY, SystemClock
from kiosk.cli.run import Opening
from kiosk.domain.product import Names
from kiosk.domain.sale import Store
from kiosk.ports import Identity, PutSetting
from kiosk.remote.wire.codec import encode
from kiosk.remote.wire.signing import public_text
from kiosk.sentences import Sentences
from kiosk.services.views import KioskView, Screen
from kiosk.settings import Settings, load_settings
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger

DEMO = Identity(
    kiosk_id="K01",
    tenant="demo",
    simulated=True,
    store=Store(store_id="S1", names=Names("店")),
    wallets=("wechat",),
    member_keys=(),
    catalogue_keys=(public_text(Ed25519PrivateKey.generate()),),
    receipt_url="",
)


class Screens:
    """What the screen was told, and whether the program was told to end."""

    def __init__(self, settings: Settings, fault_shown_s: float = 0.05) -> None:
        self.ended = threading.Event()
        self.views: list[KioskView] = []
        self.opening = Opening(settings, Sentences(), self.ended.set, fault_shown_s)
        self.opening.door.subscribe(self.views.append)
        self.opening.begin()

    def wait(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + 10
        while not holds():
            assert time.monotonic() < end, self.views
            time.sleep(0.01)


def settings_of(folder: Path, **sections: str) -> Settings:
    lines = [f'[system]\ndata_dir = "{folder}"']
    lines += [f"[{section}]\n{text}" for section, text in sections.items()]
    path = folder / "kiosk.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return load_settings(path).settings


def enrolled(folder: Path, identity: str) -> None:
    clock = SystemClock()
    with SqliteLedger(folder / "ledger.db", UuidIds(clock), clock) as ledger:
        ledger.commit([PutSetting(IDENTITY, identity), PutSetting(CLOUD_URL, "http://127.0.0.1:9")])


@pytest.mark.expects_log("kiosk")
def test_a_fault_is_shown_and_then_ends_the_program(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    enrolled(tmp_path, '{"kiosk_id":"K01"}')
    screens = Screens(settings_of(tmp_path))
    assert screens.ended.wait(10)
    closed = screens.views[-1]
    assert closed.screen is Screen.OUT_OF_SERVICE
    assert closed.out_of_service is not None
    assert closed.out_of_service.code == "service.internal_fault"
    assert screens.opening.status == 70
    assert "the kiosk cannot open" in caplog.text
    assert "ValidationError" in caplog.text
    screens.opening.end()
    enrolled(tmp_path, '{"kiosk_id":"K02"}')  # nothing of it holds the ledger


@pytest.mark.expects_log("kiosk")
def test_told_to_end_meanwhile_it_does_not_wait(tmp_path: Path) -> None:
    enrolled(tmp_path, '{"kiosk_id":"K01"}')
    screens = Screens(settings_of(tmp_path), fault_shown_s=60)
    screens.wait(lambda: bool(screens.views))
    began = time.monotonic()
    screens.opening.end()
    assert time.monotonic() - began < 2
    assert not screens.ended.is_set()


@pytest.mark.expects_log("kiosk")
def test_what_a_person_can_mend_stays_on_the_screen(tmp_path: Path) -> None:
    screens = Screens(settings_of(tmp_path))
    screens.wait(lambda: bool(screens.views))
    assert screens.views[-1].out_of_service is not None
    assert screens.views[-1].out_of_service.code == "service.not_enrolled"
    assert not screens.ended.wait(0.3)
    assert screens.opening.status == 1
    screens.opening.end()


@pytest.mark.expects_log("kiosk.assembly")
@pytest.mark.parametrize(
    ("section", "text", "told"),
    [
        ("printer", 'path = "/dev/usb/lp9"\nprofile = "nonexistent"', "nonexistent"),
        ("printer", 'path = "tcp://:x"', "tcp://:x"),
        ("catalogue", 'label_templates = ["garbage"]', "garbage"),
    ],
)
def test_a_value_nobody_can_use_is_told_and_the_kiosk_opens(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, section: str, text: str, told: str
) -> None:
    enrolled(tmp_path, encode(DEMO).decode())
    settings = settings_of(tmp_path, **{section: text})
    screens = Screens(settings)
    screens.wait(lambda: bool(screens.views))
    screens.opening.end()
    shown = {view.out_of_service.code for view in screens.views if view.out_of_service is not None}
    assert shown <= {"catalogue.none"}
    assert told in caplog.text
    assert screens.opening.status == 0
    fit, refused = assembly.acceptable(settings)
    assert len(refused) == 1
    assert assembly.acceptable(fit) == (fit, ())
