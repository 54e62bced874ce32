"""A shop on real stores, with a cloud and a printer whose answers the test writes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.domain.barcode import DEFAULT_TEMPLATES, Scan, Symbology
from kiosk.domain.product import Names
from kiosk.domain.receipt import PrintJob, PrintState
from kiosk.domain.sale import Store
from kiosk.domain.sale_rules import KioskRules
from kiosk.errors import StoreUnusable
from kiosk.ports import Identity, PaperState, PicturesApi, PrinterStatus, PutSetting
from kiosk.sentences import Sentences
from kiosk.services.core import Core
from kiosk.services.intents import Finish, Intent, Pay, TakeScan
from kiosk.services.presence import Patience
from kiosk.services.shop import Shop
from kiosk.services.views import KioskView
from kiosk.services.world import World
from kiosk.store.catalogue_store import FileCatalogueStore
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from kiosk.store.picture_folder import PictureFolder
from tests.services.scripted_cloud import ScriptedCloud

BADGE = "TLB1." + "b" * 43
RIGHT, WRONG = b"right".ljust(64), b"wrong".ljust(64)

SENTENCES = Sentences()
READY = PrinterStatus(answers=True, online=True, paper=PaperState.OK)
IDENTITY = Identity(
    kiosk_id="K01",
    tenant="t1",
    simulated=True,
    store=Store(store_id="S1", names=Names("示范店", "Demo store")),
    wallets=("wechat",),
    member_keys=(),
    catalogue_keys=(),
    receipt_url="http://127.0.0.1/r/",
)


def verifier_of(keys: Sequence[str]) -> Callable[[bytes, bytes], bool]:
    """Signatures are words here: `right` is a key's of enrolment, `new` one of the key `new`."""
    if "" in keys:
        raise ValueError("no key")
    good = {RIGHT, *(key.encode().ljust(64) for key in keys)}
    return lambda _signed, signature: signature in good


class SteeredClock:
    """Real time that a test may push forward."""

    def __init__(self) -> None:
        self._ahead = self._wall = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._ahead + self._wall)

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds

    def set_wall(self, seconds: float) -> None:
        """Somebody sets the clock on the wall by so much."""
        self._wall += seconds


@dataclass
class ScriptedPrinter:
    """A printer that ends each job as told, journalling like the real one."""

    name: str = "printer"
    ends: PrintState = PrintState.DONE
    jobs: list[PrintJob] = field(default_factory=list)

    says: PrinterStatus = READY

    def status(self) -> PrinterStatus:
        return self.says

    def print(self, job: PrintJob, journal: Callable[[PrintState], None]) -> PrintState:
        self.jobs.append(job)
        if self.ends is PrintState.DONE:
            for state in (PrintState.SENDING, PrintState.BODY_DONE):
                journal(state)
        return self.ends


class Stage:
    """One kiosk on a folder; `restart` is what a crash leaves: the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = SteeredClock()
        self.cloud = ScriptedCloud()
        self.printer = ScriptedPrinter()
        self.prints = True
        self.catalogues = FileCatalogueStore(folder / "catalogue")
        self.pin_checks: list[str] = []
        self.identity = IDENTITY
        self.templates = DEFAULT_TEMPLATES
        self.picture_line: PicturesApi | None = None
        self.resend_s, self.catalogue_old_after = 60.0, timedelta(hours=24)
        self.catalogue_closes_after: timedelta | None = None
        self.kiosk_rules: KioskRules = {}
        self.start()

    def start(self) -> None:
        self.views: list[KioskView] = []
        self.core = Core(self.clock)
        ids = UuidIds(self.clock)
        self.ledger = SqliteLedger(self.folder / "ledger.db", ids, self.clock)
        world = World(
            core=self.core,
            clock=self.clock,
            ids=ids,
            ledger=self.ledger,
            outbox=self.ledger,
            catalogues=self.catalogues,
            cloud=self.cloud,
            printer=self.printer if self.prints else None,
            sentences=SENTENCES,
            identity=self.identity,
            member_verifier=verifier_of,
            check_pin=self._check_pin,
            check_badge=lambda token: "A02" if token == BADGE else None,
            templates=self.templates,
            languages=("zh-CN", "en"),
            receipt_language="",
            staff_language="en",
            patience=Patience(idle_s=60, warning_s=20, paid_s=15),
            pay_lifetime_s=180,
            catalogue_poll_s=300,
            catalogue_old_after=self.catalogue_old_after,
            catalogue_closes_after=self.catalogue_closes_after,
            kiosk_rules=self.kiosk_rules,
            resend_s=self.resend_s,
            pictures=PictureFolder(self.folder / "pictures"),
            picture_line=self.picture_line,
            download_folder=self.folder,
            version="0.1.0",
        )
        self.shop = Shop(world)
        self.shop.subscribe(self.views.append)
        self.shop.open()
        self.until(lambda: bool(self.views))

    def fill_disk(self) -> None:
        """No page more for the ledger, as on a full disk; what fits into its pages still does."""
        connection = self.ledger._connection
        connection.pragma("max_page_count", connection.pragma("page_count"))
        for size in (3000, 300, 30):
            with suppress(StoreUnusable):
                for number in range(2000):
                    self.ledger.commit([PutSetting(f"filler-{size}-{number}", "x" * size)])

    def free_disk(self) -> None:
        """Room again."""
        self.ledger._connection.pragma("max_page_count", 1_000_000)

    def freeze_disk(self, frozen: bool = True) -> None:
        """The ledger's file takes no write at all, as on a file system gone read-only."""
        self.ledger._connection.pragma("query_only", frozen)

    def _check_pin(self, pin: str) -> str | None:
        self.pin_checks.append(pin)
        return "A01" if pin == "2468" else None

    def stop(self) -> None:
        self.cloud.let_all_go()
        self.shop.close()
        self.ledger.close()

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def view(self) -> KioskView:
        return self.views[-1]

    def until(self, holds: Callable[[], bool], within_s: float = 5.0) -> None:
        end = time.monotonic() + within_s
        while True:
            self.core.run_pending(0.01)
            if holds():
                return
            assert time.monotonic() < end, f"never came: {self.view if self.views else None}"

    def until_code(self) -> None:
        """The code to pay by is on the screen."""
        self.until(lambda: self.view.pay is not None and self.view.pay.qr_text is not None)

    def pass_time(self, step_s: float, holds: Callable[[], bool], most: int = 3) -> None:
        """Time goes on in steps until it holds: an answer on its way may set its timer after a step.

        A step ends when nothing has happened for a while; the last one is waited for longer.
        """
        for step in range(most):
            self.clock.advance(step_s)
            quiet_s = 0.3 if step + 1 < most else 10.0
            end = time.monotonic() + quiet_s
            while time.monotonic() < end:
                if self.core.run_pending(0.01):
                    end = max(end, time.monotonic() + 0.2)
                if holds():
                    return
        raise AssertionError(f"never came: {self.view}")

    def settle(self, seconds: float = 0.1) -> None:
        """Let whatever is under way come back."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.core.run_pending(0.01)

    def do(self, intent: Intent) -> None:
        done: list[bool] = []
        self.shop.post(intent)
        self.core.post(lambda: done.append(True))
        self.until(lambda: bool(done))

    def scan(self, text: str) -> None:
        self.do(TakeScan(Scan(raw=text.encode(), text=text, symbology=Symbology.EAN13)))

    def ask_for_qr(self, text: str) -> str:
        """Scan one good and go to payment; the attempt's id."""
        self.scan(text)
        self.do(Pay())
        self.until_code()
        return self.cloud.requests[-1].attempt_id

    def sell(self, text: str) -> str:
        """One whole sale with its paper settled, back to attract; the sale's id."""
        sale_id = self.ask_for_qr(text)[:-3]
        self.cloud.pay()
        self.until(lambda: self.view.paid is not None and self.view.paid.leaves_at is not None)
        self.do(Finish())
        return sale_id

    def bodies(self, kind: str) -> list[dict[str, Any]]:
        """What the cloud has of one kind of record."""
        return [json.loads(record.body) for record in self.cloud.records if record.kind == kind]
