"""Chooses how Qt Quick draws, before the application is made.

Without a GPU Qt's own software renderer is two to four times as fast as OpenGL on the CPU (llvmpipe).
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import Path

CPU_DRIVERS = ("llvmpipe", "softpipe", "swrast")


def has_gpu(dri: Path = Path("/dev/dri"), environment: MutableMapping[str, str] = os.environ) -> bool:
    """Whether a render node is there and Mesa is not told to draw on the CPU."""
    if environment.get("LIBGL_ALWAYS_SOFTWARE") in {"1", "true"}:
        return False
    if any(driver in environment.get("GALLIUM_DRIVER", "") for driver in CPU_DRIVERS):
        return False
    return any(dri.glob("renderD*"))


def choose(environment: MutableMapping[str, str] = os.environ, dri: Path = Path("/dev/dri")) -> None:
    """Set what Qt reads; what the owner has set stays.

    The basic loop draws on the GUI thread: items painted in Python hang with the threaded one, each waiting
    for the other's lock.
    """
    environment.setdefault("QSG_RENDER_LOOP", "basic")
    if "QSG_RHI_BACKEND" not in environment and not has_gpu(dri, environment):
        environment.setdefault("QT_QUICK_BACKEND", "software")
