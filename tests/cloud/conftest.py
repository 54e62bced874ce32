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


@pytest.fixture(scope="session")
def founded(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A cloud with the demo shop, made once and copied for each test: nobody opens it."""
    asyncio.run(_create(postgres, TOWN, TEMPLATE))
    town = Town(_urls(postgres, TOWN), tmp_path_factory.mktemp("town"))
    asyncio.run(town.found())
    return town


def _urls(server: EmbeddedPostgres, name: str) -> Urls:
    return Urls(server.url(APPLICATION, name), server.url(OWNER, name))


@contextmanager
def _database(server: EmbeddedPostgres, template: str) -> Iterator[Urls]:
    name = f"test_{next(NUMBERS)}"
    asyncio.run(_create(server, name, template))
    yield _urls(server, name)
    asyncio.run(_order(server, f'drop database "{name}" with (force)'))


async def _create(server: EmbeddedPostgres, name: str, template: str) -> None:
    """As `make_database` does, over a line that costs less to open."""
    await _order(
        server,
        f'create database "{name}" owner {OWNER} template "{template}" strategy file_copy',
        f'revoke all on database "{name}" from public',
        f'grant connect on database "{name}" to {APPLICATION}',
    )


async def _order(server: EmbeddedPostgres, *orders: str) -> None:
    connection = await asyncpg.connect(server.url(SUPERUSER).replace("+asyncpg", ""))
    try:
        for order in orders:
            await connection.execute(order)
    finally:
        await connection.close()


@pytest.fixture
def urls(postgres: EmbeddedPostgres) -> Iterator[Urls]:
    """Of an empty cloud."""
    with _database(postgres, TEMPLATE) as urls:
        yield urls


@pytest.fixture
def bare_town(urls: Urls, tmp_path: Path) -> Town:
    """A cloud with nobody in it."""
    return Town(urls, tmp_path)


@pytest.fixture
def town(postgres: EmbeddedPostgres, founded: Town, tmp_path: Path) -> Iterator[Town]:
    """A cloud with the demo shop."""
    shutil.copytree(founded.data, tmp_path, dirs_exist_ok=True)
    with _database(postgres, TOWN) as urls:
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
