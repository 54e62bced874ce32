"""The rest of the workbench: paper, fault switches, its two languages, and where its windows stand."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect

from lab.fakepay.remote import FakepayRemote
from lab.workbench.faults import GROUPS
from lab.workbench.places import PANEL, PX_PER_MM, places_on
from lab.workbench.translations import CHINESE, collect, compile_into
from tests.lab.workbench_room import Bench, Room

pytestmark = pytest.mark.soak


def write_slip(room: Room, text: bytes) -> None:
    """Print as any client does: through the printer's line."""
    with (room.folder / "printer").open("wb", buffering=0) as line:
        line.write(b"\x1b@" + text + b"\n\x1dV\x00")


def test_slips_come_out_of_the_slot_newest_last_and_can_be_taken(bench: Bench) -> None:
    assert bench.find("tearButton") is None
    for number, text in enumerate((b"first", b"second"), 1):
        write_slip(bench.room, text)
        bench.wait(lambda expected=number: bench.bridge.paper.count == expected)
    slip = bench.find("slip")
    assert slip is not None
    bench.wait(lambda: slip.property("implicitWidth") > 0)
    assert "receipt-0002.png" in bench.bridge.paper.picture.toString()
    bench.click("tearButton")
    bench.wait(lambda: bench.find("tearButton") is None)


# Faults


def test_the_printers_switches_reach_the_printer(bench: Bench) -> None:
    printer = bench.room.printer
    for name in GROUPS["printer"]:
        bench.click(f"fault_{name}")
        bench.wait(lambda expected=name: expected in bench.bridge.faults.on)
    assert printer._faults.silent
    assert printer._conditions.paper == "out"
    assert printer._conditions.cover_open
    assert not (bench.room.folder / "printer").exists()
    bench.click("mendButton")
    bench.wait(lambda: bench.bridge.faults.on == [])
    assert not printer._faults.silent
    assert not printer._conditions.blocked
    assert (bench.room.folder / "printer").exists()


def camera_fault(bench: Bench) -> str:
    return str(requests.get(f"{bench.room.camera_url}/state", timeout=3).json()["fault"])


def test_the_camera_is_frozen_or_lost_but_not_both(bench: Bench) -> None:
    bench.click("fault_camera_frozen")
    bench.wait(lambda: bench.bridge.faults.on == ["camera_frozen"])
    assert camera_fault(bench) == "freeze"
    bench.click("fault_camera_lost")
    bench.wait(lambda: bench.bridge.faults.on == ["camera_lost"])
    assert camera_fault(bench) == "drop"
    bench.click("fault_camera_lost")
    bench.wait(lambda: bench.bridge.faults.on == [])
    assert camera_fault(bench) == "none"


def test_the_cable_to_the_cloud_is_cut_and_joined(bench: Bench) -> None:
    bench.click("fault_network_cut")
    bench.wait(lambda: bench.bridge.faults.on == ["network_cut"])
    assert bench.room.relay.is_cut
    bench.click("fault_network_cut")
    bench.wait(lambda: bench.bridge.faults.on == [])
    assert requests.get(f"{bench.room.relay.url}/code", timeout=3).status_code == 200


def test_the_provider_is_slow_or_silent_until_it_is_mended(bench: Bench) -> None:
    def kinds() -> list[str]:
        listed = requests.get(f"{bench.room.provider_url}/faults", timeout=3).json()["faults"]
        return [fault["kind"] for fault in listed]

    try:
        bench.click("fault_provider_slow")
        bench.wait(lambda: kinds() == ["delay"])
        bench.click("fault_provider_silent")
        bench.wait(lambda: kinds() == ["silent"])
        bench.wait(lambda: bench.bridge.faults.on == ["provider_silent"])
        bench.click("mendButton")
        bench.wait(lambda: kinds() == [])
    finally:
        with FakepayRemote(bench.room.provider_url) as remote:
            remote.clear_faults()


def test_a_switch_whose_part_is_gone_stays_off_and_says_so(bench: Bench) -> None:
    bench.room._control.shutdown()
    bench.room._control.server_close()
    bench.click("fault_cover_open")
    bench.wait(lambda: "switches did not answer" in bench.text("troubleText"))
    assert bench.bridge.faults.on == []
    assert bench.bridge.faults.pending == []


# Words


def test_the_bench_says_in_both_languages_that_nothing_is_charged(bench: Bench) -> None:
    assert bench.text("simulatedNote") == "Simulated: no real money is charged"
    bench.click("speakChinese")
    bench.wait(lambda: bench.text("simulatedNote") == "全部为模拟，不会真实扣款")
    bench.click("speakEnglish")
    bench.wait(lambda: bench.text("simulatedNote") == "Simulated: no real money is charged")


def test_every_text_has_its_chinese_and_the_compiled_file_is_of_today(tmp_path: Path) -> None:
    fresh = tmp_path / CHINESE.name
    fresh.write_bytes(CHINESE.read_bytes())
    collect(fresh)
    messages = list(ElementTree.parse(fresh).getroot().iter("message"))
    assert len(messages) > 60
    missing = [
        message.findtext("source")
        for message in messages
        if (told := message.find("translation")) is None or told.get("type") or not (told.text or "").strip()
    ]
    assert missing == []
    compile_into(tmp_path / "fresh.qm", fresh)
    assert (tmp_path / "fresh.qm").read_bytes() == CHINESE.with_suffix(".qm").read_bytes()


# Places

SCREENS = st.builds(
    QRect, st.integers(0, 200), st.integers(0, 200), st.integers(1280, 5120), st.integers(700, 2880)
)


@given(SCREENS)
def test_both_windows_are_on_the_screen_and_the_kiosk_keeps_its_shape(available: QRect) -> None:
    places = places_on(available)
    assert available.contains(places.kiosk)
    assert available.contains(places.bench)
    assert places.kiosk.right() < places.bench.left()
    assert abs(places.kiosk.width() / places.kiosk.height() - PANEL[0] / PANEL[1]) < 0.004
    # a button of 20 mm stays the same part of the window
    assert places.px_per_mm / places.kiosk.width() == pytest.approx(PX_PER_MM / PANEL[0])
