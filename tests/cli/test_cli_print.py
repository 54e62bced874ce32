"""`kiosk print` against the virtual printer, each a process of its own; killed, it still prints once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.printer.document_file import document_from_json
from kiosk.cli import main
from kiosk.cli.print import SAMPLE
from kiosk.sentences import TRANSLATIONS, read_po

WHOLE = ("触线超市 Touchlane", "合计 Total", "谢谢惠顾 Thank you")
TIMEOUT_S = 20


class Desk:
    """A virtual printer in a process of its own, and a receipt to print."""

    def __init__(self, folder: Path) -> None:
        self.link, self.paper = folder / "lp", folder / "paper"
        self.receipt = folder / "receipt.json"
        assert main(["print", "--sample", str(self.receipt)]) == 0
        printer = [
            sys.executable,
            "-m",
            "drivers.virtual.printer",
            "--link",
            self.link,
            "--paper",
            self.paper,
        ]
        self.process = subprocess.Popen(
            [*printer, "--control-port", "0", "--lines-per-s", "80", "--deaf-s", "0.2"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.control = json.loads(self.process.stdout.readline())["control"]

    def close(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(TIMEOUT_S) == 0
        assert self.process.stdout is not None
        self.process.stdout.close()

    def order(self, **order: Any) -> dict[str, Any]:
        request = urllib.request.Request(self.control, json.dumps(order).encode() if order else None)
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            return dict(json.load(answer))

    def start(self, *more: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", "import sys; from kiosk.cli import main; sys.exit(main())"]
        return subprocess.Popen(
            [*command, "print", str(self.receipt), "--device", str(self.link), *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={"PATH": "/usr/bin:/bin", "LANG": "en_GB.UTF-8"},
        )

    def print(self, *more: str) -> tuple[int, list[str], str]:
        with self.start(*more) as process:
            out, err = process.communicate(timeout=TIMEOUT_S)
        return process.returncode, [json.loads(line)["state"] for line in out.splitlines()], err

    def valid_slips(self) -> list[str]:
        slips = [file.read_text(encoding="utf-8") for file in sorted(self.paper.glob("*.txt"))]
        return [slip for slip in slips if "作废 VOID" not in slip and slip.strip()]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path)
    yield opened
    opened.close()


def assert_one_whole_receipt(desk: Desk) -> None:
    (slip,) = desk.valid_slips()
    assert [slip.count(part) for part in WHOLE] == [1, 1, 1]
    assert desk.order()["uncut"].strip() == ""


def test_a_receipt_is_printed_once_however_often_it_is_asked_for(desk: Desk) -> None:
    assert desk.print() == (0, ["not_started", "sending", "body_done", "done"], "")
    assert desk.print() == (0, ["done"], "")
    assert_one_whole_receipt(desk)
    assert (desk.paper / "receipt-0001.png").read_bytes().startswith(b"\x89PNG")
    assert desk.print("--again")[0] == 0
    assert "补打 REPRINT 1" in desk.valid_slips()[1]


@pytest.mark.parametrize(
    ("moment", "later_s"),
    [
        ("sending", 0.0),
        pytest.param("sending", 0.12, marks=pytest.mark.soak),
        pytest.param("body_done", 0.0, marks=pytest.mark.soak),
    ],
)
def test_a_killed_print_is_finished_by_the_next_one(desk: Desk, moment: str, later_s: float) -> None:
    with desk.start() as process:
        assert process.stdout is not None
        while json.loads(process.stdout.readline())["state"] != moment:
            pass
        time.sleep(later_s)
        process.kill()
    returned, states, _ = desk.print()
    assert (returned, states[-1]) == (0, "done")
    assert_one_whole_receipt(desk)


def test_a_silent_printer_is_named_and_the_receipt_kept_for_later(desk: Desk) -> None:
    desk.order(set={"silent": True})
    returned, states, told = desk.print("--wait-s", "0.2")
    assert (returned, states) == (1, ["not_started"])
    assert told == (
        f"kiosk: The printer at {desk.link} does not answer; the receipt is not_started."
        " Check power and cable, then run again.\n"
    )
    desk.order(set={"silent": False})
    assert desk.print()[0] == 0
    assert_one_whole_receipt(desk)


def test_a_printer_that_cannot_confirm_is_left_to_a_person(desk: Desk) -> None:
    desk.order(set={"process_id": False})
    returned, states, told = desk.print("--wait-s", "3")
    assert (returned, states[-1]) == (1, "unconfirmed")
    assert "cannot confirm" in told
    returned, _, told = desk.print()
    assert returned == 1
    assert "--again" in told
    assert_one_whole_receipt(desk)


def test_a_receipt_changed_half_way_is_refused(desk: Desk) -> None:
    job = Path(f"{desk.receipt}.job")
    job.write_text(json.dumps({"sha256": "0", "state": "torn", "tries": 1}), encoding="utf-8")
    returned, _, told = desk.print()
    assert returned == 1
    assert "was changed while its print job is torn" in told
    job.write_text("{", encoding="utf-8")
    assert "cannot be read" in desk.print()[2]
    assert desk.valid_slips() == []


def test_the_switches_refuse_what_they_do_not_know(desk: Desk) -> None:
    for wrong in ({"set": {"paper": "wet"}}, {"set": {"speed": 1}}, {"do": "stop"}, {"set": {"silent": 1}}):
        with pytest.raises(urllib.error.HTTPError) as refused:
            desk.order(**wrong)
        with refused.value as answer:
            assert answer.code == 400
    for action in ("unplug", "replug", "power_cycle", "refill"):
        assert desk.order(do=action)["slips"] == []


def test_the_sample_is_a_receipt_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print", "--sample"]) == 0
    assert document_from_json(capsys.readouterr().out.encode(), "sample") == SAMPLE


def test_a_print_without_a_device_or_a_receipt_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main(["print"]) == 1
    assert main(["print", str(tmp_path / "none.json"), "--device", "/dev/x"]) == 1
    assert main(["print", str(tmp_path / "none.json"), "--device", "/dev/x", "--profile", "star"]) == 1
    told = capsys.readouterr().err
    assert "kiosk print RECEIPT.json --device PATH" in told
    assert "none.json: No such file" in told
    assert "There is no printer profile “star”" in told


def test_both_languages_say_the_same_things() -> None:
    entries = [
        {
            code: sorted(set(_places(sentence)))
            for code, sentence in read_po(path.read_text("utf-8"), path.name)
        }
        for path in sorted(TRANSLATIONS.glob("*/reasons.d/devices_printing.po"))
    ]
    assert len(entries) == 2
    assert entries[0] == entries[1]


def _places(sentence: str) -> list[str]:
    return [part.split("}")[0] for part in sentence.split("{")[1:]]
