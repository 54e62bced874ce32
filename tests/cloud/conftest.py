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

import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from cloud.app import make_app
from cloud.cli import main
from cloud.database.embedded import ROOTS_HOMES, SUPERUSER, EmbeddedPostgres
from cloud.database.migrate import APPLICATION, OWNER, make_database, make_roles, migrate
from kiosk.remote.cloud_api import CloudClient, enrol
from tests.cloud.line import Line, code_of
from tests.cloud.town import Town, Urls
from tests.cloud.visits import Floor, Operate

TEMPLATE = "template_touchlane"
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


@pytest.fixture
def urls(postgres: EmbeddedPostgres) -> Iterator[Urls]:
    name = f"test_{next(NUMBERS)}"
    asyncio.run(make_database(postgres.url(SUPERUSER), name, TEMPLATE))
    yield Urls(postgres.url(APPLICATION, name), postgres.url(OWNER, name))
    asyncio.run(_drop(postgres, name))


async def _drop(server: EmbeddedPostgres, name: str) -> None:
    engine = create_async_engine(server.url(SUPERUSER), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.exec_driver_sql(f'drop database "{name}" with (force)')
    await engine.dispose()


@pytest.fixture
def bare_town(urls: Urls, tmp_path: Path) -> Town:
    """A cloud with nobody in it."""
    return Town(urls, tmp_path)


@pytest.fixture
def town(bare_town: Town) -> Town:
    """A cloud with the demo shop."""
    asyncio.run(bare_town.found())
    return bare_town


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
