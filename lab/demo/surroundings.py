"""Everything around one kiosk on this machine: provider, cloud, camera, printer, each its own process."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import shutil
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from sqlalchemy import select

from cloud.cli.place import open_place
from cloud.database.engine import Database
from cloud.database.tables import sales
from kiosk.cli import main as kiosk_command
from kiosk.settings import Settings, load_settings
from kiosk.store.attendants import put_attendant
from lab.demo.child import Child, ChildFailed, run_tool
from lab.demo.relay import Relay

TENANT, STORE, MEMBER = "demo", "S01", "m-demo-1"
ATTENDANT, PIN = "A01", "2468"
DEMO = Path(__file__).resolve().parents[2] / "assets" / "demo"
READY_S = 90.0
REQUEST_S = 5.0


class Surroundings:
    """Starts all of it, enrols a new kiosk, and takes it down again; a context manager.

    The cloud below `folder` keeps what it learned; the kiosk is a new one every time.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.paper = self.folder / "paper"
        self.catalogue = DEMO / "catalogue.csv"
        self.member_ref = MEMBER
        self._kiosk_folder = self.folder / "kiosk"
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

    # --- what the story asks of them ----------------------------------------------------------------

    def hold(self, **what: Any) -> None:
        """Hold something before the kiosk's camera (`lab.shelf.camera`)."""
        requests.post(f"{self.camera_url}/hold", json=what, timeout=REQUEST_S).raise_for_status()

    def member_code(self) -> str:
        """What the member's phone shows now."""
        url = f"{self.cloud_url}/v1/demo/members/{MEMBER}/code"
        answer = requests.get(url, params={"tenant": TENANT}, timeout=REQUEST_S)
        answer.raise_for_status()
        code: str = answer.json()["code"]
        return code

    def sale_in_cloud(self, sale_no: str) -> dict[str, Any] | None:
        """The row of PostgreSQL: sale_id, total_minor, member_ref, doubt; None while it is not there."""
        return asyncio.run(self._sale(sale_no))

    async def _sale(self, sale_no: str) -> dict[str, Any] | None:
        wanted = (sales.c.sale_id, sales.c.total_minor, sales.c.member_ref, sales.c.doubt)
        database = Database(self._database_url)
        try:
            async with database.as_tenant(TENANT) as connection:
                row = (await connection.execute(select(*wanted).where(sales.c.sale_no == sale_no))).first()
        finally:
            await database.close()
        return dict(row._mapping) if row is not None else None

    # --- inside -------------------------------------------------------------------------------------

    def _start(self) -> None:
        for old in (self._kiosk_folder, self.paper):
            shutil.rmtree(old, ignore_errors=True)
        for folder in (self.paper, self.folder / "logs"):
            folder.mkdir(parents=True, exist_ok=True)
        cloud_data, link = self.folder / "cloud", self.folder / "printer"
        provider = self._child("fakepay", "lab.fakepay", "--dir", str(self.folder / "fakepay"), "--port", "0")
        self.cloud = self._child("cloud", "cloud", "serve", "--port", "0", "--data", str(cloud_data))
        camera = self._child("camera", "lab.shelf.camera", "--port", "0")
        paper = ("--link", str(link), "--paper", str(self.paper), "--control-port", "0")
        printer = self._child("printer", "drivers.virtual.printer", *paper)
        paid_at = provider.ready(READY_S)
        self.provider_url: str = paid_at["url"].rstrip("/")
        self.cloud_url: str = self.cloud.ready(READY_S)["url"].rstrip("/")
        place = self._stack.enter_context(open_place(cloud_data))
        self._database_url = place.url
        goods = ("--products", str(self.catalogue), "--offers", str(DEMO / "offers.csv"))
        data = ("--data", str(cloud_data))
        run_tool(["cloud", "seed-demo", "--merchant", paid_at["credentials"], *goods, *data])
        told = run_tool(["cloud", "enrol-code", "--json", *data])
        target = urlsplit(self.cloud_url)
        self.relay = self._stack.enter_context(Relay(target.hostname or "127.0.0.1", target.port or 80))
        self._enrol(str(json.loads(told)["code"]))
        self.camera_url: str = camera.ready(READY_S)["address"].rstrip("/")
        self.printer_control: str = printer.ready(READY_S)["control"].rstrip("/")
        self.settings_file = self._write_settings(link)

    def _child(self, name: str, *module: str) -> Child:
        child = Child(name, module, self.folder / "logs")
        self._stack.callback(child.stop)
        return child

    def _enrol(self, code: str) -> None:
        command = ["enrol", "--cloud", self.relay.url, "--code", code, "--data", str(self._kiosk_folder)]
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = kiosk_command(command)
        if status != 0:
            raise ChildFailed(f"the kiosk was not enrolled: {said.getvalue().strip()}")
        from kiosk.assembly import SystemClock
        from kiosk.store.ids import UuidIds
        from kiosk.store.ledger import SqliteLedger

        clock = SystemClock()
        with SqliteLedger(self._kiosk_folder / "ledger.db", UuidIds(clock), clock) as ledger:
            put_attendant(ledger, ATTENDANT, PIN)

    def _write_settings(self, link: Path) -> Path:
        path = self.folder / "kiosk.toml"
        path.write_text(
            "[system]\n"
            f"data_dir = {json.dumps(str(self._kiosk_folder))}\n"
            "[cloud]\n"
            f"url = {json.dumps(self.relay.url)}\n"
            "[camera]\n"
            f"source = {json.dumps(self.camera_url + '/stream.mjpg')}\n"
            "[printer]\n"
            f"path = {json.dumps(str(link))}\n"
            "[screen]\n"
            "full_screen = false\n",
            encoding="utf-8",
        )
        return path

    def settings(self) -> Settings:
        """The kiosk's settings, read as any kiosk reads them."""
        loaded = load_settings(self.settings_file)
        if loaded.refused:
            raise ChildFailed(f"the demo's settings were refused: {loaded.refused[0]}")
        return loaded.settings
