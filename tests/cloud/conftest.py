"""One PostgreSQL for the session, one database a test; clouds of the test's own on it."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cloud.app import make_app
from cloud.cli import main
from cloud.database.embedded import ROOTS_HOMES, SUPERUSER, EmbeddedPostgres
from cloud.database.migrate import APPLICATION, OWNER, make_database, make_roles, migrate
from kiosk.remote.cloud_api import CloudClient, enrol
from tests.cloud.line import Line, code_of
from tests.cloud.town import Town, Urls
from tests.cloud.visits import Floor, Operate

TEMPLATE, TOWN = "template_touchlane", "template_town"
ROOM = 4 * 2**30
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A real PostgreSQL, its first database migrated once and copied for each test."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), durable=False, below=_in_memory())
    server.start()
    try:
        asyncio.run(_prepare(server))
        yield server
    finally:
        server.stop()
        server.destroy()


def _in_memory() -> Path:
    """A database a test makes a thousand files: where there is room, in memory."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > ROOM else ROOTS_HOMES


async def _prepare(server: EmbeddedPostgres) -> None:
    await make_roles(server.url(SUPERUSER), {role: server.secret(role) for role in (OWNER, APPLICATION)})
    await make_database(server.url(SUPERUSER), TEMPLATE)
    await migrate(server.url(OWNER, TEMPLATE))


class Builder:
    """Makes and drops databases over a line that stays open."""

    def __init__(self, server: EmbeddedPostgres, runner: asyncio.Runner) -> None:
        self._server = server
        self._runner = runner
        self._line = runner.run(asyncpg.connect(server.url(SUPERUSER).replace("+asyncpg", "")))

    def make(self, name: str, template: str) -> Urls:
        """As `make_database` does, by a copy that costs less."""
        self._order(f'create database "{name}" owner {OWNER} template "{template}" strategy file_copy')
        self._order(f'revoke all on database "{name}" from public')
        self._order(f'grant connect on database "{name}" to {APPLICATION}')
        return Urls(self._server.url(APPLICATION, name), self._server.url(OWNER, name))

    def drop(self, name: str) -> None:
        self._order(f'drop database "{name}" with (force)')

    def close(self) -> None:
        self._runner.run(self._line.close())

    def _order(self, order: str) -> None:
        self._runner.run(self._line.execute(order))


@pytest.fixture(scope="session")
def builder(postgres: EmbeddedPostgres) -> Iterator[Builder]:
    with asyncio.Runner() as runner:
        made = Builder(postgres, runner)
        yield made
        made.close()


@pytest.fixture(scope="session")
def founded(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A cloud with the demo shop, made once and copied for each test: nobody opens it."""
    town = Town(builder.make(TOWN, TEMPLATE), tmp_path_factory.mktemp("town"))
    asyncio.run(town.found())
    return town


@contextmanager
def _database(builder: Builder, template: str) -> Iterator[Urls]:
    name = f"test_{next(NUMBERS)}"
    yield builder.make(name, template)
    builder.drop(name)


@pytest.fixture
def urls(builder: Builder) -> Iterator[Urls]:
    """Of an empty cloud."""
    with _database(builder, TEMPLATE) as urls:
        yield urls


@pytest.fixture
def bare_town(urls: Urls, tmp_path: Path) -> Town:
    """A cloud with nobody in it."""
    return Town(urls, tmp_path)


@pytest.fixture
def town(builder: Builder, founded: Town, tmp_path: Path) -> Iterator[Town]:
    """A cloud with the demo shop."""
    shutil.copytree(founded.data, tmp_path, dirs_exist_ok=True)
    with _database(builder, TOWN) as urls:
        yield Town(urls, tmp_path, revision=founded.revision)


@contextmanager
def serving(town: Town) -> Iterator[str]:
    """The web application with all its tasks on loopback; answers its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        make_app(town.cloud(url)), log_level="warning", timeout_graceful_shutdown=1, ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="cloud")
    thread.start()
    try:
        until = time.monotonic() + 10
        while not server.started:
            assert thread.is_alive(), "the cloud did not start"
            assert time.monotonic() < until, "the cloud did not start in time"
            time.sleep(0.005)
        yield url
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Town], str]]:
    """Serves a town until the test ends."""
    with ExitStack() as open_clouds:
        yield lambda town: open_clouds.enter_context(serving(town))


@pytest.fixture
def line(town: Town, serve: Callable[[Town], str]) -> Iterator[Line]:
    url = serve(town)
    key = Ed25519PrivateKey.generate()
    identity = enrol(url, code_of(town), key, "Till by the door")
    client = CloudClient(url, key, identity, now=town.wall.now)
    yield Line(town, url, key, identity, client)
    client.close()


@pytest.fixture
def floor(line: Line) -> Floor:
    return Floor(line)


@pytest.fixture
def operate(town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operate:
    """Runs a command of the cloud's beside the served one; answers exit code and what it said."""
    monkeypatch.setenv("DATABASE_URL", town.urls.application)
    monkeypatch.setenv("LANG", "C")

    def run(*arguments: str) -> tuple[int, str]:
        status = main([*arguments, "--data", str(town.data)])
        told = capsys.readouterr()
        return status, told.out + told.err

    return run
