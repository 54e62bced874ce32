"""The demo's screen on a machine that has none: Qt's own VNC server, reachable from this machine only.

Qt's VNC platform listens on every interface and has neither a password nor an option for that. So it is
given a port of the system's choice, and before its first look at the network the listening socket is
replaced, under the same descriptor, by one of ours on 127.0.0.1. Who connects meanwhile is never answered.
"""

from __future__ import annotations

import os
import socket
from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QEventLoop, QLoggingCategory
from PySide6.QtGui import QGuiApplication

from ui import renderer

HOST = "127.0.0.1"
SIZE = "1920x1080"
ALL_INTERFACES = ("::", "0.0.0.0")  # noqa: S104 - looked for, to be replaced
TURNS = 50


class ViewFailed(Exception):
    """The screen cannot be shown; the message says why and what to do."""


def open_view(port: int, environment: MutableMapping[str, str] = os.environ) -> int:
    """Make the application with a screen that VNC viewers see at 127.0.0.1; answers the port (0: a free one).

    Raises:
        ViewFailed: the port is taken, or Qt did not open its server.
    """
    ours = _listener(port)
    environment["QT_QPA_PLATFORM"] = f"vnc:size={SIZE}:port=0"
    environment["QT_QUICK_BACKEND"] = "software"  # what is drawn by a GPU never reaches this screen
    renderer.choose()
    before = _open_descriptors()
    application = QGuiApplication(["touchlane"])
    QLoggingCategory.setFilterRules("default.warning=false")  # Qt names a port that is not the viewers'
    descriptor = _wait_for_server(application, before)
    QLoggingCategory.setFilterRules("")
    with ours:
        os.dup2(ours.fileno(), descriptor, inheritable=False)
        return int(ours.getsockname()[1])


def _listener(port: int) -> socket.socket:
    try:
        listener = socket.create_server((HOST, port))
    except (OSError, OverflowError) as fault:
        why = os.strerror(fault.errno or 0) if isinstance(fault, OSError) else "it is not a port"
        raise ViewFailed(f"the screen cannot be shown at port {port}: {why}; choose another one") from None
    listener.setblocking(False)  # Qt accepts until nobody waits
    return listener


def _wait_for_server(application: QGuiApplication, before: frozenset[int]) -> int:
    """The descriptor of Qt's listening socket. Qt opens it in its first turn; nobody is let in by then."""
    for _ in range(TURNS):
        application.processEvents(QEventLoop.ProcessEventsFlag.ExcludeSocketNotifiers)
        for descriptor in _open_descriptors() - before:
            if _listens_everywhere(descriptor):
                return descriptor
    raise ViewFailed("Qt has opened no VNC server; run without a view, or with a display")


def _open_descriptors() -> frozenset[int]:
    return frozenset(int(name) for name in os.listdir("/proc/self/fd"))  # noqa: PTH208 - names, not paths


def _listens_everywhere(descriptor: int) -> bool:
    with suppress(OSError):
        if not Path(f"/proc/self/fd/{descriptor}").readlink().name.startswith("socket:"):
            return False
        with socket.socket(fileno=os.dup(descriptor)) as found:
            listens = found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
            return bool(listens) and found.getsockname()[0] in ALL_INTERFACES
    return False
