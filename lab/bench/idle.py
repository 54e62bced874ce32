"""What a kiosk costs while nobody is there: the shipped process with camera, goods and ledger.

    python -m lab.bench.idle

`kiosk run` off screen, beside a virtual camera of thirty pictures a second in a process of its own. The peer
is the same window in a process without services, devices and vision libraries.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
SETTLE_S, MEASURE_S = 12.0, 10.0
KIOSK = str(Path(sys.executable).parent / "kiosk")
WINDOW_ALONE = """
from kiosk.sentences import Sentences
from lab.example_views import base
from ui.application import Look, run_application
run_application(lambda _intent: None, lambda show: show(base("en")), Sentences(), None, Look(sounds=False))
"""


def results() -> list[dict[str, Any]]:
    """Rows of name, value, unit, peer, peer_value, budget, ok."""
    with tempfile.TemporaryDirectory(prefix="touchlane-idle-") as folder, _camera() as stream:
        settings = _enrolled(Path(folder), stream)
        cpu, rss = _cost([KIOSK, "run", "--settings", str(settings)])
    peer_cpu, peer_rss = _cost([sys.executable, "-c", WINDOW_ALONE])
    peer = "the window alone"
    return [
        _row("idle CPU on attract, camera on, of all cores", cpu, "%", peer, peer_cpu, 1.0),
        _row("memory with everything loaded", rss, "MB", peer, peer_rss, 230.0),
    ]


def _row(name: str, value: float, unit: str, peer: str, peer_value: float, budget: float) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "peer": peer,
        "peer_value": round(peer_value, 2),
        "budget": budget,
        "ok": value <= budget,
    }


def _enrolled(folder: Path, stream: str) -> Path:
    """A kiosk's folder with an identity and the demo's goods; its settings file."""
    from kiosk.assembly import CLOUD_URL, IDENTITY, SystemClock
    from kiosk.domain.product import Names
    from kiosk.domain.sale import Store
    from kiosk.ports import Identity, PutSetting
    from kiosk.remote.wire.codec import encode
    from kiosk.store.ids import UuidIds
    from kiosk.store.ledger import SqliteLedger

    identity = Identity(
        kiosk_id="B01",
        tenant="bench",
        simulated=True,
        store=Store(store_id="S1", names=Names("示范店", "Demo store")),
        wallets=("wechat",),
        member_keys=(),
        catalogue_keys=(),
        receipt_url="http://127.0.0.1/r/",
    )
    clock = SystemClock()
    ledger = SqliteLedger(folder / "ledger.db", UuidIds(clock), clock)
    nobody = "http://127.0.0.1:9"
    ledger.commit([PutSetting(IDENTITY, encode(identity).decode()), PutSetting(CLOUD_URL, nobody)])
    ledger.close()
    demo = CHECKOUT / "assets" / "demo"
    goods = [str(demo / "catalogue.csv"), "--offers", str(demo / "offers.csv")]
    subprocess.run(
        [KIOSK, "catalogue", "import", "--store", str(folder), *goods],
        check=True,
        capture_output=True,
        timeout=60,
    )
    settings = folder / "kiosk.toml"
    settings.write_text(
        f'[system]\ndata_dir = "{folder}"\nlog_level = "warning"\n[cloud]\nurl = "{nobody}"\n'
        f'[camera]\nsource = "{stream}"\n[screen]\nfull_screen = false\n',
        encoding="utf-8",
    )
    return settings


@contextmanager
def _camera() -> Iterator[str]:
    """The address of an empty counter's picture."""
    command = [sys.executable, "-m", "lab.shelf.camera", "--fps", "30"]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as camera:
        assert camera.stdout is not None
        try:
            yield str(json.loads(camera.stdout.readline())["stream"])
        finally:
            camera.terminate()


def _cost(command: list[str]) -> tuple[float, float]:
    """Percent of all cores over `MEASURE_S`, and the resident memory in MB, once it has settled."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    with subprocess.Popen(
        command, cwd=CHECKOUT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        time.sleep(SETTLE_S)
        before = _cpu_s(process.pid)
        time.sleep(MEASURE_S)
        used, rss = _cpu_s(process.pid) - before, _rss_mb(process.pid)
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=20)
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {told}")
    return 100 * used / MEASURE_S / (os.cpu_count() or 1), rss


def _cpu_s(pid: int) -> float:
    """User and system time so far (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _rss_mb(pid: int) -> float:
    """Resident memory (proc(5), VmRSS)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(results(), indent=1))
