"""The signed word and a kiosk's disk: a local import under the same number, a disk that was changed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.assembly import IDENTITY, SystemClock
from kiosk.cli import main as kiosk
from kiosk.domain.catalogue_checksum import StateChecksum
from kiosk.ports import PutSetting
from kiosk.remote.wire.codec import encode
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from tests.cloud.goods_files import Disk, goods, sheet
from tests.cloud.line import Line
from tests.cloud.town import MILK
from tests.cloud.visits import Operate


@pytest.fixture
def disk(line: Line, tmp_path: Path) -> Disk:
    return Disk(line, tmp_path)


def enrolled(disk: Disk) -> SqliteLedger:
    """The kiosk's ledger with what enrolment gave; open, as of one that runs."""
    clock = SystemClock()
    ledger = SqliteLedger(disk.folder / "ledger.db", UuidIds(clock), clock)
    ledger.commit([PutSetting(IDENTITY, encode(disk.line.identity).decode())])
    return ledger


def test_a_local_import_under_any_number_makes_room_for_what_the_shop_signed(
    disk: Disk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    local = sheet(tmp_path, goods(3), "local.csv")
    assert kiosk(["catalogue", "import", local, "--store", str(disk.folder)]) == 0
    assert disk.revision == disk.line.town.revision == 1, "the same number, other goods"
    disk.follow()
    assert disk.good(MILK.sku).price_minor == 350
    assert disk.follow().update is None
    assert kiosk(["catalogue", "import", local, "--store", str(disk.folder)]) == 1
    assert "enrolled kiosk" in capsys.readouterr().err
    for _ in range(3):
        assert kiosk(["catalogue", "import", local, "--force", "--store", str(disk.folder)]) == 0
    assert disk.revision == 4, "a higher number than the shop's"
    disk.follow()
    assert (disk.revision, disk.good(MILK.sku).price_minor) == (1, 350)


def test_a_changed_disk_is_found_out_by_the_signed_checksum(
    disk: Disk, operate: Operate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def verify(*more: str) -> tuple[int, dict[str, object], str]:
        status = kiosk(["catalogue", "verify", "--json", "--store", str(disk.folder), *more])
        told = capsys.readouterr()
        return status, json.loads(told.out or "{}"), told.err

    operate("publish", sheet(tmp_path, goods(3)))
    disk.follow()
    with enrolled(disk):
        assert verify()[1]["signature"] == "unverified"
        assert verify(f"--key={disk.line.identity.catalogue_keys[0]}")[1]["signature"] == "verified"
    assert verify()[:2] == (
        0,
        {
            "ok": True,
            "revision": 2,
            "checksum": disk.store.current().checksum,
            "signature": "verified",
        },
    )
    status, _, told = verify(f"--key={disk.line.identity.member_keys[0]}")
    assert status == 1
    assert "sign" in told
    with closing(sqlite3.connect(disk.store.current().path)) as file, file:
        about = dict(file.execute("SELECT name, value FROM about"))
        (body,) = file.execute("SELECT body FROM goods WHERE sku = '1'").fetchone()
        checksum = StateChecksum(about["checksum"])
        checksum.take_out(body)
        checksum.add(body.replace(b":990", b":1"))
        file.execute("UPDATE goods SET body = ? WHERE sku = '1'", (body.replace(b":990", b":1"),))
        file.execute("UPDATE about SET value = ? WHERE name = 'checksum'", (checksum.hex(),))
    status, _, told = verify()
    assert status == 1
    assert "not those that were signed" in told
    with closing(sqlite3.connect(disk.store.current().path)) as file, file:
        file.execute("UPDATE about SET value = '7' WHERE name = 'revision'")
    status, _, told = verify()
    assert status == 1
    assert "revision 7" in told


def test_stats_say_how_old_it_is_what_is_in_it_and_where_it_lies(
    disk: Disk, operate: Operate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    disk.follow()
    operate("publish", sheet(tmp_path, goods(3)))
    prices = sheet(tmp_path, "sku,price,from\n1,8.00,2026-12-01\n2,7.00,2026-12-01\n", "prices.csv")
    operate("prices", prices)
    disk.follow()
    confirmed = datetime.now(UTC) - timedelta(hours=3)
    with enrolled(disk) as ledger:
        ledger.commit([PutSetting("catalogue_confirmed_at", confirmed.isoformat())])
    assert kiosk(["catalogue", "stats", "--json", "--store", str(disk.folder)]) == 0
    told = json.loads(capsys.readouterr().out)
    current = disk.store.current()
    assert told["age_s"] < 600
    assert told["confirmed_at"] == confirmed.isoformat()
    assert (told["revision"], told["idle_revision"], told["products"]) == (3, 1, 3)
    assert (told["codes"], told["plus"], told["prices"], told["recalls"]) == (3, 0, 2, 0)
    assert (told["currency"], told["checksum"], told["local"]) == ("CNY", current.checksum, False)
    assert (told["file"], told["bytes"]) == (str(current.path), current.path.stat().st_size)
    assert kiosk(["catalogue", "stats", "--store", str(disk.folder)]) == 0
    said = capsys.readouterr().out
    for part in ("min ago", "3 h ago", current.checksum, current.path.name, "revision 1", "3 barcodes"):
        assert part in said, part
