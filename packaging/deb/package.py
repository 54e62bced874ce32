"""A Debian package from a folder that holds its files: control data, checksums, the archive."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import tree

TEMPLATES = Path(__file__).with_name("templates")
SCRIPTS = ("postinst", "prerm", "postrm")
COMPRESSION = ("-Zzstd", "-z12", "--threads-max=2")


def control(name: str, values: Mapping[str, str]) -> str:
    """The control file of a package; each `@name@` of its template is replaced."""
    text = (TEMPLATES / f"{name}.control").read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text


def installed_kb(root: Path) -> int:
    """Size of the files in KiB, each rounded up as deb-substvars(5) tells for `Installed-Size`."""
    return sum(-(-path.lstat().st_size // 1024) for path in root.rglob("*") if not path.is_dir())


def build(root: Path, name: str, values: Mapping[str, str], target: Path, epoch: int) -> Path:
    """Write control data into `root` and pack it as `<name>_<version>_<architecture>.deb`."""
    debian = root / "DEBIAN"
    debian.mkdir()
    size = installed_kb(root)
    (debian / "md5sums").write_text(_checksums(root), encoding="utf-8")
    (debian / "control").write_text(control(name, {**values, "installed_kb": str(size)}), encoding="utf-8")
    if (TEMPLATES / f"{name}.postinst").exists():
        for script in SCRIPTS:
            (debian / script).write_bytes((TEMPLATES / f"{name}.{script}").read_bytes())
            (debian / script).chmod(0o755)
    tree.clear_modes_and_times(root, epoch)
    target.mkdir(parents=True, exist_ok=True)
    archive = target / f"{name}_{values['version']}_{values['architecture']}.deb"
    command = ["dpkg-deb", "--root-owner-group", *COMPRESSION, "--build", str(root), str(archive)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return archive


def _checksums(root: Path) -> str:
    """What `dpkg --verify` compares installed files with."""
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink()]
    return "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(root)}\n"
        for path in files
        if path.relative_to(root).parts[0] != "DEBIAN"
    )
