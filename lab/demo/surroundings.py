"""Everything around one kiosk on this machine: provider, cloud, camera, printer, each its own process."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.cli.place import open_place
from cloud.clock import system_now
from cloud.database.engine import Database
from cloud.database.tables import sales
from cloud.fleet.devices import issue_code
from cloud.keys import KeyRing
from cloud.members.logins import make_link
from cloud.members.people import Joining, add_member
from cloud.members.sealing import Sealer
from kiosk.assembly import SystemClock
from kiosk.cli import main as kiosk_command
from kiosk.settings import Settings, load_settings
from kiosk.store.attendants import put_attendant
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from lab.demo.child import Child, ChildFailed, run_tool
from lab.demo.relay import Relay

TENANT, STORE, MEMBER = "demo", "S01", "m-demo-1"
ATTENDANT, PIN = "A01", "2468"
DEMO = Path(__file__).resolve().parents[2] / "assets" / "demo"
READY_S = 90.0
REQUEST_S = 5.0


class Surroundings:
    """Starts all of it and takes it down again; a context manager. Any number of kiosks may be enrolled.

    The cloud below `folder` keeps what it learned; the demo's own kiosk is a new one every time.
    """

    def __init__(self, folder: Path, *, camera: bool = True) -> None:
        self.folder = folder.resolve()
        self.paper = self.folder / "paper"
        self.catalogue = DEMO / "catalogue.csv"
        self.member_ref = MEMBER
        self._cloud_data = self.folder / "cloud"
        self._printer = self.folder / "printer"
        self._with_camera = camera
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    # --- kiosks ---------------------------------------------------------------------------------------

    def new_kiosk(self, folder: Path, changes: Mapping[str, Mapping[str, Any]] | None = None) -> Path:
        """Enrol a kiosk with an empty `folder` of its own, behind the relay; answers its settings file.

        `changes` are settings by section over those of the demo. The demo's attendant is known to it.
        """
        shutil.rmtree(folder, ignore_errors=True)
        self._enrol(asyncio.run(self._code()), folder)
        camera = {"source": f"{self.camera_url}/stream.mjpg"} if self._with_camera else {}
        sections: dict[str, dict[str, Any]] = {
            "system": {"data_dir": str(folder)},
            "cloud": {"url": self.relay.url},
            "camera": camera,
            "printer": {"path": str(self._printer)},
            "screen": {"full_screen": False},
        }
        for section, keys in (changes or {}).items():
            sections.setdefault(section, {}).update(keys)
        path = folder.with_name(f"{folder.name}.toml")
        path.write_text(_toml(sections), encoding="utf-8")
        return path

    @cached_property
    def settings_file(self) -> Path:
        """Of the demo's own kiosk, enrolled at the first asking."""
        return self.new_kiosk(self.folder / "kiosk")

    def settings(self) -> Settings:
        """The demo's kiosk's settings, read as any kiosk reads them."""
        loaded = load_settings(self.settings_file)
        if loaded.refused:
            raise ChildFailed(f"the demo's settings were refused: {loaded.refused[0]}")
        return loaded.settings

    # --- what the story asks of them ----------------------------------------------------------------

    def hold(self, **what: Any) -> None:
        """Hold something before the kiosk's camera (`lab.shelf.camera`)."""
        requests.post(f"{self.camera_url}/hold", json=what, timeout=REQUEST_S).raise_for_status()

    def publish(self, goods: Path, *more: str) -> None:
        """The shop publishes its files; raises ChildFailed with what is wrong with them."""
        run_tool(["cloud", "publish", str(goods), *more, "--tenant", TENANT, "--data", str(self._cloud_data)])

    def new_voucher(self, amount_minor: int) -> str:
        """A return voucher that was not used yet, as its QR code tells it."""
        issue = ["cloud", "coupons", "issue", "--voucher", str(amount_minor)]
        return run_tool([*issue, "--tenant", TENANT, "--data", str(self._cloud_data)]).strip()

    def new_member(self, name: str) -> str:
        """Somebody joins; their reference."""
        return asyncio.run(self._join(name))

    def set_segments(self, member_ref: str, *segments: str) -> None:
        """The retailer gives a member to these segments and no others."""
        told = ["cloud", "member", "segments", "--of", member_ref, "--set", ";".join(segments)]
        run_tool([*told, "--tenant", TENANT, "--data", str(self._cloud_data)])

    def member_page(self, member_ref: str = MEMBER) -> str:
        """The address of the member's page, as on a link sent to their phone; new at each asking."""
        return f"{self.cloud_url}{asyncio.run(self._link(member_ref))}"

    def member_code(self, member_ref: str = MEMBER) -> str:
        """What the member's phone shows now."""
        url = f"{self.cloud_url}/v1/demo/{TENANT}/members/{member_ref}/code"
        answer = requests.get(url, timeout=REQUEST_S)
        answer.raise_for_status()
        code: str = answer.json()["code"]
        return code

    def sale_in_cloud(self, sale_no: str) -> dict[str, Any] | None:
        """The row of PostgreSQL: sale_id, total_minor, member_ref, doubt; None while it is not there."""
        wanted = (sales.c.sale_id, sales.c.total_minor, sales.c.member_ref, sales.c.doubt)
        rows = self.rows(select(*wanted).where(sales.c.sale_no == sale_no))
        return rows[0] if rows else None

    def rows(self, query: Select[Any]) -> list[dict[str, Any]]:
        """What PostgreSQL answers the demo's tenant, beside the cloud's process."""
        return asyncio.run(self._rows(query))

    async def _rows(self, query: Select[Any]) -> list[dict[str, Any]]:
        async with self._connected() as connection:
            found = await connection.execute(query)
            return [dict(row._mapping) for row in found]

    async def _join(self, name: str) -> str:
        sealer = Sealer(KeyRing(self._cloud_data / "keys"), TENANT)
        async with self._connected() as connection:
            joining = Joining(name=name, consent="demo")
            return await add_member(connection, sealer, TENANT, joining, system_now())

    async def _link(self, member_ref: str) -> str:
        async with self._connected() as connection:
            return await make_link(connection, TENANT, member_ref, system_now())

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        """To the cloud's database, as the demo's tenant."""
        database = Database(self._database_url)
        try:
            async with database.as_tenant(TENANT) as connection:
                yield connection
        finally:
            await database.close()

    def kill_cloud(self) -> None:
        """As a power cut of the cloud's machine; its database goes on."""
        self.cloud.kill()

    def start_cloud(self) -> None:
        """A killed cloud comes back at its address."""
        self.cloud = self._serve(str(urlsplit(self.cloud_url).port))
        self.cloud.ready(READY_S)

    # --- inside -------------------------------------------------------------------------------------

    def _start(self) -> None:
        shutil.rmtree(self.paper, ignore_errors=True)
        for folder in (self.paper, self.folder / "logs"):
            folder.mkdir(parents=True, exist_ok=True)
        provider = self._child("fakepay", "lab.fakepay", "--dir", str(self.folder / "fakepay"), "--port", "0")
        self.cloud = self._serve("0")
        paper = ("--link", str(self._printer), "--paper", str(self.paper), "--control-port", "0")
        printer = self._child("printer", "drivers.virtual.printer", *paper)
        camera = self._child("camera", "lab.shelf.camera", "--port", "0") if self._with_camera else None
        paid_at = provider.ready(READY_S)
        self.provider_url: str = paid_at["url"].rstrip("/")
        self.cloud_url: str = self.cloud.ready(READY_S)["url"].rstrip("/")
        place = self._stack.enter_context(open_place(self._cloud_data))
        self._database_url = place.url
        goods = ["--products", str(self.catalogue)]
        for name in ("offers.csv", "meal_deals.json"):
            goods += ["--offers", str(DEMO / name)]
        data = ("--data", str(self._cloud_data))
        run_tool(["cloud", "seed-demo", "--merchant", paid_at["credentials"], *goods, *data])
        target = urlsplit(self.cloud_url)
        self.relay = self._stack.enter_context(Relay(target.hostname or "127.0.0.1", target.port or 80))
        if camera is not None:
            self.camera_url: str = camera.ready(READY_S)["address"].rstrip("/")
        self.printer_control: str = printer.ready(READY_S)["control"].rstrip("/")

    def _serve(self, port: str) -> Child:
        return self._child("cloud", "cloud", "serve", "--port", port, "--data", str(self._cloud_data))

    def _child(self, name: str, *module: str) -> Child:
        child = Child(name, module, self.folder / "logs")
        self._stack.callback(child.stop)
        return child

    async def _code(self) -> str:
        """What `cloud enrol-code` prints."""
        async with self._connected() as connection:
            return await issue_code(connection, TENANT, STORE, system_now())

    def _enrol(self, code: str, folder: Path) -> None:
        command = ["enrol", "--cloud", self.relay.url, "--code", code, "--data", str(folder)]
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = kiosk_command(command)
        if status != 0:
            raise ChildFailed(f"the kiosk was not enrolled: {said.getvalue().strip()}")
        clock = SystemClock()
        with SqliteLedger(folder / "ledger.db", UuidIds(clock), clock) as ledger:
            put_attendant(ledger, ATTENDANT, PIN)


def _toml(sections: Mapping[str, Mapping[str, Any]]) -> str:
    """Tables of texts, numbers and truths; JSON writes all three as TOML does."""
    lines: list[str] = []
    for section, keys in sections.items():
        lines += [f"[{section}]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items())]
    return "\n".join(lines) + "\n"
