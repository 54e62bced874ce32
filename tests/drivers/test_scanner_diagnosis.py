"""Trial symbols from scanners set up in every wrong way: what is said, and that a good one passes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from drivers.scanner.evdev import KeyboardOptions, KeyboardScanner
from drivers.scanner.serial import SerialOptions, SerialPort
from drivers.scanner.setup.check import Outcome, check
from drivers.scanner.setup.diagnosis import diagnose, wire
from drivers.scanner.setup.files import write
from drivers.scanner.setup.pages import pages
from drivers.scanner.setup.sheet import sheet_of
from drivers.scanner.setup.symbols import GS, SYMBOLS, TrialSymbol, drawn
from drivers.scanner.setup.vendors import VENDORS
from drivers.virtual.keyboard import VirtualKeyboard
from drivers.virtual.scanner import Habits, VirtualScanner
from kiosk.domain.aim import scan_of
from kiosk.domain.barcode import GtinCode, classify
from kiosk.errors import DeviceUnusable, InputRefused, Reason
from kiosk.sentences import Sentences

SENTENCES = Sentences(strict=True)
BY_KEY = {symbol.key: symbol for symbol in SYMBOLS}
QUICK = {"wait_s": 0.4, "quiet_s": 0.1}


@pytest.fixture
def device(tmp_path: Path) -> Iterator[VirtualScanner]:
    virtual = VirtualScanner(tmp_path / "scanner")
    virtual.plug()
    yield virtual
    virtual.unplug()


def tried(device: VirtualScanner, habits: Habits, symbols: tuple[TrialSymbol, ...]) -> dict[str, set[str]]:
    """What is said of each symbol, from a scanner on a pty."""
    port = SerialPort(SerialOptions(path=str(device.link)))
    outcomes = check(port, symbols, lambda one: device.write(habits.wire(one.text, one.aims[0])), **QUICK)
    told = {outcome.symbol.key: {reason.code for reason in outcome.wrong} for outcome in outcomes}
    port.close()
    return told


def test_a_scanner_that_is_set_up_well_passes(device: VirtualScanner) -> None:
    assert tried(device, Habits(), SYMBOLS) == {symbol.key: set() for symbol in SYMBOLS}


@pytest.mark.parametrize(
    ("habits", "key", "said"),
    [
        (Habits(aim=False), "EAN13", "no_aim"),
        (Habits(aim=False), "GS1_128", "no_aim"),
        (Habits(suffix=b""), "EAN13", "no_suffix"),
        (Habits(gs=b""), "GS1_128", "no_gs"),
        (Habits(gs=b"|"), "DataMatrix", "gs_replaced"),
        (Habits(gs=b"{GS}"), "GS1_128", "gs_replaced"),
        (Habits(gs=b"\r"), "GS1_128", "in_pieces"),
        (Habits(check_digit=False), "EAN13", "digits_left_out"),
        (Habits(check_digit=False), "UPCA", "digits_left_out"),
        (Habits(prefix=b"F"), "EAN13", "prefix"),
        (Habits(times=2), "EAN8", "twice"),
        (Habits(encoding="ascii"), "QRCode", "encoding"),
    ],
    ids=str,
)
def test_each_wrong_setting_is_named(device: VirtualScanner, habits: Habits, key: str, said: str) -> None:
    told = tried(device, habits, (BY_KEY[key],))[key]
    assert told == {f"scan_check.{said}"}


@pytest.mark.parametrize("suffix", [b"\r", b"\n", b"\r\n", b"\t", b"\x03"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_what_the_driver_understands_is_not_called_wrong(suffix: bytes, encoding: str) -> None:
    habits = Habits(suffix=suffix, encoding=encoding)
    for symbol in SYMBOLS:
        for form in symbol.forms:
            assert diagnose(symbol, habits.wire(form, symbol.aims[0])) == ()


def test_a_qr_that_names_its_character_set_is_right() -> None:
    symbol = BY_KEY["QRCode"]
    assert diagnose(symbol, f"]Q2\\000026{symbol.text}\r".encode()) == ()


def test_several_faults_are_all_named_at_once() -> None:
    arrived = Habits(aim=False, gs=b"", suffix=b"", prefix=b"").wire(BY_KEY["GS1_128"].text)
    codes = [reason.code for reason in diagnose(BY_KEY["GS1_128"], arrived)]
    assert codes == ["scan_check.no_gs", "scan_check.no_aim", "scan_check.no_suffix"]


@pytest.mark.parametrize(
    ("key", "arrived", "keyboard", "said"),
    [
        ("EAN13", b"", False, "nothing"),
        ("EAN13", b"\r\n", False, "nothing"),
        ("EAN13", b"]E0\xb9\xb5\xb2\xff\r", False, "garbled_line"),
        ("Code128", b"]C0qw\xff\r", True, "garbled_keys"),
        ("Code128", b"]C0QWzy-Am;/#128\r", True, "capitals_swapped"),
        ("Code128", b"]C0QWZY-AM;/#128\r", False, "capitals_changed"),
        ("Code128", b"]C0qwYZ-aM;&#128\r", True, "other_layout"),
        ("GS1_128", b"]C0010952400005000710A1\x1d217\r", False, "other_aim"),
        ("EAN13", b"F]E09524000050007\r", False, "prefix"),
        ("EAN13", b"]E0F9524000050007\r", False, "prefix"),
        ("EAN13", b"]E09524000050007X\r", False, "tail"),
        ("EAN13", b"]E495200002\r", False, "other_text"),
        ("QRCode", b"]Q1???? Touchlane 7\r", True, "encoding_keys"),
    ],
)
def test_what_arrived_and_what_is_said(key: str, arrived: bytes, keyboard: bool, said: str) -> None:
    assert diagnose(BY_KEY[key], arrived, keyboard=keyboard)[0].code == f"scan_check.{said}"


@given(arrived=st.binary(max_size=200), symbol=st.sampled_from(SYMBOLS), keyboard=st.booleans())
def test_any_bytes_are_told_in_both_languages(arrived: bytes, symbol: TrialSymbol, keyboard: bool) -> None:
    assert wire(arrived).isprintable() or not wire(arrived)
    for reason in diagnose(symbol, arrived, keyboard=keyboard):
        assert all(SENTENCES.say(reason, language) for language in ("zh-CN", "en"))


def test_a_scanner_that_types_is_tried_too(tmp_path: Path) -> None:
    virtual = VirtualKeyboard(tmp_path)
    virtual.plug()
    options = KeyboardOptions("0c2e:0b61", sysfs=virtual.sysfs, devices=virtual.devices)
    port = KeyboardScanner("scanner", options, grab=lambda _: None).open_port()

    def ask(symbol: TrialSymbol) -> None:
        threading.Thread(target=virtual.type, args=(f"{symbol.aims[0]}{symbol.text}\r",)).start()

    outcomes: list[Outcome] = list(check(port, SYMBOLS, ask, keyboard=True, **QUICK))
    port.close()
    virtual.unplug()
    assert [(outcome.symbol.key, outcome.wrong) for outcome in outcomes] == [
        (symbol.key, ()) for symbol in SYMBOLS
    ]


def test_a_scanner_that_is_unplugged_meanwhile_is_told(device: VirtualScanner) -> None:
    port = SerialPort(SerialOptions(path=str(device.link)))
    with pytest.raises(DeviceUnusable) as lost:
        list(check(port, SYMBOLS, lambda _: device.unplug(), **QUICK))
    assert lost.value.reason.code == "scanner.lost"
    port.close()


# The sheet


@pytest.mark.parametrize("symbol", SYMBOLS, ids=lambda symbol: symbol.key)
def test_a_symbol_is_what_the_trial_expects_of_it(symbol: TrialSymbol) -> None:
    (read,) = zxingcpp.read_barcodes(np.array(drawn(symbol, 3)), text_mode=zxingcpp.TextMode.Plain)
    assert read.text in symbol.forms
    assert read.symbology_identifier in symbol.aims
    found = classify(scan_of(b"", f"{symbol.aims[0]}{symbol.text}"))
    assert isinstance(found, GtinCode) is (symbol.key not in ("Code128", "QRCode"))


@pytest.mark.parametrize("make", sorted(VENDORS))
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_make_has_a_sheet_in_both_languages(make: str, language: str) -> None:
    sheet = sheet_of(VENDORS[make], lambda reason: SENTENCES.say(reason, language))
    assert len(sheet.sections) == 4
    assert all(section.title and section.lines for section in sheet.sections)
    assert [entry.symbol for entry in sheet.entries] == list(SYMBOLS)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_printed_page_carries_every_symbol_and_loses_no_word_at_its_edges(language: str) -> None:
    steps, symbols = pages(sheet_of(VENDORS["honeywell"], lambda reason: SENTENCES.say(reason, language)))
    read = zxingcpp.read_barcodes(np.array(symbols.convert("L")), text_mode=zxingcpp.TextMode.Plain)
    texts = {code.text for code in read}
    assert [symbol.key for symbol in SYMBOLS if not texts & set(symbol.forms)] == []
    for page in (steps, symbols):
        left, top, right, bottom = (
            Image.eval(page.convert("L"), lambda grey: 255 - grey).getbbox() or (0,) * 4
        )
        assert min(left, top, page.width - right, page.height - bottom) >= 150


@pytest.mark.parametrize(
    ("ending", "begins"), [(".html", b"<!doctype"), (".pdf", b"%PDF"), (".png", b"\x89PNG")]
)
def test_the_sheet_as_a_file(tmp_path: Path, ending: str, begins: bytes) -> None:
    sheet = sheet_of(VENDORS["newland"], lambda reason: SENTENCES.say(reason, "zh-CN"))
    write(sheet, tmp_path / f"sheet{ending}", "zh-CN")
    made = (tmp_path / f"sheet{ending}").read_bytes()
    assert made.startswith(begins)
    if ending == ".html":
        assert made.decode().count("data:image/png") == len(SYMBOLS)
        assert "&lt;GS&gt;" in made.decode()


@pytest.mark.parametrize(
    ("place", "code"), [("sheet.doc", "unknown_kind"), ("none/sheet.pdf", "not_writable")]
)
def test_a_file_that_cannot_be_is_refused(tmp_path: Path, place: str, code: str) -> None:
    sheet = sheet_of(VENDORS["generic"], str)
    with pytest.raises(InputRefused) as refused:
        write(sheet, tmp_path / place, "en")
    assert refused.value.reason.code == f"scan_sheet.{code}"
    assert isinstance(refused.value.reason, Reason)
    assert GS not in str(refused.value.reason)
