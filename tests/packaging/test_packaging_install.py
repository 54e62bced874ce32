"""The packages on clean machines: built whole, unpacked anywhere, installed, broken, purged."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from machine import Machine

pytestmark = [pytest.mark.soak, pytest.mark.timeout(600)]
EXAMPLE = "4006381333931"


@pytest.fixture(scope="session")
def archives(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Kiosk and demonstration, built as `make package` does."""
    target = tmp_path_factory.mktemp("dist")
    command = [sys.executable, str(checkout / "packaging" / "deb" / "build.py"), "--target", str(target)]
    built = subprocess.run(command, capture_output=True, text=True, timeout=500)
    assert built.returncode == 0, built.stdout + built.stderr
    return sorted(target.glob("*.deb"), key=lambda path: "demo" in path.name)


@pytest.fixture(scope="session", params=["bookworm", "trixie"])
def machine(
    request: pytest.FixtureRequest, archives: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Machine]:
    """A clean machine with both packages installed."""
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        pytest.skip("needs root and debootstrap, to make a clean machine")
    folder = tmp_path_factory.mktemp(request.param) / "root"
    made = Machine(request.param, folder)
    made.install(archives)
    yield made
    shutil.rmtree(folder)


def trip(folder: Path) -> dict[str, object]:
    told: dict[str, object] = json.loads((folder / "trip.json").read_text(encoding="utf-8"))
    return {name: told[name] for name in ("total_minor", "printed", "synced", "member_bound")}


PLAYED = {"total_minor": 14556, "printed": True, "synced": True, "member_bound": True}


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """One that every account may pass: started by root, the demonstration's database runs as `nobody`."""
    with tempfile.TemporaryDirectory(prefix="touchlane-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_unpacked_at_any_place_it_plays_the_visit(
    archives: list[Path], shared_folder: Path, tmp_path: Path
) -> None:
    root = shared_folder / "another place"
    for archive in archives:
        subprocess.run(["dpkg-deb", "-x", str(archive), str(root)], check=True)
    said = subprocess.run(
        [str(root / "usr/bin/kiosk"), "demo", "--headless", "--out", str(tmp_path / "out")],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": "/nowhere", "PYTHONHOME": "/nowhere"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    python = root / "usr/lib/touchlane/python/bin/python3"
    clean = [str(python), "-I", "-m", "cloud", "clean", "--data", str(tmp_path / "out" / "shop" / "cloud")]
    subprocess.run(clean, check=True, timeout=60)
    assert said.returncode == 0, said.stdout + said.stderr
    assert trip(tmp_path / "out") == PLAYED


def test_a_clean_machine_plays_the_visit(machine: Machine) -> None:
    machine.run("kiosk", "demo", "--headless", "--out", "/tmp/out")
    assert trip(machine.root / "tmp" / "out") == PLAYED


def test_the_kiosk_has_an_account_a_folder_and_settings_of_its_own(machine: Machine) -> None:
    groups = machine.run("id", "-nG", "touchlane").split()
    assert {"touchlane", "dialout", "video"} <= set(groups)
    assert machine.run("stat", "-c", "%U:%G %a", "/var/lib/touchlane").strip() == "touchlane:touchlane 750"
    assert machine.run("cat", "/etc/touchlane/kiosk.toml") == machine.run(
        "cat", "/usr/share/touchlane/kiosk.toml"
    )
    assert machine.run("dpkg", "--verify", "touchlane") == ""


def test_a_new_kiosk_paints_and_says_it_is_not_enrolled(machine: Machine) -> None:
    told = machine.ask("timeout", "8", "kiosk", "run", QT_QPA_PLATFORM="offscreen").stdout
    assert "kiosk enrol" in told
    assert "Traceback" not in told
    doctor = machine.ask("kiosk", "doctor", "--json", "--settings", "/etc/touchlane/kiosk.toml")
    findings = {row["what"]: row for row in map(json.loads, doctor.stdout.splitlines())}
    assert doctor.returncode == 1
    assert findings["settings"]["ok"]
    assert not findings["ledger"]["ok"]


def test_the_brand_is_on_the_glass(machine: Machine) -> None:
    code = (
        "from kiosk.sentences import Sentences; from ui.application import KioskApplication, Look\n"
        "app = KioskApplication(lambda intent: None, Sentences(), None, Look(sounds=False))\n"
        "app.qt.processEvents(); image = app.grab(); app.close()\n"
        "print(image.width(), image.height(), len({image.pixel(x, y) for x in range(0, 1080, 4)"
        " for y in range(0, 1920, 4)}) > 20)"
    )
    python = "/usr/lib/touchlane/python/bin/python3"
    told = machine.run(python, "-I", "-c", code, QT_QPA_PLATFORM="offscreen", XDG_RUNTIME_DIR="/tmp")
    assert told.split()[-3:] == ["1080", "1920", "True"]


def test_a_machine_without_a_library_hears_which_package_to_install(machine: Machine) -> None:
    machine.run("dpkg", "-r", "--force-depends", "libegl1")
    told = machine.ask("kiosk", "run", QT_QPA_PLATFORM="offscreen")
    assert told.returncode == 1
    assert told.stdout == "kiosk: the system lacks libEGL.so.1; run: sudo apt-get install libegl1\n"
    assert machine.run("kiosk", "classify", EXAMPLE).startswith("{")
    machine.run("apt-get", "install", "-y", "-q", "libegl1")
    assert machine.ask("kiosk", "doctor").stdout.startswith("ok")


def test_purging_keeps_the_sales_until_their_owner_says_otherwise(
    machine: Machine, archives: list[Path]
) -> None:
    data = machine.root / "var/lib/touchlane"
    for name in ("ledger.db", "ledger.db-wal", "device.key", "catalogue-a.db"):
        (data / name).write_text("kept or not", encoding="utf-8")
    machine.run("apt-get", "remove", "-y", "-q", "touchlane")
    assert (data / "catalogue-a.db").exists()
    told = machine.run("apt-get", "purge", "-y", "-q", "touchlane")
    assert "is kept, for it holds sales" in told
    assert sorted(path.name for path in data.iterdir()) == ["device.key", "ledger.db", "ledger.db-wal"]
    assert not (machine.root / "etc/touchlane").exists()
    machine.install(archives[:1])
    assert (data / "ledger.db").read_text(encoding="utf-8") == "kept or not"
    machine.run("apt-get", "purge", "-y", "-q", "touchlane", TOUCHLANE_PURGE="yes")
    assert not data.exists()
    assert machine.ask("id", "touchlane").returncode != 0
    machine.install(archives)
