"""`kiosk demo` for eyes: the kiosk's window and the virtual shop's beside it, on a display or seen by VNC."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from kiosk.assembly import open_kiosk
from kiosk.sentences import Sentences
from lab.demo.child import ChildFailed
from lab.demo.surroundings import Surroundings
from lab.workbench.places import kiosk_look
from lab.workbench.window import Workbench
from ui.application import KioskApplication


def open_shop(out: Path) -> int:
    """Open both windows and serve until one of them is closed or the process is told to end."""
    print("opening the shop: cloud, payment provider, camera, printer …", flush=True)
    try:
        with Surroundings(out / "shop") as around:
            return _serve(around)
    except ChildFailed as failed:
        print(f"kiosk demo: {failed}", file=sys.stderr)
        return 1


def _serve(around: Surroundings) -> int:
    look = kiosk_look()
    sentences = Sentences()
    kiosk = open_kiosk(around.settings(), sentences)
    app = KioskApplication(kiosk.shop.post, sentences, kiosk.preview, look)
    qt = app.qt
    bench = Workbench(app, around, sentences)
    kiosk.shop.subscribe(app.show)
    kiosk.open()
    bench.show()
    for window in (app.window, bench.window):
        window.closing.connect(qt.quit)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: qt.quit())
    # Python's signal handlers run only when Python does
    awake = QTimer()
    awake.timeout.connect(lambda: None)
    awake.start(200)
    print("hold goods before the camera, pay with the phone; nothing real is charged", flush=True)
    try:
        return qt.exec()
    finally:
        bench.close()
        app.close()
        kiosk.close()
