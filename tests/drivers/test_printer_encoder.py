"""The encoder: known bytes, read by an interpreter that does not know it; data that can never command."""

from __future__ import annotations

import time
from itertools import pairwise, product
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from drivers.printer.document_file import document_from_json, document_to_json
from drivers.printer.encoder import encode_body, encode_cut, encode_void
from drivers.printer.profile import SHIPPED, load_profile
from drivers.virtual.printer_effects import (
    CutMade,
    Effect,
    Fed,
    Initialised,
    ModeSet,
    OnPaper,
    Printed,
    QrPrinted,
    StatusBackSet,
    Unknown,
)
from drivers.virtual.printer_interpreter import Interpreter
from drivers.virtual.printer_paper import picture_of, text_of
from kiosk.domain.receipt import (
    Align,
    ColumnsLine,
    FeedLine,
    QrBlock,
    ReceiptDocument,
    ReceiptElement,
    RuleLine,
    TextLine,
)
from kiosk.errors import InputRefused, SettingRefused
from tests.drivers.printer_golden import DOCUMENT, PROFILES, path_of, rendered

EPSON = load_profile("epson-tm")
NARROW = load_profile("generic-58mm")


def printed(*elements: ReceiptElement, profile_name: str = "epson-tm") -> list[Effect]:
    profile = load_profile(profile_name)
    interpreter = Interpreter(columns=10_000)  # which would break no line by itself
    interpreter.feed(encode_body(ReceiptDocument("R", elements), profile))
    effects: list[Effect] = list(iter(interpreter.step, None))
    assert not interpreter.buffer, "the body ends inside a command"
    return effects


def lines(*elements: ReceiptElement, profile_name: str = "epson-tm") -> list[str]:
    return [e.text for e in printed(*elements, profile_name=profile_name) if isinstance(e, Printed)]


@pytest.mark.parametrize("profile", PROFILES)
def test_the_bytes_are_the_golden_ones(profile: str) -> None:
    assert rendered(profile) == path_of(profile).read_text(encoding="ascii")


def test_mixed_scripts_are_read_back_as_written() -> None:
    assert lines(TextLine("苹果 Café £3.20 €3.60 Ñandú ½ 合计，（）")) == [
        "苹果 Café £3.20 €3.60 Ñandú ½ 合计，（）"
    ]
    assert lines(TextLine("¥29.14")) == ["￥29.14"]
    assert lines(TextLine("café ¥1", bold=True), profile_name="generic-58mm") == ["café ￥1"]


def test_what_no_printer_knows_becomes_a_question_mark() -> None:
    assert lines(TextLine("a😀b한c\ue000d")) == ["a?b?c?d"]


def test_controls_bidi_and_zero_width_never_reach_the_paper() -> None:
    assert lines(TextLine("A\x1b@\x1dV\x00\x10\x14\x01\x9b\u202e\u200b\ufeffB\tC\nD")) == ["A@VB C D"]


def test_amounts_stand_at_the_right_edge_and_long_names_wrap_beside_them() -> None:
    assert lines(ColumnsLine("水", "2.00")) == ["水" + " " * 42 + "2.00"]
    name = "有机全麦面包无糖无添加防腐剂每日现烤家庭装大份"
    first, second = lines(ColumnsLine(name, "￥12.80"))
    assert name == first + second.split()[0]
    assert second.endswith("￥12.80")
    assert second == "装大份" + " " * 35 + "￥12.80"
    assert lines(ColumnsLine("合计", "1.00", size=2)) == ["合计" + " " * 16 + "1.00"]


def test_a_short_name_is_printed_where_the_whole_one_would_be_wrapped() -> None:
    whole, short = "Organic whole milk of the meadows 1 l", "Org. milk 1 l"
    for line in (ColumnsLine(whole, "2.00", short=short), TextLine(whole, short=short)):
        assert [row.split("  ")[0] for row in lines(line)] == [whole], "80 mm of paper have the room"
        assert [row.split("  ")[0] for row in lines(line, profile_name="generic-58mm")] == [short]
    assert len(lines(ColumnsLine(whole, "2.00"), profile_name="generic-58mm")) == 2


def test_two_texts_too_wide_for_one_line_stand_below_each_other() -> None:
    below = lines(ColumnsLine("coupon", "x" * 40))
    assert below == ["coupon", " " * 8 + "x" * 40]


def test_a_line_does_not_begin_with_closing_punctuation() -> None:
    for line in lines(TextLine("一二三四五六七八九十一二三四五六七八九十一二三四，五六七八")):
        assert not line.startswith("，")


def test_words_are_broken_at_spaces_and_long_ones_inside() -> None:
    assert lines(TextLine("word " * 12))[0] == " ".join(["word"] * 9)
    assert lines(TextLine("x" * 100)) == ["x" * 48, "x" * 48, "x" * 4]


def test_styles_reach_the_paper() -> None:
    big, small = (
        e for e in printed(TextLine("店", Align.CENTRE, True, 2), TextLine("b")) if isinstance(e, Printed)
    )
    assert (big.align, big.cells[0].bold, big.cells[0].wide, big.cells[0].high) == (1, True, 2, 2)
    assert (small.align, small.cells[0].bold, small.cells[0].wide, small.cells[0].high) == (0, False, 1, 1)


@pytest.mark.parametrize("payload", ["https://receipts.example/r/T-1", "x" * 1000, "中文 payload 小票"])
def test_qr_codes_are_read_back_from_the_paper(payload: str) -> None:
    paper = [e for e in printed(QrBlock(payload)) if isinstance(e, OnPaper)]
    (code,) = zxingcpp.read_barcodes(picture_of(paper, 48))
    assert code.text == payload


def test_a_qr_code_never_is_wider_than_the_paper() -> None:
    for length in (1, 60, 300, 1000, 2331):
        (code,) = (
            e for e in printed(QrBlock("x" * length), profile_name="generic-58mm") if isinstance(e, QrPrinted)
        )
        assert 1 <= code.module <= 8
    assert "x" * 32 in lines(QrBlock("x" * 2332), profile_name="generic-58mm")


def test_a_void_ends_a_half_sent_qr_code_and_cuts() -> None:
    body = encode_body(DOCUMENT, EPSON)
    for length in range(1, len(body), 7):
        interpreter = Interpreter()
        interpreter.feed(body[:length] + encode_void(DOCUMENT, EPSON))
        effects: list[Effect] = list(iter(interpreter.step, None))
        text = text_of([e for e in effects if isinstance(e, OnPaper)], 48)
        assert "*** 作废 VOID ***" in text
        assert isinstance(effects[-1], CutMade)


def test_printers_without_a_blade_feed_to_their_bar() -> None:
    assert encode_cut(NARROW) == b"\x1bd\x05"
    assert encode_cut(EPSON) == b"\x1dVB\x00"


any_text = st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1"))
elements = st.one_of(
    st.builds(TextLine, any_text, st.sampled_from(Align), st.booleans(), st.integers(0, 3)),
    st.builds(ColumnsLine, any_text, any_text, st.booleans(), st.integers(1, 2)),
    st.builds(QrBlock, any_text, any_text),
    st.builds(FeedLine, st.integers(-1, 30)),
    st.just(RuleLine()),
)


def assert_data_commands_nothing(effects: list[Effect], blocks: int) -> None:
    """The start's own commands, text, feeds and QR codes: nothing resets, cuts, kicks, asks or is unknown."""
    assert [type(e) for e in effects].count(Initialised) == 1
    assert [type(e) for e in effects].count(StatusBackSet) == 1
    assert {type(e) for e in effects} <= {Initialised, StatusBackSet, ModeSet, Printed, Fed, QrPrinted}
    assert sum(isinstance(e, QrPrinted) for e in effects) <= blocks
    heads = {e.command[:2] for e in effects if isinstance(e, ModeSet)}
    assert heads <= {
        b"\x1b2",
        b"\x1bR",
        b"\x1cS",
        b"\x1c.",
        b"\x1c&",
        b"\x1bt",
        b"\x1ba",
        b"\x1bE",
        b"\x1d!",
        b"\x1d(",
    }


@given(st.lists(elements, max_size=6), st.sampled_from(PROFILES))
def test_no_data_makes_a_command(document: list[ReceiptElement], profile: str) -> None:
    effects = printed(*document, profile_name=profile)
    assert_data_commands_nothing(effects, sum(isinstance(element, QrBlock) for element in document))
    widths = [sum(cell.columns * cell.wide for cell in e.cells) for e in effects if isinstance(e, Printed)]
    assert max(widths, default=0) <= load_profile(profile).columns


@pytest.mark.parametrize("profile", PROFILES)
def test_no_character_of_unicode_makes_a_command(profile: str) -> None:
    everything = [chr(code) for code in (*range(0xFFFF), *range(0x1F000, 0x1FAFF), *range(0xE0000, 0xE0080))]
    text = [TextLine("".join(everything[at : at + 2000])) for at in range(0, len(everything), 2000)]
    assert_data_commands_nothing(printed(*text, profile_name=profile), 0)


def test_no_pair_of_bytes_in_a_name_makes_a_command() -> None:
    for first, second in product(b"\x10\x1b\x1c\x1d", range(256)):
        name = bytes([first, second]).decode("latin-1")
        assert_data_commands_nothing(printed(TextLine(name), QrBlock(name, name)), 1)
        body = encode_body(ReceiptDocument("R", (TextLine(name), QrBlock(name, name))), EPSON)
        assert not any(one == 0x10 and two in (0x04, 0x05, 0x14) for one, two in pairwise(body))


def test_the_interpreter_reports_what_it_does_not_know() -> None:
    interpreter = Interpreter()
    interpreter.feed(b"\x1dZ\x1b@")
    assert interpreter.step() == Unknown(b"\x1dZ")


def test_a_document_survives_its_file() -> None:
    assert document_from_json(document_to_json(DOCUMENT), "receipt.json") == DOCUMENT


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "truncated"),
        (b"[]", "receipt_no and elements"),
        (b'{"receipt_no": "", "elements": []}', "receipt_no is a text"),
        (b'{"receipt_no": "R", "elements": [{"kind": "logo"}]}', "element 1: kind is one of text, columns"),
        (
            b'{"receipt_no": "R", "elements": [{"kind": "rule"}, {"kind": "feed", "lines": "2"}]}',
            "element 2: .*int",
        ),
        (b'{"receipt_no": "R", "elements": [{"kind": "rule", "width": 3}]}', "unknown field width"),
    ],
)
def test_a_wrong_document_is_refused_naming_the_place(content: bytes, problem: str) -> None:
    with pytest.raises(InputRefused, match=problem):
        document_from_json(content, "receipt.json")


def test_profiles_say_what_is_wrong_with_them(tmp_path: Path) -> None:
    assert {file.stem for file in SHIPPED.glob("*.toml")} == set(PROFILES)
    good = (SHIPPED / "generic-80mm.toml").read_text(encoding="utf-8")
    for change, problem in (
        (("columns = 48", "columns = 4"), "columns.*20 to 96"),
        (('"gb18030"', '"big5"'), "charset.*big5"),
        (('"cp858"', '"cp9999"'), "code_pages.*cp9999"),
        (("qr_dots = 240", "qr_width = 240"), "qr_dots"),
        (("baud = 115200", "baud = true"), "baud"),
        (("has_process_id = true", "has_process_id = 1"), "has_process_id"),
        (("[line]", "[line"), "file"),
    ):
        own = tmp_path / "own.toml"
        own.write_text(good.replace(*change), encoding="utf-8")
        with pytest.raises(SettingRefused, match=problem):
            load_profile(str(own))
    with pytest.raises(SettingRefused, match="epson-tm, generic-58mm, generic-80mm"):
        load_profile("star")


def test_sixty_mixed_lines_are_encoded_at_once() -> None:
    from lab.bench.receipt import DOCUMENT as SIXTY

    encode_body(SIXTY, EPSON)
    took = []
    for _ in range(20):
        started = time.perf_counter()
        encode_body(SIXTY, EPSON)
        took.append(time.perf_counter() - started)
    assert min(took) < 0.002
