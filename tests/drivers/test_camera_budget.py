"""A weak kiosk: reading keeps to its part of a core, says what it leaves out, and recovers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.camera.budget import CREDIT_S, SMALL, Budget, Figures

FPS = 30


def live(budget: Budget, seconds: float, cost: Callable[[Budget], float], begin: float = 0.0) -> float:
    """Reads what it is let; CPU seconds spent."""
    spent = 0.0
    for frame in range(round(seconds * FPS)):
        at = begin + frame / FPS
        if budget.allows_frame(at):
            took = cost(budget)
            budget.spent(took, at)
            spent += took
    return spent


@given(st.floats(0.001, 0.2), st.floats(0.1, 0.9))
def test_whatever_a_frame_costs_reading_stays_within_its_share(frame_s: float, share: float) -> None:
    budget = Budget(share)
    assert live(budget, 20, lambda _: frame_s) <= share * 20 + CREDIT_S + frame_s


def test_a_strong_kiosk_reads_every_frame_and_searches_when_it_likes() -> None:
    budget = Budget()
    assert live(budget, 10, lambda b: 0.006 if b.allows_search() else 0.004) == pytest.approx(1.8)
    figures = budget.figures()
    assert (figures.frames_dropped, figures.searches_skipped, figures.scale) == (0, 0, 1.0)
    assert figures.read_fps == pytest.approx(30, abs=0.5)
    assert figures.load == pytest.approx(0.18, abs=0.01)


def test_searches_are_left_out_before_frames_are() -> None:
    budget = Budget()
    live(budget, 30, lambda b: 0.030 if b.allows_search() else 0.010)
    figures = budget.figures()
    assert figures.searches_skipped > 100
    assert figures.frames_dropped == 0


def test_a_weak_kiosk_reads_smaller_frames_and_so_more_of_them() -> None:
    budget = Budget()

    def cost(b: Budget) -> float:
        return 0.060 if b.scale == 1.0 else 0.028

    live(budget, 12, cost)
    assert budget.scale == SMALL
    assert budget.figures().read_fps > 15


def test_full_frames_come_back_when_the_kiosk_is_free_again_and_less_eagerly_after_a_false_dawn() -> None:
    budget = Budget()

    def busy(b: Budget) -> float:
        return 0.060 if b.scale == 1.0 else 0.012

    live(budget, 5, busy)
    assert budget.scale == SMALL
    live(budget, 10, lambda _: 0.005, begin=5)
    assert budget.scale == 1.0
    sizes = []
    for second in range(15, 135):
        live(budget, 1, busy, begin=second)
        sizes.append(budget.scale)
    tries = sum(1 for before, now in pairwise(sizes) if before != now)
    assert tries <= 14, "each try that fails is followed by a longer wait"


def test_the_figures_tell_the_middle_and_the_slow_end() -> None:
    budget = Budget(share=0.9)
    costs = iter([0.004] * 90 + [0.020] * 10)
    live(budget, 100 / FPS, lambda _: next(costs))
    figures = budget.figures()
    assert figures.decode_ms_p50 == pytest.approx(4)
    assert figures.decode_ms_p95 == pytest.approx(20)
    budget.missed(4.0)
    assert budget.figures().frames_dropped == 1


def test_without_a_frame_there_is_nothing_to_tell() -> None:
    assert Budget().figures() == Figures()
