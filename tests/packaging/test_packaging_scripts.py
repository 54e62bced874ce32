"""The package's scripts as dpkg calls them, on a scratch root: the kiosk sells on, and no sale is lost."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import package
import pytest

SYSTEMCTL = """#!/bin/sh
echo "systemctl $*" >>"$SAID"
case "$1" in
is-enabled) [ -L "$DPKG_ROOT"/etc/systemd/system/multi-user.target.wants/touchlane-kiosk.service ] ;;
stop) rm -f "$DPKG_ROOT/run/serving" ;;
start) [ -z "$BROKEN" ] && touch "$DPKG_ROOT/run/serving" ;;
esac
"""
ACCOUNTS = """#!/bin/sh
echo "${0##*/} $*" >>"$SAID"
"""
INSTALL = """#!/bin/sh
case "$*" in *"-o touchlane -g touchlane"*) set -- $(echo "$*" | sed 's/-o touchlane -g touchlane//') ;; esac
exec REAL "$@"
"""


class Shop:
    """A machine's files below a folder, its systemd and its accounts, and dpkg calling the scripts."""

    def __init__(self, root: Path, templates: Path) -> None:
        self.root = root
        self.data = root / "var/lib/touchlane"
        self.settings = root / "etc/touchlane/kiosk.toml"
        self._templates = templates
        self._said = root / "said"
        self._said.touch()
        tools = root / "tools"
        for folder in (tools, root / "run/systemd/system", root / "usr/share/touchlane"):
            folder.mkdir(parents=True)
        (root / "usr/share/touchlane/kiosk.toml").write_text("# new\n", encoding="utf-8")
        programs = dict.fromkeys(("getent", "adduser", "deluser"), ACCOUNTS)
        programs["systemctl"] = SYSTEMCTL
        programs["install"] = INSTALL.replace("REAL", str(shutil.which("install")))
        for name, text in programs.items():
            (tools / name).write_text(text, encoding="utf-8")
            (tools / name).chmod(0o755)
        self._path = f"{tools}:{os.environ['PATH']}"

    def dpkg(self, script: str, *arguments: str, **environment: str) -> str:
        """What the script says; it must succeed."""
        done = subprocess.run(
            ["sh", str(self._templates / f"touchlane.{script}"), *arguments],
            env={**self.environment(), **environment},
            capture_output=True,
            text=True,
            timeout=10,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def environment(self) -> dict[str, str]:
        return {"PATH": self._path, "DPKG_ROOT": str(self.root), "SAID": str(self._said), "BROKEN": ""}

    def install_and_enable(self) -> None:
        self.dpkg("postinst", "configure", "")
        self.enable()

    def enable(self) -> None:
        wants = self.root / "etc/systemd/system/multi-user.target.wants"
        wants.mkdir(parents=True)
        (wants / "touchlane-kiosk.service").symlink_to("/lib/systemd/system/touchlane-kiosk.service")
        (self.root / "run/serving").touch()

    @property
    def serves(self) -> bool:
        return (self.root / "run/serving").exists()

    @property
    def said(self) -> str:
        return self._said.read_text(encoding="utf-8")

    def put(self, *names: str) -> None:
        for name in names:
            path = self.data / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x", encoding="utf-8")

    def kept(self) -> set[str]:
        return {str(p.relative_to(self.data)) for p in self.data.rglob("*") if p.is_file()}


@pytest.fixture
def shop(tmp_path: Path, templates: Path) -> Shop:
    return Shop(tmp_path, templates)


def test_installed_it_waits_for_its_owner(shop: Shop) -> None:
    shop.dpkg("postinst", "configure", "")
    assert not shop.serves
    assert stat.S_IMODE(shop.data.stat().st_mode) == 0o750
    assert shop.settings.read_text(encoding="utf-8") == "# new\n"


def test_an_upgrade_stops_the_kiosk_changes_it_and_starts_it(shop: Shop) -> None:
    shop.install_and_enable()
    shop.settings.write_text("# the owner's\n", encoding="utf-8")
    shop.dpkg("prerm", "upgrade", "0.2.0")
    assert not shop.serves
    shop.dpkg("postrm", "upgrade", "0.2.0")
    shop.dpkg("postinst", "configure", "0.1.0")
    assert shop.serves
    assert shop.settings.read_text(encoding="utf-8") == "# the owner's\n"


@pytest.mark.parametrize(
    ("begun", "given_up"),
    [
        (("prerm", "upgrade", "0.2.0"), ("abort-upgrade", "0.2.0")),
        (("prerm", "remove"), ("abort-remove",)),
        (("prerm", "deconfigure", "in-favour", "x", "1"), ("abort-deconfigure", "in-favour", "x", "1")),
    ],
)
def test_what_dpkg_gives_up_leaves_a_kiosk_that_serves(
    shop: Shop, begun: tuple[str, ...], given_up: tuple[str, ...]
) -> None:
    shop.install_and_enable()
    shop.dpkg(*begun)
    assert not shop.serves
    shop.dpkg("postinst", *given_up)
    assert shop.serves


def test_a_kiosk_that_does_not_start_does_not_break_the_package(shop: Shop) -> None:
    shop.install_and_enable()
    shop.dpkg("prerm", "upgrade", "0.2.0")
    assert "journalctl" in shop.dpkg("postinst", "configure", "0.1.0", BROKEN="yes")


def test_removed_and_installed_again_it_waits_for_its_owner(shop: Shop) -> None:
    shop.install_and_enable()
    shop.put("ledger.db")
    shop.dpkg("prerm", "remove")
    shop.dpkg("postrm", "remove")
    shop.dpkg("postinst", "configure", "")
    assert not shop.serves
    assert shop.kept() == {"ledger.db"}


def test_what_dpkg_does_not_know_is_refused(shop: Shop, templates: Path) -> None:
    done = subprocess.run(["sh", str(templates / "touchlane.postinst"), "frobnicate"], capture_output=True)
    assert done.returncode == 1
    assert not shop.data.exists()


@pytest.mark.parametrize(
    "ledger", ["ledger.db", "ledger.db-wal", "backup/ledger.db", "old/2026/kept-Ledger.bin", "ledger.db.bad"]
)
def test_purging_keeps_every_ledger_wherever_it_lies(shop: Shop, ledger: str) -> None:
    shop.install_and_enable()
    shop.put(ledger, "device.key", "catalogue-a.db", "catalogue-current", "snapshot-7.jsonl.gz", ".cache/q")
    shop.put("photographs/till.jpg")
    told = shop.dpkg("postrm", "purge")
    assert shop.kept() == {ledger, "device.key", "photographs/till.jpg"}
    assert f"{shop.data} is kept, for it holds sales" in told
    assert "deluser" not in shop.said
    assert not shop.settings.exists()


def test_purging_a_kiosk_that_never_sold_leaves_nothing(shop: Shop) -> None:
    shop.install_and_enable()
    shop.put("device.key", "catalogue-a.db", "catalogue-b.db", "catalogue.part", "snapshot.part")
    assert shop.dpkg("postrm", "purge") == ""
    assert not shop.data.exists()
    assert "deluser --system --quiet touchlane" in shop.said
    shop.dpkg("postrm", "purge")


def test_purging_keeps_what_it_does_not_know(shop: Shop) -> None:
    shop.install_and_enable()
    shop.put("photographs/till.jpg", "catalogue-a.db")
    assert "not the kiosk's" in shop.dpkg("postrm", "purge")
    assert shop.kept() == {"photographs/till.jpg"}


def test_a_folder_elsewhere_keeps_its_ledger_too(shop: Shop) -> None:
    shop.dpkg("postinst", "configure", "")
    elsewhere = shop.root / "disk"
    shop.data.rename(elsewhere)
    shop.data.symlink_to(elsewhere)
    shop.put("ledger.db")
    shop.dpkg("postrm", "purge")
    assert (elsewhere / "ledger.db").exists()


def test_the_owners_word_removes_all_of_it(shop: Shop) -> None:
    shop.install_and_enable()
    shop.put("ledger.db", "device.key", "photographs/till.jpg")
    shop.dpkg("postrm", "purge", TOUCHLANE_PURGE="yes")
    assert not shop.data.exists()


VALUES = {"architecture": "all", "depends": "libc6", "recommends": "cage"}


def archive_of(shop: Shop, version: str, *, refused: bool = False) -> Path:
    """A package of the real control data and scripts, with the settings' template and nothing else."""
    root = shop.root / f"package-{version}"
    (root / "usr/share/touchlane").mkdir(parents=True)
    (root / "usr/share/touchlane/kiosk.toml").write_text(f"# {version}\n", encoding="utf-8")
    made = package.build(root, "touchlane", {**VALUES, "version": version}, shop.root / "dist", 1_700_000_000)
    if refused:  # as where the disk is full: the new package gives up before it is unpacked
        (root / "DEBIAN/preinst").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (root / "DEBIAN/preinst").chmod(0o755)
        subprocess.run(["dpkg-deb", "--root-owner-group", "-b", str(root), str(made)], check=True, timeout=30)
    return made


def test_dpkg_itself_installs_upgrades_gives_up_and_purges(shop: Shop) -> None:
    if shutil.which("dpkg") is None:
        pytest.skip("needs dpkg-deb, which this system lacks")
    administration = shop.root / "var/lib/dpkg"
    for name in ("info", "updates", "triggers"):
        (administration / name).mkdir(parents=True)
    for name in ("status", "available"):
        (administration / name).touch()

    def dpkg(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["dpkg", f"--root={shop.root}", "--force-script-chrootless,depends,not-root,bad-path", *words],
            env=shop.environment(),
            capture_output=True,
            text=True,
            timeout=30,
        )

    def done(*words: str) -> str:
        ended = dpkg(*words)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout + ended.stderr

    shutil.rmtree(shop.root / "usr/share/touchlane")
    done("-i", str(archive_of(shop, "1")))
    assert shop.settings.read_text(encoding="utf-8") == "# 1\n"
    shop.enable()
    shop.settings.write_text("# the owner's\n", encoding="utf-8")
    done("-i", str(archive_of(shop, "2")))
    assert shop.serves
    assert dpkg("-i", str(archive_of(shop, "3", refused=True))).returncode != 0
    assert shop.serves
    assert shop.settings.read_text(encoding="utf-8") == "# the owner's\n"
    shop.put("backup/ledger.db", "catalogue-a.db")
    done("-r", "touchlane")
    assert not shop.serves
    assert "is kept, for it holds sales" in done("-P", "touchlane")
    assert shop.kept() == {"backup/ledger.db"}
