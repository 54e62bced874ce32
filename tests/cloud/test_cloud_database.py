"""PostgreSQL of our own, and what its roles may see and do."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from cloud.assembly import Cloud
from cloud.cli.tenants import add_tenant
from cloud.database import binaries
from cloud.database.binaries import Account, installation
from cloud.database.columns import metadata
from cloud.database.embedded import SUPERUSER, EmbeddedPostgres
from cloud.database.migrate import APPLICATION, OWNER, make_database, migrate
from cloud.database.tables import SHARED
from cloud.members.people import Joining, add_member
from cloud.members.sealing import Sealer
from kiosk.errors import SettingRefused, StoreUnusable
from tests.cloud.town import KIOSK, Town, Urls


def modes(path: Path) -> dict[Path, int]:
    """Of the folder's parents, up to the root."""
    return {parent: stat.S_IMODE(parent.stat().st_mode) for parent in path.resolve().parents}


@pytest.fixture
def own(tmp_path: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(tmp_path / "cloud", durable=False)


def test_it_starts_in_seconds_loosens_no_folder_and_leaves_nothing(
    own: EmbeddedPostgres, tmp_path: Path
) -> None:
    found = binaries.installation(own.home, binaries.database_account())
    before = modes(tmp_path / "x") | modes(own.home) | modes(found / "bin")
    began = time.monotonic()
    own.start()
    took = time.monotonic() - began
    server = own.pid
    assert server is not None
    assert Path(f"/proc/{server}").stat().st_uid != 0
    after = modes(tmp_path / "x") | modes(own.home) | modes(found / "bin")
    assert after == before
    own.stop()
    assert own.pid is None
    removed = own.destroy()
    assert own.home in removed
    assert not own.home.exists()
    assert not own.socket_folder.exists()
    assert took < 30


def test_only_its_own_accounts_reach_its_folders(own: EmbeddedPostgres) -> None:
    own.start()
    try:
        assert stat.S_IMODE((own.home / "data").stat().st_mode) == 0o700
        assert stat.S_IMODE(own.socket_folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((own.home / "secrets.json").stat().st_mode) == 0o600
        command = Path(f"/proc/{own.pid}/cmdline").read_bytes()
        assert b"listen_addresses=\0" in command
    finally:
        own.stop()
        own.destroy()


CLOUD = """
import sys, time
from pathlib import Path
from cloud.database.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
server.start()
print(server.pid, flush=True)
time.sleep(60)
"""


def test_a_killed_cloud_leaves_a_server_that_the_next_one_adopts_and_stops(
    own: EmbeddedPostgres, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CLOUD, str(tmp_path / "cloud")], stdout=subprocess.PIPE, text=True
    ) as killed:
        assert killed.stdout is not None
        first = int(killed.stdout.readline())
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    try:
        own.start()
        assert own.pid == first
        own.stop()
        assert own.pid is None
    finally:
        own.destroy()


def test_a_killed_server_is_recovered_and_the_last_user_stops_it(
    own: EmbeddedPostgres, tmp_path: Path
) -> None:
    other = EmbeddedPostgres(tmp_path / "cloud", durable=False)
    try:
        own.start()
        first = own.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        until = time.monotonic() + 10
        while own.pid is not None and time.monotonic() < until:
            time.sleep(0.01)
        other.start()
        second = other.pid
        assert second not in {None, first}
        own.stop()
        assert other.pid == second
        other.stop()
        assert own.pid is None
    finally:
        own.destroy()


def test_programs_below_a_home_that_nobody_can_pass_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "_runs", lambda folder, account: False)
    copy = installation(tmp_path, Account(os.geteuid(), os.getegid(), other=True))
    assert copy.is_relative_to(tmp_path)
    for name in ("postgres", "initdb"):
        # initdb needs libpq, which the package keeps beside itself
        program = subprocess.run([copy / "bin" / name, "--version"], capture_output=True, check=True)
        assert b"PostgreSQL" in program.stdout


def test_a_strangers_folder_in_its_place_is_refused(own: EmbeddedPostgres) -> None:
    own.home.parent.mkdir(parents=True, exist_ok=True)
    own.home.mkdir()
    own.home.chmod(0o777)
    try:
        with pytest.raises(StoreUnusable, match=r"cloud\.folder_not_ours"):
            own.start()
    finally:
        own.home.rmdir()


# Tables and roles


async def scalar(url: str, sql: str, tenant: str | None = None) -> object:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            if tenant is not None:
                await connection.execute(text("select set_config('app.tenant', :t, true)"), {"t": tenant})
            return await connection.scalar(text(sql))
    finally:
        await engine.dispose()


def test_the_migrations_make_exactly_the_tables_of_the_code(urls: Urls) -> None:
    async def compare() -> list[object]:
        engine = create_async_engine(urls.owner)
        try:
            async with engine.connect() as connection:
                return await connection.run_sync(
                    lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
                )
        finally:
            await engine.dispose()

    assert asyncio.run(compare()) == []


def test_members_of_before_stay_members_and_may_join_with_their_data(
    postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    asyncio.run(make_database(postgres.url(SUPERUSER), "of_before"))
    urls = Urls(postgres.url(APPLICATION, "of_before"), postgres.url(OWNER, "of_before"))
    asyncio.run(migrate(urls.owner, "0001"))
    asyncio.run(add_tenant(urls.owner, "demo", "demo"))
    for row in (
        "members values ('demo', 'm-1', '', '李**')",
        "member_bindings values ('demo', 's', 'S01', 'm-1')",
    ):
        asyncio.run(scalar(urls.application, f"insert into {row} returning 1", "demo"))
    asyncio.run(migrate(urls.owner))

    async def join(cloud: Cloud) -> None:
        async with cloud.database.as_tenant("demo") as connection:
            joining = Joining(name="李明", consent="terms-1")
            now = cloud.now()
            await add_member(connection, Sealer(cloud.keys, "demo"), "demo", joining, now, "m-1")

    Town(urls, tmp_path).play(join)
    whole = (
        "select greeting || bound_by || consent from members"
        " join member_bindings using (tenant, member_ref) join member_personal using (tenant, member_ref)"
    )
    assert asyncio.run(scalar(urls.application, whole, "demo")) == "李**codeterms-1"


def test_every_table_names_its_tenant_and_shows_it_its_own_rows_only(urls: Urls) -> None:
    for table in metadata.tables.values():
        if table.name not in SHARED:
            assert "tenant" in table.primary_key.columns
            assert "store" in table.columns
    unforced = asyncio.run(
        scalar(
            urls.application,
            "select string_agg(relname, ',') from pg_class where relkind = 'r' and relnamespace ="
            " 'public'::regnamespace and not (relrowsecurity and relforcerowsecurity)"
            " and relname not in ('tenants', 'master_goods', 'alembic_version')",
        )
    )
    assert unforced is None


def test_what_all_tenants_share_is_only_read(urls: Urls) -> None:
    write = "insert into master_goods values ('09521230000016', '', '', '', '', '', '') returning 1"
    with pytest.raises(Exception, match="permission denied"):
        asyncio.run(scalar(urls.application, write, "demo"))


def test_a_tenant_sees_and_writes_nothing_of_another(town: Town) -> None:
    async def story(_cloud: object) -> None:
        request = town.request()
        cloud = town.cloud()
        await cloud.desk.put(KIOSK, request)
        await cloud.desk.settle()
        await cloud.database.close()

    town.play(story)
    count = "select count(*) from pay_attempts"
    urls = town.urls
    assert asyncio.run(scalar(urls.application, count, "demo")) == 1
    assert asyncio.run(scalar(urls.application, count, "other")) == 0
    assert asyncio.run(scalar(urls.application, count)) == 0
    assert asyncio.run(scalar(urls.owner, count, "other")) == 0
    write = "insert into stores values ('other', 'S1', '{}') returning 1"
    with pytest.raises(Exception, match="row-level security"):
        asyncio.run(scalar(urls.application, write, "demo"))


@pytest.mark.parametrize(
    "sql",
    [
        "alter table records disable row level security",
        "update records set body = ''",
        "delete from records",
        "delete from attempt_events",
        "delete from sales",
        "delete from points_entries",
        "update points_entries set points = 1",
        "insert into tenants values ('x', 'live')",
        "update tenants set kind = 'live'",
        "set role touchlane_owner",
    ],
)
def test_the_application_cannot_do_what_only_the_owner_may(urls: Urls, sql: str) -> None:
    with pytest.raises(Exception, match=r"permission denied|must be owner"):
        asyncio.run(scalar(urls.application, sql, "demo"))


def test_a_tenant_is_demo_or_live_for_ever(bare_town: Town) -> None:
    asyncio.run(add_tenant(bare_town.urls.owner, "demo", "demo"))
    asyncio.run(add_tenant(bare_town.urls.owner, "demo", "demo"))
    with pytest.raises(SettingRefused, match=r"cloud\.tenant_of_other_kind"):
        asyncio.run(add_tenant(bare_town.urls.owner, "demo", "live"))
    with pytest.raises(Exception, match="for ever"):
        asyncio.run(scalar(bare_town.urls.owner, "update tenants set kind = 'live' returning 1"))
