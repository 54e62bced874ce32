"""Who runs a command: nothing is left behind by another account, and a check-up changes nothing."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from kiosk import checkup
from kiosk.assembly import IDENTITY, SystemClock
from kiosk.cli import main
from kiosk.domain.product import Names
from kiosk.domain.sale import Store
from kiosk.errors import StoreUnusable
from kiosk.ports import Identity, PutSetting
from kiosk.remote.wire.codec import encode
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.database import is_behind, open_database
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from kiosk.store.ledger_schema import LEDGER_MIGRATIONS

DEMO = Identity(
    kiosk_id="K01",
    tenant="demo",
    simulated=True,
    store=Store(store_id="S1", names=Names("店")),
    wallets=("wechat",),
    member_keys=(),
    catalogue_keys=(),
    receipt_url="",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of an enrolled kiosk."""
    clock = SystemClock()
    with SqliteLedger(tmp_path / "kiosk" / "ledger.db", UuidIds(clock), clock) as ledger:
        ledger.commit([PutSetting(IDENTITY, encode(DEMO).decode())])
    return tmp_path / "kiosk"


def settings_of(folder: Path) -> str:
    file = folder.parent / "kiosk.toml"
    file.write_text(f'[system]\ndata_dir = "{folder}"\n', encoding="utf-8")
    return str(file)


def findings(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    main(["doctor", "--json", "--settings", settings_of(folder)])
    out = capsys.readouterr().out
    return {row["what"]: row for row in map(json.loads, out.splitlines())}


@pytest.mark.parametrize(
    "command", [["enrol", "--cloud", "https://cloud.example", "--code", "x"], ["attendant", "A1", "--badge"]]
)
def test_root_leaves_no_files_in_the_kiosks_folder(
    folder: Path, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(folder.iterdir())
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    assert main([*command, "--settings", settings_of(folder)]) == 1
    assert "sudo -u" in capsys.readouterr().err
    assert sorted(folder.iterdir()) == before


def test_enrolling_goes_where_the_settings_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "elsewhere"
    command = ["enrol", "--cloud", "ftp://x", "--code", "x", "--settings", settings_of(folder)]
    assert main(command) == 1
    assert "ftp://x" in capsys.readouterr().err
    assert (folder / "device.key").exists()


def test_a_check_up_looks_at_an_earlier_ledger_and_leaves_it_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "kiosk"
    now = SystemClock().now()
    connection = open_database(folder / "ledger.db", LEDGER_MIGRATIONS[:-1], now)
    connection.execute("INSERT INTO settings (name, value) VALUES (?, ?)", (IDENTITY, encode(DEMO).decode()))
    connection.close()
    before = (folder / "ledger.db").read_bytes()
    assert is_behind(folder / "ledger.db", LEDGER_MIGRATIONS)
    ledger = findings(folder, capsys)["ledger"]
    assert ledger["ok"], ledger
    assert "K01@S1" in str(ledger["told"])
    assert (folder / "ledger.db").read_bytes() == before


def test_a_folder_that_may_not_be_read_is_said_and_the_check_up_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def denied(folder: Path) -> str:
        raise PermissionError(errno.EACCES, "Permission denied", str(folder / "ledger.db"))

    monkeypatch.setattr(checkup, "_ledger", denied)
    checked = findings(folder, capsys)
    assert not checked["ledger"]["ok"]
    assert "sudo -u touchlane kiosk doctor" in str(checked["ledger"]["told"])
    assert "printer" in checked


def test_a_catalogue_that_may_not_be_read_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path, encoding: str = "") -> str:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_text", denied)
    with pytest.raises(StoreUnusable, match=r"store\.unreachable.*Permission denied"):
        FileCatalogueStore(tmp_path).current()
