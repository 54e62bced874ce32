"""The ledger when the process is killed, the power is cut, the disk is full, or two kiosks start."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kiosk.domain.events import Lane, RecordKind
from kiosk.domain.trip import TripState
from kiosk.errors import StoreUnusable
from kiosk.ports import AppendRecord, PutSetting, PutTrip
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from tests.store.power import FULL, Drive, RecordingVfs
from tests.store.store_values import SetClock, trip

SELLING = """
import sys
from pathlib import Path
from kiosk.domain.events import RecordKind
from kiosk.ports import AppendRecord, PutSetting
from kiosk.store.ids import UuidIds
from kiosk.store.ledger import SqliteLedger
from tests.store.store_values import SetClock

clock = SetClock()
ledger = SqliteLedger(Path(sys.argv[1]), UuidIds(clock), clock)
sold = int(ledger.setting("sold") or 0)
while True:
    sold += 1
    body = {"n": sold, "pad": "x" * 3000}
    ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, body), PutSetting("sold", str(sold))])
    print(sold, flush=True)
"""


def sell(path: Path) -> subprocess.Popen[str]:
    """Another process that sells, and says each sale it was told is safe."""
    return subprocess.Popen(
        [sys.executable, "-c", SELLING, str(path)],
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )


def open_at(path: Path, vfs: str | None = None) -> SqliteLedger:
    clock = SetClock()
    return SqliteLedger(path, UuidIds(clock), clock, vfs=vfs)


@pytest.mark.parametrize("times", [2, pytest.param(12, marks=pytest.mark.soak)])
@pytest.mark.soak
def test_a_kiosk_killed_again_and_again_has_every_sale_it_acknowledged(tmp_path: Path, times: int) -> None:
    path, chance, acknowledged = tmp_path / "ledger.db", random.Random(7), 0
    for _ in range(times):
        kiosk = sell(path)
        assert kiosk.stdout
        wanted = acknowledged + chance.randint(1, 30)
        for line in kiosk.stdout:
            acknowledged = int(line)
            if acknowledged >= wanted:
                break
        kiosk.kill()
        told = [acknowledged, *(int(line) for line in kiosk.stdout.read().splitlines())]
        acknowledged = told[-1]
        assert kiosk.wait() == -signal.SIGKILL
        kiosk.stdout.close()
        with open_at(path) as ledger:
            kept = ledger.verify_chain(Lane.MONEY)
            # One more may be on the disk, its acknowledgement cut off.
            assert kept in (acknowledged, acknowledged + 1)
            assert ledger.setting("sold") == str(kept)
            acknowledged = kept


def test_a_second_kiosk_on_the_same_ledger_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    kiosk = sell(path)
    assert kiosk.stdout
    kiosk.stdout.readline()
    try:
        with pytest.raises(StoreUnusable) as refused:
            open_at(path)
        assert refused.value.reason.code == "store.in_use"
        # The first one was not disturbed.
        assert int(kiosk.stdout.readline()) >= 2
    finally:
        kiosk.kill()
        kiosk.wait()
        kiosk.stdout.close()
    open_at(path).close()


# Any order of commits, acknowledgements and restarts

_Act = tuple[str, Lane, int]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("append", "acknowledge", "restart")), st.sampled_from(Lane), st.integers(1, 4)
    ),
    max_size=25,
)


@given(acts=ACTS)
@hypothesis_settings(max_examples=20)
def test_lanes_stay_gap_free_through_any_history(
    tmp_path_factory: pytest.TempPathFactory, acts: list[_Act]
) -> None:
    path = tmp_path_factory.mktemp("history") / "ledger.db"
    ledger = open_at(path)
    head, acked = dict.fromkeys(Lane, 0), dict.fromkeys(Lane, 0)
    for act, lane, count in acts:
        if act == "append":
            ledger.commit([AppendRecord(RecordKind.SALE_CLOSED, {"n": n}, lane) for n in range(count)])
            head[lane] += count
        elif act == "acknowledge":
            seq = min(count, head[lane])
            ledger.acknowledge(lane, seq)
            acked[lane] = max(acked[lane], seq)
        else:
            ledger.close()
            ledger = open_at(path)
        for each in Lane:
            waiting = [record.seq for record in ledger.pending(each, 1000)]
            assert waiting == list(range(acked[each] + 1, head[each] + 1))
    assert ledger.depth() == sum(head.values()) - sum(acked.values())
    assert [ledger.verify_chain(lane) for lane in Lane] == [head[lane] for lane in Lane]
    ledger.close()


# The disk


@pytest.fixture
def drive() -> Iterator[Drive]:
    """A drive that remembers each write and sync, and can be full."""
    drive = Drive()
    vfs = RecordingVfs("recording", drive)
    yield drive
    vfs.unregister()


def visit(ledger: SqliteLedger, n: int) -> None:
    """One commit of several rows, as a paid trip makes it."""
    ledger.commit(
        [
            PutTrip(trip(f"t{n}", TripState.PAID)),
            AppendRecord(RecordKind.SALE_CLOSED, {"n": n, "pad": "x" * 700}),
            PutSetting("sold", str(n)),
        ]
    )


def test_a_full_disk_refuses_the_commit_and_the_ledger_goes_on_when_there_is_room(
    tmp_path: Path, drive: Drive
) -> None:
    ledger = open_at(tmp_path / "ledger.db", "recording")
    visit(ledger, 1)
    for fails_at in range(1, 6):
        drive.room_for = fails_at
        with pytest.raises(StoreUnusable) as refused:
            visit(ledger, 2)
        assert refused.value.reason.code == "store.disk_full"
        assert (ledger.setting("sold"), ledger.depth()) == ("1", 1)
    drive.room_for = FULL
    visit(ledger, 2)
    ledger.close()
    with open_at(tmp_path / "ledger.db") as again:
        assert (again.setting("sold"), again.verify_chain(Lane.MONEY)) == ("2", 2)


EVERY_EIGHTH = 8
"""In every run; each write in the long tier."""


@pytest.mark.parametrize("step", [EVERY_EIGHTH, pytest.param(1, marks=pytest.mark.soak)])
@pytest.mark.parametrize("kept", ["nothing unsynced", "all", "torn"])
def test_a_power_cut_before_any_write_loses_no_acknowledged_sale(
    tmp_path: Path, drive: Drive, kept: str, step: int
) -> None:
    """The drive is rebuilt as a cut before each operation may have left it, and the kiosk started on it."""
    ledger = open_at(tmp_path / "live" / "ledger.db", "recording")
    marks = [(len(drive.history), 0)]
    for n in range(1, 13):
        visit(ledger, n)
        marks.append((len(drive.history), n))
    ledger.close()
    assert marks[-1][0] > 40, "the drive saw the writes"
    for cut in range(marks[0][0], len(drive.history) + 1, step):
        after = tmp_path / f"cut-{cut}"
        drive.rebuild(after, cut, kept, random.Random(cut))
        acknowledged = max(n for position, n in marks if position <= cut)
        with open_at(after / "ledger.db") as found:
            sold = found.verify_chain(Lane.MONEY)
            assert sold in (acknowledged, acknowledged + 1), f"cut before operation {cut}"
            assert found.setting("sold") == (str(sold) if sold else None)
            last = found.unfinished().trip
            assert (last.trip_id if last else "t0") == f"t{sold}"


def test_the_power_cuts_would_find_a_ledger_that_syncs_too_little(tmp_path: Path, drive: Drive) -> None:
    """The test of the test: without the syncs of synchronous=FULL, acknowledged sales are lost."""
    ledger = open_at(tmp_path / "live" / "ledger.db", "recording")
    start = len(drive.history)
    visit(ledger, 1)
    drive.history[start:] = [step for step in drive.history[start:] if step.kind != "sync"]
    drive.rebuild(tmp_path / "after", len(drive.history), "nothing unsynced", random.Random(1))
    ledger.close()
    with open_at(tmp_path / "after" / "ledger.db") as found:
        assert found.verify_chain(Lane.MONEY) == 0
