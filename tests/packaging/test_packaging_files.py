"""The files a package installs: control data, unit, scripts and settings file."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import package
import pytest
import settings_file

from kiosk.settings import Settings, load_settings

VALUES = {
    "version": "1.2.3",
    "architecture": "amd64",
    "depends": "libc6 (>= 2.35)",
    "recommends": "cage",
    "installed_kb": "1",
}


def need(tool: str) -> str:
    found = shutil.which(tool)
    if found is None:
        pytest.skip(f"needs {tool}, which this system lacks")
    return found


@pytest.mark.parametrize("name", ["touchlane", "touchlane-demo"])
def test_the_control_file_has_every_field_and_no_gap(name: str) -> None:
    text = package.control(name, VALUES)
    fields = dict(line.split(": ", 1) for line in text.splitlines() if re.match(r"[A-Z]", line))
    assert {"Package", "Version", "Architecture", "Maintainer", "Depends", "Description"} <= set(fields)
    assert fields["Package"] == name
    assert fields["Version"] == "1.2.3"
    assert "@" not in text.replace(fields["Maintainer"], "")


def test_the_demonstration_goes_with_exactly_its_kiosk() -> None:
    assert "Depends: touchlane (= 1.2.3), " in package.control("touchlane-demo", VALUES)


def test_a_package_is_the_same_each_time_and_asks_nobody_about_settings(tmp_path: Path) -> None:
    dpkg_deb = need("dpkg-deb")
    root = tmp_path / "root"
    for path, text in {"usr/share/touchlane/kiosk.toml": "", "usr/lib/touchlane/launch.py": "1\n"}.items():
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(text, encoding="utf-8")
    archives = []
    for target in ("one", "two"):
        shutil.rmtree(root / "DEBIAN", ignore_errors=True)
        archives.append(package.build(root, "touchlane", VALUES, tmp_path / target, 1_700_000_000))
    one, two = (archive.read_bytes() for archive in archives)
    assert one == two, "the same files at the same time make the same package"
    assert archives[0].name == "touchlane_1.2.3_amd64.deb"

    def field(name: str) -> str:
        asked = subprocess.run(
            [dpkg_deb, "-f", archives[0], name], capture_output=True, text=True, check=True
        )
        return asked.stdout.strip()

    assert field("Installed-Size") == "1"
    listed = subprocess.run([dpkg_deb, "-I", archives[0]], capture_output=True, text=True, check=True)
    assert "conffiles" not in listed.stdout


def test_the_unit_is_one_that_systemd_understands(templates: Path, tmp_path: Path) -> None:
    verify = need("systemd-analyze")
    session = tmp_path / "kiosk-session"
    shutil.copy(templates / "kiosk-session.sh", session)
    session.chmod(0o755)
    text = (templates / "touchlane-kiosk.service").read_text(encoding="utf-8")
    unit = tmp_path / "touchlane-kiosk.service"
    unit.write_text(text.replace("/usr/lib/touchlane/bin/kiosk-session", str(session)), encoding="utf-8")
    said = subprocess.run([verify, "verify", str(unit)], capture_output=True, text=True, timeout=30)
    about_us = [line for line in said.stderr.splitlines() if "touchlane" in line]
    assert about_us == []


def test_a_process_that_memory_does_not_suffice_for_ends_alone(templates: Path) -> None:
    """The kiosk starts programs of its own, and sells on where one of them is ended."""
    lines = (templates / "touchlane-kiosk.service").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith(("Memory", "OOM"))] == [
        "MemoryMax=1G",
        "OOMPolicy=continue",
    ]


def test_the_unit_gives_the_kiosk_no_more_than_it_needs(templates: Path) -> None:
    lines = (templates / "touchlane-kiosk.service").read_text(encoding="utf-8").splitlines()
    for needed in (
        "User=touchlane",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "StateDirectory=touchlane",
        "Restart=always",
        "CapabilityBoundingSet=",
    ):
        assert needed in lines
    # with any DeviceAllow, which ProtectClock implies, systemd closes all other devices
    assert not [line for line in lines if line.startswith(("ProtectClock", "PrivateDevices", "DeviceAllow"))]


@pytest.mark.parametrize(
    "name", ["kiosk.sh", "kiosk-session.sh", "touchlane.postinst", "touchlane.prerm", "touchlane.postrm"]
)
def test_every_script_is_plain_shell(templates: Path, name: str) -> None:
    text = (templates / name).read_text(encoding="utf-8")
    assert text.startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", str(templates / name)], check=True, timeout=10)
    assert "/home/" not in text


def test_the_settings_file_changes_nothing_until_a_key_is_set(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(settings_file.text(), encoding="utf-8")
    loaded = load_settings(path)
    assert loaded.refused == ()
    assert loaded.settings == Settings()


def test_every_key_of_the_settings_file_may_be_set_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(re.sub(r"(?m)^#(\w+ = )", r"\1", settings_file.text()), encoding="utf-8")
    assert tomllib.loads(path.read_text(encoding="utf-8"))["camera"]["width"] == Settings().camera.width
    loaded = load_settings(path)
    assert loaded.refused == ()
    assert loaded.settings == Settings()
