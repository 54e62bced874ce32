"""`kiosk run [--settings F]`: the kiosk, until it is told to end."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from kiosk.cli.settings_file import add_settings_argument
from kiosk.errors import Reason, WorldError
from kiosk.ports import CameraPreview, PreviewFrame
from kiosk.sentences import Sentences
from kiosk.services.door import Door
from kiosk.settings import Settings, load_settings

log = logging.getLogger("kiosk")

FAULT = 70
"""EX_SOFTWARE of sysexits.h, as for every command."""
FAULT_SHOWN_S = 60.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings_argument(parser)
    parser.add_argument("--windowed", action="store_true", help="a window instead of the whole panel")


def run(args: argparse.Namespace) -> int:
    loaded = load_settings(args.settings)
    settings, sentences = loaded.settings, Sentences()
    logging.basicConfig(
        level=settings.system.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for refused in loaded.refused:
        log.warning("%s", sentences.say(refused, settings.language.staff))
    return _show(settings, sentences, full_screen=settings.screen.full_screen and not args.windowed)


def _show(settings: Settings, sentences: Sentences, full_screen: bool) -> int:
    """Paint first; databases, devices and vision libraries come after the first frame."""
    from ui.application import Look, run_application

    opening = Opening(settings, sentences)
    screen = settings.screen
    look = Look(
        px_per_mm=screen.px_per_mm,
        width=screen.width,
        height=screen.height,
        full_screen=full_screen,
        reduce_motion=not screen.motion,
        theme=screen.theme,
    )
    try:
        status = run_application(
            opening.door.post,
            opening.door.subscribe,
            sentences,
            opening.preview,
            look,
            on_first_frame=opening.begin,
        )
    finally:
        opening.end()
    return status or opening.status


class LatePreview:
    """The camera's picture for a screen that was there before the camera."""

    def __init__(self) -> None:
        self._camera: CameraPreview | None = None
        self._call: Callable[[], None] | None = None
        self._viewport: tuple[int, int] | None = None

    def attach(self, camera: CameraPreview | None) -> None:
        self._camera = camera
        if camera is not None:
            if self._viewport is not None:
                camera.fit(*self._viewport)
            camera.on_frame(self._call)

    def fit(self, width: int, height: int) -> None:
        self._viewport = (width, height)
        if self._camera is not None:
            self._camera.fit(width, height)

    def latest(self) -> PreviewFrame | None:
        return self._camera.latest() if self._camera is not None else None

    def on_frame(self, call: Callable[[], None] | None) -> None:
        self._call = call
        if self._camera is not None:
            self._camera.on_frame(call)


def end_program() -> None:
    """As whoever supervises it does; from any thread."""
    os.kill(os.getpid(), signal.SIGTERM)


class Opening:
    """Opens the kiosk beside the screen, and closes it after.

    What a person can act on is shown until it is told to end. After a fault of the program the screen says so
    for a minute; then the program ends with a status that makes the service manager start it anew.
    """

    def __init__(
        self,
        settings: Settings,
        sentences: Sentences,
        end_program: Callable[[], None] = end_program,
        fault_shown_s: float = FAULT_SHOWN_S,
    ) -> None:
        self.status = 0
        """The exit status: 1 while the kiosk could not open, 70 after a fault of the program."""
        self.door = Door()
        self.preview = LatePreview()
        self._settings = settings
        self._sentences = sentences
        self._thread: threading.Thread | None = None
        self._close: Callable[[], None] = lambda: None
        self._end_program = end_program
        self._fault_shown_s = fault_shown_s
        self._ended = threading.Event()

    def begin(self) -> None:
        self._thread = threading.Thread(target=self._open, name="opening", daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join(10)
        self._close()

    def _open(self) -> None:
        try:
            self._open_shop()
        except WorldError as trouble:
            log.error("%s", self._sentences.say(trouble.reason, self._settings.language.staff))
            self._stay_closed(trouble.reason, 1)
        except Exception:
            log.exception("the kiosk cannot open")
            self._stay_closed(Reason("service.internal_fault"), FAULT)
            if not self._ended.wait(self._fault_shown_s):
                self._end_program()

    def _open_shop(self) -> None:
        from kiosk.assembly import open_kiosk

        kiosk = open_kiosk(self._settings, self._sentences)
        self._close = kiosk.close
        self.preview.attach(kiosk.preview)
        self.door.attach(kiosk.shop)
        kiosk.open()

    def _stay_closed(self, reason: Reason, status: int) -> None:
        self.status = status
        self.door.stay_closed(reason, self._settings.language.default, datetime.now(UTC))
