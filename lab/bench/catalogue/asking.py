"""What shoppers and scanners ask, and how long each answer takes."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lab.bench.catalogue.goods import Made

LIMIT = 20


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds."""

    p50: float
    p99: float
    cpu_p99: float
    """Of the thread that asks."""
    answered: float
    """Share of the questions that had an answer."""


def timed(ask: Callable[[Any], object], questions: Sequence[Any], rounds: int = 3) -> Times:
    """Asks all of them, one after another, in several rounds. The quickest answer to each counts: what other
    processes of the machine take is no cost of ours."""
    best = [float("inf")] * len(questions)
    least = list(best)
    answered = 0
    for _ in range(rounds):
        answered = 0
        for place, question in enumerate(questions):
            began, worked = time.perf_counter(), time.thread_time()
            answer = ask(question)
            least[place] = min(least[place], time.thread_time() - worked)
            best[place] = min(best[place], time.perf_counter() - began)
            answered += bool(answer)
    best.sort()
    least.sort()
    late = int(len(best) * 0.99)
    return Times(
        1000 * best[len(best) // 2], 1000 * best[late], 1000 * least[late], answered / len(questions)
    )


def kinds(made: Made, most: int) -> dict[str, list[str]]:
    """Questions of each kind, from goods that are there."""
    chance = random.Random("asking")
    rows: list[dict[str, Any]] = [chance.choice(made.kept) for _ in range(most)]
    names = [row["names"]["zh"] for row in rows]
    spoken = [row["spellings"][0].split() for row in rows]
    starts = [chance.randrange(max(1, len(each) - 3)) for each in spoken]
    plus = [str(row["plu"]) for row in made.kept if "plu" in row] or ["20000"]
    cut = list(zip(spoken, starts, strict=True))
    return {
        "one character": [chance.choice(name) for name in names],
        "word": [name[-2:] for name in names],
        "name": [name[chance.randrange(2) :] for name in names],
        "pinyin": ["".join(each[at : at + 3])[: chance.choice((5, 8, 20))] for each, at in cut],
        "initials": ["".join(one[0] for one in each[at : at + chance.choice((2, 3, 4))]) for each, at in cut],
        "latin": [chance.choice(row["names"]["en"].split())[: chance.choice((1, 2, 3, 9))] for row in rows],
        "two words": [f"{row['brand']} {row['names']['zh'][-2:]}" for row in rows],
        "plu": [chance.choice(plus)[: chance.choice((3, 5))] for _ in rows],
        "part of a code": [_part(chance, row["gtins"][0]) for row in rows],
        "no code": [f"{chance.randrange(10**8):08d}" for _ in rows],
    }


def _part(chance: random.Random, gtin: str) -> str:
    """The first digits, the last, or some of the middle."""
    where = chance.randrange(3)
    if where == 0:
        return gtin[1 : chance.choice((6, 8, 10))]
    if where == 1:
        return gtin[-chance.choice((4, 5, 6)) :]
    start = chance.choice((3, 4, 5))
    return gtin[start : start + chance.choice((4, 5, 6))]
