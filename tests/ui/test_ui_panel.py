"""Full screen on the panel that is there: its size and density, whatever window the settings would make."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSizeF

from ui.application import Look, fitted
from ui.panel import px_per_mm_of

CHECKOUT = Path(__file__).resolve().parents[2]

SHOWN = """
import json, sys
from PySide6.QtGui import QFontMetricsF
from kiosk.sentences import Sentences
from lab.example_frame import StillPicture, shelf_frame
from lab.example_views import examples
from lab.glass import Glass
from tests.ui.fitting import faults
from ui.application import KioskApplication, Look

asked = Look(full_screen=True, px_per_mm=float(sys.argv[1]), reduce_motion=True, sounds=False)
app = KioskApplication(lambda intent: None, Sentences(), StillPicture(shelf_frame()), asked)
glass, wrong, broken = Glass(app), {}, []
window = app.window.width(), app.window.height()
look = Look(width=window[0], height=window[1])
for language in ("en", "zh-CN"):
    views = {example.name: example.view for example in examples(language)}
    for name in ("02-attract", "04-basket-found", "11-pay"):
        glass.show(views[name])
        glass.settle(6)
        if told := faults(glass, look):
            wrong[f"{name} {language}"] = told
        for item in glass.top_items():
            if item.objectName() == "lineName":
                metrics = QFontMetricsF(item.property("font"))
                for word in item.property("text").split():
                    if len(word) < 20 and metrics.horizontalAdvance(word) > item.width() + 1:
                        broken.append(word)
app.close()
print(json.dumps({"window": window, "wrong": wrong, "broken": broken}))
"""


@pytest.mark.parametrize(
    ("width", "height", "px_per_mm"), [(1280, 800, 0), (1280, 800, 5.9), (1920, 1080, 0)]
)
def test_the_screens_fill_the_panel_and_no_name_is_broken(
    tmp_path: Path, width: int, height: int, px_per_mm: float
) -> None:
    screen = {"name": "panel", "x": 0, "y": 0, "width": width, "height": height, "dpr": 1}
    configuration = tmp_path / "screens.json"
    configuration.write_text(
        json.dumps({"screens": [{**screen, "logicalDpi": 96, "logicalBaseDpi": 96}]}), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-c", SHOWN, str(px_per_mm)],
        cwd=CHECKOUT,
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={configuration}"},
        capture_output=True,
        text=True,
        timeout=50,
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["window"] == [width, height]
    assert told["broken"] == []
    assert told["wrong"] == {}


class Panel:
    """A screen as Qt tells it."""

    def __init__(self, width: int, height: int, *mm: float) -> None:
        self._size, self._mm = (width, height), mm

    def geometry(self) -> QRect:
        return QRect(0, 0, *self._size)

    def physicalSize(self) -> QSizeF:  # noqa: N802
        return QSizeF(*self._mm)


@pytest.mark.parametrize(
    ("panel", "density"),
    [
        (Panel(1080, 1920, 268, 476), 4.03),
        (Panel(1080, 1920, 476, 268), 4.03),
        (Panel(1280, 800, 217, 135.6), 5.9),
        (Panel(1920, 1080, 16, 9), 4.03),
        (Panel(1920, 1080, 0, 0), 4.03),
        (Panel(1280, 800, 0, 0), 2.99),
    ],
)
def test_a_density_is_the_panels_or_that_of_a_usual_one(panel: Panel, density: float) -> None:
    assert px_per_mm_of(panel) == pytest.approx(density, rel=0.01)  # type: ignore[arg-type]


def test_what_the_settings_say_stands_before_the_panel() -> None:
    panel = Panel(1280, 800, 217, 135.6)
    look = fitted(Look(full_screen=True, px_per_mm=4.5), panel)  # type: ignore[arg-type]
    assert (look.width, look.height, look.px_per_mm) == (1280, 800, 4.5)
    window = fitted(Look(width=700, height=900, px_per_mm=0), panel)  # type: ignore[arg-type]
    assert (window.width, window.height, round(window.px_per_mm, 1)) == (700, 900, 5.9)
