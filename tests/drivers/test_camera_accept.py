"""When a read is a scan: the rule alone, frame by frame."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.camera.accept import Acceptance, AcceptRule
from drivers.camera.symbols import MATRIX, Symbol
from kiosk.domain.barcode import Symbology

FRAME_S = 1 / 15
MILK, BREAD = "9521234543213", "9521234543220"


def seen(text: str, x: float = 400, decoder: str = "zxing", width: float = 300) -> Symbol:
    corners = ((x, 300.0), (x + width, 300.0), (x + width, 400.0), (x, 400.0))
    return Symbol(text, Symbology.EAN13, corners, "]E0", text.encode(), decoder)


def qr(text: str) -> Symbol:
    return replace(seen(text), symbology=Symbology.QR)


def scans(frames: list[list[Symbol]], rule: AcceptRule | None = None) -> list[str]:
    acceptance = Acceptance(rule)
    return [s.text for n, frame in enumerate(frames) for s in acceptance.see(frame, n * FRAME_S)]


def test_one_read_alone_is_no_scan() -> None:
    assert scans([[seen(MILK)], [], [], [seen(MILK)]]) == []


@pytest.mark.parametrize("frames", [[1, 1], [1, 0, 1]])
def test_two_of_three_frames_are_a_scan(frames: list[int]) -> None:
    assert scans([[seen(MILK)] * count for count in frames]) == [MILK]


def test_two_decoders_in_one_frame_are_a_scan() -> None:
    assert scans([[seen(MILK), seen(MILK, decoder="zbar")]]) == [MILK]


def test_upca_of_one_decoder_agrees_with_its_ean13_of_the_other() -> None:
    upca = replace(seen("012345678905"), symbology=Symbology.UPCA)
    assert scans([[upca, seen("0012345678905", decoder="zbar")]]) == ["012345678905"]


def test_texts_that_take_turns_at_one_place_prove_nothing_until_three_frames_agree() -> None:
    """A code blurred by movement, as it was seen: right and wrong text by turns, both check digits right."""
    turns = [[seen(MILK)], [seen(BREAD)], [seen(MILK)], [seen(BREAD)]]
    assert scans(turns * 4) == []
    assert scans(turns + [[seen(MILK)]] * 2) == []
    assert scans(turns + [[seen(MILK)]] * 3) == [MILK]
    elsewhere = [[seen(MILK, x=100)], [seen(BREAD, x=700)]]
    assert scans(elsewhere * 2) == [MILK, BREAD], "two packs that flicker"
    assert scans([[seen(MILK)]] * 2 + [[seen(BREAD)], [seen(MILK)], [seen(BREAD)]]) == [MILK]


def test_a_place_in_doubt_is_trusted_again_after_a_second() -> None:
    turns = [[seen(MILK)], [seen(BREAD)], [seen(MILK)]]
    quiet: list[list[Symbol]] = [[]] * 16
    assert scans(turns + quiet + [[seen(BREAD)]] * 2) == [BREAD]


def test_two_decoders_that_agree_in_one_frame_end_the_doubt() -> None:
    turns = [[seen(MILK)], [seen(BREAD)], [seen(MILK)]]
    assert scans([*turns, [seen(BREAD), seen(BREAD, decoder="zbar")]]) == [BREAD]


def test_a_qr_code_is_a_scan_at_once() -> None:
    assert scans([[qr("TL1.member")]]) == ["TL1.member"]


def test_decoders_that_contradict_each_other_at_one_place_prove_nothing() -> None:
    contested = [seen(MILK), seen(BREAD, decoder="zbar")]
    assert scans([contested, contested, contested]) == []


LINEAR = tuple(kind for kind in Symbology if kind not in MATRIX)


def label(kind: Symbology, text: str, y: float = 300, tall: float = 60, turn: float = 0) -> Symbol:
    """A read of a code 400 px long whose lines begin at `y`, turned about the picture's middle."""
    corners = ((400.0, y), (800.0, y), (800.0, y + tall), (400.0, y + tall))
    return Symbol(text, kind, tuple(_turned(corner, turn) for corner in corners), "", text.encode(), "zxing")


def _turned(corner: tuple[float, float], turn: float) -> tuple[float, float]:
    x, y, angle = corner[0] - 640, corner[1] - 360, math.radians(turn)
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)


@pytest.mark.parametrize("turn", [0, 35, 90, 200])
@pytest.mark.parametrize(("one", "other"), list(combinations_with_replacement(LINEAR, 2)))
def test_texts_of_any_linear_kinds_at_one_place_prove_nothing(
    one: Symbology, other: Symbology, turn: float
) -> None:
    """One label, misread in two ways; the two may have been read in other lines of its bars."""
    for y in (300, 340):
        frame = [label(one, "02000120", turn=turn), label(other, "02000137", y, 20, turn)]
        assert scans([frame] * 4) == []
        turns = [[read] for read in frame]
        assert scans(turns * 6) == []


@pytest.mark.parametrize("turn", [0, 35, 90, 200])
def test_codes_printed_under_one_another_on_one_label_are_both_read(turn: float) -> None:
    weighed = label(Symbology.EAN13, "2612345000120", 300, turn=turn)
    for kind in (Symbology.CODE128, Symbology.DATABAR_EXPANDED, Symbology.ITF):
        batch = label(kind, "02000137", 364, turn=turn)
        assert scans([[weighed, batch]] * 2) == ["2612345000120", "02000137"]
    both = [label(Symbology.CODE128, "A1", 300, turn=turn), label(Symbology.CODE128, "B2", 364, turn=turn)]
    assert scans([both] * 2) == ["A1", "B2"]


def test_two_packs_side_by_side_are_two_scans() -> None:
    both = [seen(MILK, x=100), seen(BREAD, x=700)]
    assert scans([both, both]) == [MILK, BREAD]


def test_codes_with_too_few_pixels_a_module_are_refused() -> None:
    assert scans([[seen(MILK, width=140)]] * 5) == []
    assert scans([[seen(MILK, width=145)]] * 5) == [MILK]


def turned(text: str, decoder: str = "zxing", width: float = 120, height: float = 110) -> Symbol:
    corners = ((400.0, 300.0), (400 + width, 300.0), (400 + width, 300 + height), (400.0, 300 + height))
    return replace(seen(text, decoder=decoder), corners=corners)


@pytest.mark.parametrize(
    ("width", "height", "taken"),
    [(120, 110, True), (120, 95, False), (96, 110, True), (94, 110, False)],
    ids=["turned", "as_printed", "hardly_wide_enough", "too_narrow"],
)
def test_a_code_turned_away_is_taken_where_two_decoders_agree(
    width: float, height: float, taken: bool
) -> None:
    both = [turned(MILK, "zxing", width, height), turned(MILK, "zbar", width, height)]
    assert scans([both]) == [MILK] * taken
    assert scans([both[:1], both[1:]] * 3) == [], "never of one decoder in a frame, as often as may be"
    smaller_picture = [replace(one, scale=0.5) for one in both]
    assert scans([smaller_picture] * 3) == []


def test_a_code_turned_away_is_not_taken_where_a_third_read_contradicts() -> None:
    both = [turned(MILK), turned(MILK, "zbar")]
    assert scans([[*both, turned(BREAD)]] * 3) == []
    acceptance = Acceptance()
    acceptance.see([*both, turned(BREAD)], 0.0)
    assert {one.text for one in acceptance.too_small} == {MILK, BREAD}
    assert acceptance.see(both, FRAME_S)
    assert acceptance.too_small == []


def test_a_good_lying_in_view_is_one_scan_even_if_reads_fail_for_half_a_second() -> None:
    lying: list[list[Symbol]] = [[seen(MILK)]] * 10 + [[]] * 7
    assert scans(lying * 6) == [MILK]


def test_the_same_good_shown_again_is_a_second_scan() -> None:
    shown = [[seen(MILK)]] * 10
    away: list[list[Symbol]] = [[]] * 12
    assert scans(shown + away + shown) == [MILK, MILK]


def test_a_slow_camera_needs_frames_without_the_code_not_only_time() -> None:
    acceptance = Acceptance()
    acceptance.see([qr("A")], 0.0)
    for second in (1.0, 2.0, 3.0):
        acceptance.see([], second)
    assert acceptance.locked
    assert acceptance.see([qr("A")], 4.0) == []


def test_another_good_is_not_delayed_by_the_lock() -> None:
    assert scans([[seen(MILK)], [seen(MILK)], [seen(BREAD)], [seen(BREAD)]]) == [MILK, BREAD]


def test_what_was_read_before_a_pause_and_still_lies_there_is_not_read_again() -> None:
    acceptance = Acceptance()
    acceptance.see([qr("A")], 0.0)
    acceptance.resume(60.0)
    assert acceptance.see([qr("A")], 60.0) == []
    assert [s.text for s in acceptance.see([qr("B")], 60.1)] == ["B"]


TEXTS = st.sampled_from([MILK, BREAD, "9521234543237"])
READS = st.lists(st.builds(seen, TEXTS, st.sampled_from([100.0, 700.0])), max_size=3)


@given(st.lists(READS, max_size=60))
def test_nothing_is_scanned_that_was_not_read_twice_and_never_twice_while_in_view(
    frames: list[list[Symbol]],
) -> None:
    acceptance = Acceptance()
    last_scan: dict[str, int] = {}
    for number, frame in enumerate(frames):
        for scan in acceptance.see(frame, number * FRAME_S):
            recent = frames[max(0, number - 2) : number + 1]
            assert sum(any(read.key == scan.key for read in reads) for reads in recent) >= 2
            before = last_scan.get(scan.key)
            if before is not None:
                without = [n for n in range(before, number) if all(r.key != scan.key for r in frames[n])]
                assert len(without) >= AcceptRule().away_frames
            last_scan[scan.key] = number


def test_two_of_the_same_good_held_side_by_side_are_one_scan() -> None:
    """Nobody can tell them from one pack that bears its code twice; the second is shown on its own."""
    both = [seen(MILK, x=100), seen(MILK, x=800)]
    assert scans([both] * 20) == [MILK]
    away: list[list[Symbol]] = [[]] * 12
    assert scans([both] * 20 + away + [[seen(MILK)]] * 3) == [MILK, MILK]


def test_a_refused_read_for_its_size_is_told_until_the_code_is_accepted() -> None:
    acceptance = Acceptance()
    acceptance.see([seen(MILK, width=120)], 0.0)
    assert [s.text for s in acceptance.too_small] == [MILK]
    acceptance.see([seen(MILK), seen(MILK, decoder="zbar")], FRAME_S)
    acceptance.see([seen(MILK, width=120)], 2 * FRAME_S)
    assert acceptance.too_small == []
