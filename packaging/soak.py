"""The long tiers for a given time: rounds of new examples and seeds until the time is up.

A round of a test room runs its property tests with 1,000 examples each and its tests marked `soak`, with one
hypothesis seed, four files at a time; a round of the simulation plays new seeds. Prints counts and seeds, and
at a failure the command that plays the same round again; the other rooms have their rounds all the same.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import secrets
import shlex
import subprocess
import sys
import time
from pathlib import Path

SIMULATION = "simulation"
SEEDS_A_ROUND = 50
TESTS = Path("tests")


def rooms() -> list[str]:
    """The test rooms that have property tests or long tests, and the simulation where it exists."""
    long_tier = re.compile(r"hypothesis|pytest\.mark\.soak")
    found = {
        path.parent.relative_to(TESTS).parts[0]
        for path in TESTS.glob("*/**/test_*.py")
        if long_tier.search(path.read_text(encoding="utf-8"))
    }
    return sorted(found) + [SIMULATION] * (importlib.util.find_spec("lab.simulation") is not None)


def command(room: str, seed: int) -> list[str]:
    """One round: deterministic given the seed."""
    if room == SIMULATION:
        kiosk = str(Path(sys.executable).with_name("kiosk"))
        return [kiosk, "simulate", "--seeds", str(SEEDS_A_ROUND), "--from", str(seed)]
    return [
        *(
            sys.executable,
            "-m",
            "pytest",
            str(TESTS / room),
            "-m",
            "soak or hypothesis",
            "--soak",
            "--timeout",
            "600",
            "-n",
            "4",
            "--dist",
            "loadfile",
        ),
        *("--hypothesis-profile", "soak", "--hypothesis-seed", str(seed), "-q"),
    ]


def play(room: str, seed: int) -> bool:
    """Runs one round and tells it in a line; where it fails, with what it said and how to repeat it."""
    began = time.monotonic()
    line = command(room, seed)
    ended = subprocess.run(line, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    said = (ended.stdout.strip() or ended.stderr.strip()).splitlines()
    print(
        f"{room:<12} seed {seed:<11} {time.monotonic() - began:6.1f} s  {said[-1] if said else ''}",
        flush=True,
    )
    if ended.returncode:
        print("\n".join([*said, ended.stderr.strip(), f"again: {shlex.join(line)}"]))
    return ended.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--room", help="one of the rooms with a long tier")
    options = parser.parse_args()
    known = rooms()
    if options.room and options.room not in known:
        parser.error(f"no long tier in the room {options.room}; there are: {', '.join(known)}")
    chosen = [options.room] if options.room else known
    ends = time.monotonic() + options.minutes * 60
    rounds, failed = 0, list[str]()
    while rounds == 0 or (time.monotonic() < ends and not failed):
        for room in chosen:
            if rounds and time.monotonic() >= ends:
                break
            rounds += 1
            if not play(room, secrets.randbelow(2**32)):
                failed.append(room)
    told = f"{rounds} rounds of {', '.join(chosen)} in {options.minutes:g} minutes"
    print(f"{told}: failed in {', '.join(failed)}" if failed else f"{told}: no failure")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
