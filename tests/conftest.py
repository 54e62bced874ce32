"""What every test stands on: Qt off screen, no unexpected log warning, no skip without a listed reason."""

from __future__ import annotations

import gc
import logging
import os
import re
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

# Read by Qt when the first application is made; set before any test module imports it.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"
os.environ["QSG_RENDER_LOOP"] = "basic"

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
JOURNEYS = "tests/journeys/"
MOST_VALUES = {"tests/cloud/": 1, "tests/ui/": 1, "tests/lab/": 2}
SKIP_TABLE = HERE / "allowed_skips.toml"

# Tests repeat exactly; `make soak` is where new examples are drawn, with seeds it prints.
settings.register_profile("repeatable", deadline=None, max_examples=30, derandomize=True, database=None)
settings.register_profile("soak", deadline=None, max_examples=1000, database=None)
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the long tier too: tests marked soak")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "soak: of the long tier; left out unless --soak is given")
    config.addinivalue_line(
        "markers",
        "expects_log(logger, sometimes=False): the test must cause a WARNING or worse by this logger or its"
        " children (with sometimes=True: may); any other fails the test",
    )
    if "XDG_RUNTIME_DIR" not in os.environ:  # Qt warns where it is missing
        folder = tempfile.TemporaryDirectory(prefix="touchlane-tests-")
        os.environ["XDG_RUNTIME_DIR"] = folder.name
        config.add_cleanup(folder.cleanup)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Iterator[None]:
    """Modules and stories stay for the whole session: no collection of garbage looks through them, neither
    while they come nor later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Journeys first, since they wait more than they work. Leaves the long tier out: not as skips, for it has
    a command of its own."""
    items.sort(key=lambda item: not item.nodeid.startswith(JOURNEYS))
    _mark_values_beyond(items)
    if config.getoption("--soak"):
        return
    long_tier = [item for item in items if item.get_closest_marker("soak")]
    if long_tier:
        config.hook.pytest_deselected(items=long_tier)
        items[:] = [item for item in items if not item.get_closest_marker("soak")]


def _mark_values_beyond(items: list[pytest.Item]) -> None:
    """Where each value opens a database or a window of its own, a story told with many values is told with a
    few in every run, and with all in the long tier."""
    told = Counter[tuple[Path, str]]()
    for item in items:
        most = next((most for room, most in MOST_VALUES.items() if item.nodeid.startswith(room)), None)
        if most is None or not isinstance(item, pytest.Function) or item.get_closest_marker("soak"):
            continue
        story = (item.path, item.originalname)
        told[story] += 1
        if told[story] > most:
            item.add_marker(pytest.mark.soak)


# Who runs what


class _ByFile(LoadFileScheduling):
    """A file to a worker, in the order of collection; journeys to two workers, since each that has some opens
    surroundings for them: a cloud, its database, a provider and a printer."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return f"{JOURNEYS} {_number(Path(file)) % 2}" if file.startswith(JOURNEYS) else file


def _number(file: Path) -> int:
    """Of a file among its neighbours."""
    return sorted((CHECKOUT / file).parent.glob("test_*.py")).index(CHECKOUT / file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """Only for files: another `--dist` is as the caller wants it."""
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return _ByFile(config, log)


@pytest.fixture(scope="session")
def photos() -> Path:
    """The folder of photographed packs with its `expected.csv`; named by TOUCHLANE_PHOTOS."""
    folder = Path(os.environ.get("TOUCHLANE_PHOTOS") or CHECKOUT.parent / "shared" / "barcodes" / "dev")
    if not (folder / "expected.csv").is_file():
        pytest.skip(f"no photographs at {folder}; set TOUCHLANE_PHOTOS")
    return folder


# The log


class _Warnings(logging.Handler):
    """Keeps the records of WARNING and worse, from any thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def _is_of(record: logging.LogRecord, logger: str) -> bool:
    return record.name == logger or record.name.startswith(logger + ".")


@pytest.fixture(autouse=True)
def _log_is_quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test on a warning nobody expected, and on an expected one that never came."""
    handler = _Warnings()
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
    expected = list(request.node.iter_markers("expects_log"))
    names = [marker.args[0] for marker in expected]
    surprises = [record for record in handler.records if not any(_is_of(record, name) for name in names)]
    if surprises:
        told = "\n".join(f"  {r.levelname} {r.name}: {r.getMessage()}" for r in surprises)
        pytest.fail(f"logged, and not expected (see the marker expects_log):\n{told}", pytrace=False)
    for marker in expected:
        came = any(_is_of(record, marker.args[0]) for record in handler.records)
        if not came and not marker.kwargs.get("sometimes"):
            pytest.fail(
                f"a warning by the logger {marker.args[0]} was expected and never came", pytrace=False
            )


# Skips


def _reasons(config: pytest.Config) -> dict[str, list[str]]:
    """Every reason a test was skipped or expected to fail for, with the places; from all workers."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    found: dict[str, set[str]] = {}
    for report in reporter.stats.get("skipped", []):
        path, line, reason = report.longrepr
        found.setdefault(reason.removeprefix("Skipped: "), set()).add(report.nodeid or f"{path}:{line}")
    for report in reporter.stats.get("xfailed", []):
        found.setdefault(report.wasxfail.removeprefix("reason: "), set()).add(report.nodeid)
    return {reason: sorted(places) for reason, places in found.items()}


def _unlisted(reasons: dict[str, list[str]]) -> list[str]:
    allowed = [row["reason"] for row in tomllib.loads(SKIP_TABLE.read_text(encoding="utf-8"))["allowed"]]
    return [reason for reason in reasons if not any(re.fullmatch(pattern, reason) for pattern in allowed)]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):  # a worker of xdist: the controller has all reports
        return
    if session.exitstatus == pytest.ExitCode.OK and _unlisted(_reasons(session.config)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    reasons = _reasons(config)
    if not reasons:
        return
    unlisted = _unlisted(reasons)
    terminalreporter.section("skipped, and why")
    for reason, places in reasons.items():
        verdict = "NOT ALLOWED, " if reason in unlisted else ""
        terminalreporter.line(f"{verdict}{len(places)} x {reason}")
        if verdict:
            terminalreporter.line(
                f"    at {', '.join(places[:5])}; allowed reasons: tests/allowed_skips.toml"
            )
