"""A PostgreSQL of our own, for demonstrations and tests: one folder, one socket, no account added.

    home/                0700 of ours; as root 0711 of root's, below /var/tmp, so that `nobody` can pass
        secrets.json     0600: the passwords of the three roles
        start.lock       held while starting or stopping
        users.lock       shared by everyone who uses the server; the last to leave stops it
        data/ run/       0700 of the account that runs PostgreSQL

A killed cloud leaves the server running with its locks free: the next start adopts it. A killed server
leaves its pid file: the next start recovers. No mode of a folder that was there before is changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cloud.database.binaries import Account, database_account, installation
from kiosk.errors import Reason, StoreUnusable

SUPERUSER = "touchlane_root"
PORT = 5432
LONGEST_SOCKET_PATH = 100
"""A little under the 108 bytes of sockaddr_un."""
START_S = 60.0
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests: they kill processes, never the machine."""


ROOTS_HOMES = Path("/var/tmp")  # noqa: S108 (checked to be root's in _own)


def home_of(data: Path, below: Path = ROOTS_HOMES) -> Path:
    """Where the server of the cloud with this data folder lives; as root it lies `below`."""
    data = data.resolve()
    if os.geteuid() != 0:
        return data / "postgres"
    return below / f"touchlane-pg-{_digest(data)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _own(folder: Path, mode: int, uid: int, gid: int) -> None:
    """Makes the folder, or checks that the one there is ours: a stranger may have made it first."""
    try:
        folder.mkdir(mode=mode)
    except FileExistsError:
        found = folder.lstat()
        if not folder.is_dir() or folder.is_symlink() or found.st_uid != uid or found.st_mode & 0o022:
            raise StoreUnusable(Reason("cloud.folder_not_ours", {"folder": str(folder)})) from None
        return
    folder.chmod(mode)
    os.chown(folder, uid, gid)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class EmbeddedPostgres:
    """One use of the server of a data folder. `start` and `stop` block, for a second or so."""

    def __init__(self, data: Path, *, durable: bool = True, below: Path = ROOTS_HOMES) -> None:
        self._settings = SETTINGS if durable else SETTINGS | NOT_DURABLE
        self._data_of_cloud = data
        self.home = home_of(data, below)
        self._account: Account = database_account()
        self._cluster = self.home / "data"
        self._users: int | None = None
        self._log = self._cluster / "server.log"
        short = len(os.fsencode(self.home / "run" / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH
        run = f"touchlane-pg-{os.geteuid()}-{_digest(self.home)}"
        self.socket_folder = self.home / "run" if short else Path(tempfile.gettempdir()) / run

    def start(self) -> None:
        """Make the cluster if there is none, start it if it does not run, and count as a user of it."""
        self._data_of_cloud.mkdir(parents=True, exist_ok=True)
        _own(self.home, 0o711 if self._account.other else 0o700, os.geteuid(), os.getegid())
        with _locked(self.home / "start.lock"):
            self._users = os.open(self.home / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._users, fcntl.LOCK_SH)
            _own(self.socket_folder, 0o700, self._account.uid, self._account.gid)
            try:
                if not (self._cluster / "PG_VERSION").exists():
                    self._make_cluster()
                if not self._answers():
                    self._spawn()
                self._wait_ready()
            except BaseException:
                self._leave()
                raise

    def stop(self) -> None:
        """Stop using it; the last user stops the server. Idempotent."""
        if self._users is None:
            return
        with _locked(self.home / "start.lock"):
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self._end_server()
            self._leave()

    def destroy(self) -> list[Path]:
        """Stop the server whoever uses it and remove everything; answers the folders removed."""
        removed = []
        if self.home.is_dir():
            if self.home.lstat().st_uid != os.geteuid():
                raise StoreUnusable(Reason("cloud.folder_not_ours", {"folder": str(self.home)}))
            with _locked(self.home / "start.lock"):
                self._end_server()
        for folder in (self.socket_folder, self.home):
            if folder.is_dir():
                shutil.rmtree(folder)
                removed.append(folder)
        return removed

    def url(self, role: str, database: str = "postgres") -> str:
        """For SQLAlchemy with asyncpg, over the socket."""
        password = self.secret(role)
        return f"postgresql+asyncpg://{role}:{password}@/{database}?host={self.socket_folder}&port={PORT}"

    def secret(self, role: str) -> str:
        """The role's password, made at the first asking and kept."""
        path = self.home / "secrets.json"
        known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        if role not in known:
            known[role] = secrets.token_urlsafe(24)
            fresh = path.with_suffix(".new")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                json.dump(known, file)
            fresh.replace(path)
        return known[role]

    @property
    def pid(self) -> int | None:
        """Of the server, if its pid file names a process that really serves this cluster."""
        try:
            pid = int((self._cluster / "postmaster.pid").read_text().splitlines()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return None
        return pid if os.fsencode(self._cluster) in command.split(b"\0") else None

    def _make_cluster(self) -> None:
        """Into a folder beside, then renamed: a cluster half made is never taken for a whole one."""
        half = self.home / "data.half"
        shutil.rmtree(half, ignore_errors=True)
        _own(half, 0o700, self._account.uid, self._account.gid)
        password = half.with_name("password")
        password.write_text(self.secret(SUPERUSER))
        password.chmod(0o600)
        os.chown(password, self._account.uid, self._account.gid)
        program = installation(self.home, self._account) / "bin" / "initdb"
        command = [str(program), "-D", str(half), "-U", SUPERUSER, f"--pwfile={password}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions", "--no-sync"]
        try:
            ended = subprocess.run(
                command, capture_output=True, text=True, cwd="/", timeout=START_S, **self._account.run_as
            )
        finally:
            password.unlink()
        if ended.returncode:
            raise StoreUnusable(Reason("cloud.postgresql_failed", {"said": ended.stderr.strip()[-400:]}))
        half.rename(self._cluster)

    def _spawn(self) -> None:
        """Through pg_ctl, so that the server is nobody's child and a killed one leaves no zombie of ours."""
        program = installation(self.home, self._account) / "bin" / "pg_ctl"
        options = f"-k {shlex.quote(str(self.socket_folder))}"
        for name, value in self._settings.items():
            options += f" -c {name}={shlex.quote(value)}"
        command = [str(program), "start", "-W", "-s", "-D", str(self._cluster), "-l", str(self._log)]
        subprocess.run(
            [*command, "-o", options],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            timeout=START_S,
            **self._account.run_as,
        )

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket_folder / f".s.PGSQL.{PORT}"))
            except OSError:
                return False
        return self.pid is not None

    def _wait_ready(self) -> None:
        """The pid file's last line says `ready` once recovery, if any, is over.

        Started again each second while there is no server: one that was killed keeps its data folder
        until its last worker process has seen that it is gone.
        """
        began = time.monotonic()
        tries = 1
        while time.monotonic() < began + START_S:
            if self._status() == "ready" and self._answers():
                return
            if self.pid is None and time.monotonic() > began + tries:
                self._spawn()
                tries += 1
            if tries > 10:
                break
            time.sleep(0.02)
        said = self._log.read_text(errors="replace").strip().splitlines()[-3:]
        raise StoreUnusable(Reason("cloud.postgresql_failed", {"said": " / ".join(said)}))

    def _status(self) -> str:
        try:
            return (self._cluster / "postmaster.pid").read_text().splitlines()[7].strip()
        except (OSError, IndexError):
            return ""

    def _end_server(self) -> None:
        """A fast shutdown; an immediate one when that takes too long."""
        for sign, patience_s in ((signal.SIGINT, 15.0), (signal.SIGQUIT, 10.0)):
            pid = self.pid
            if pid is None:
                break
            os.kill(pid, sign)
            until = time.monotonic() + patience_s
            while self.pid == pid and time.monotonic() < until:
                time.sleep(0.02)

    def _leave(self) -> None:
        if self._users is not None:
            os.close(self._users)
            self._users = None
