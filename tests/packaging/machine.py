"""A clean Debian machine: a debootstrap folder with its own mounts, which end with each command."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

MIRROR = os.environ.get("TOUCHLANE_DEBIAN_MIRROR", "http://deb.debian.org/debian")
PASSED_ON = ("http_proxy", "https_proxy", "no_proxy")
ENTER = """
mount -t proc proc "$0/proc" && mount -t tmpfs tmpfs "$0/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$0/dev/pts" && ln -sf pts/ptmx "$0/dev/ptmx"
root=$0; exec chroot "$root" "$@"
"""


class Machine:
    """One suite of Debian, minimal, in a folder; needs root."""

    def __init__(self, suite: str, folder: Path) -> None:
        self.root = folder
        command = ["debootstrap", "--variant=minbase", suite, str(folder), MIRROR]
        made = subprocess.run(command, capture_output=True, text=True, timeout=400)
        assert made.returncode == 0, made.stdout[-2000:] + made.stderr[-2000:]
        (folder / "dev" / "shm").mkdir(exist_ok=True)
        shutil.copy("/etc/resolv.conf", folder / "etc" / "resolv.conf")
        network = subprocess.run(
            ["apt-config", "dump", "Acquire"], capture_output=True, text=True, check=True
        )
        (folder / "etc/apt/apt.conf.d/00network").write_text(network.stdout, encoding="utf-8")
        self.run("apt-get", "update", "-q")

    def ask(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a program in it, as root, in `/tmp`; both streams in `stdout`."""
        passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root"}
        inside = ["env", "-C", "/tmp", *command]
        return subprocess.run(
            [
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-e",
                "-c",
                ENTER,
                str(self.root),
                *inside,
            ],
            env={**clean, **passed, "DEBIAN_FRONTEND": "noninteractive", **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=400,
        )

    def run(self, *command: str, **environment: str) -> str:
        """The same; fails the test where the program does."""
        done = self.ask(*command, **environment)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout[-3000:]}"
        return done.stdout

    def install(self, archives: Sequence[Path]) -> None:
        """Through apt, which brings the libraries; without what is only recommended."""
        for archive in archives:
            shutil.copy(archive, self.root / "tmp")
        files = [f"/tmp/{archive.name}" for archive in archives]
        self.run("apt-get", "install", "-y", "-q", "--no-install-recommends", "--reinstall", *files)
