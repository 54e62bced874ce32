"""The virtual shop's camera, a process of its own.

    python -m lab.shelf.camera [--port P] [--seed N]

One line of JSON on standard output says where it is. Under that address, on loopback only:

    GET  /stream.mjpg
    POST /hold     {"gtin14": "09521234543213"} or {"text": …, "symbology": "qr"}; and, as wanted,
                   "names": {"zh", "en"}, "size": {"zh", "en"}, "category", "weighed": true,
                   "phone": true, "pose": {…} or "seed": 7, "hold_s": 1.0 (null: until /empty)
    POST /picture  {"path": "/a/photograph.jpg", "hold_s": 1.0}
    POST /empty
    POST /fault    {"kind": "freeze" | "drop" | "none"}
    GET  /state
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drivers.camera.source import read_picture
from drivers.virtual.camera import VirtualCamera
from kiosk.domain.barcode import Symbology
from kiosk.domain.product import Names
from kiosk.errors import InputRefused, Reason
from lab.shelf.pack import Good, draw_pack
from lab.shelf.phone import draw_phone
from lab.shelf.pose import Pose, parse_pose, pose_of
from lab.shelf.scene import Scene
from lab.shelf.stage import Held, Stage
from lab.shelf.symbols import symbol_of_gtin

HOLD_S = 1.0
LONGEST_HOLD_S = 3600.0
FAULTS = ("none", "freeze", "drop")


class ShelfCamera:
    """The stage, the stream and the controls; also usable within a test's process."""

    def __init__(self, port: int = 0, seed: int = 1, fps: float = 15.0) -> None:
        self.stage = Stage(Scene(seed))
        self._fault = "none"
        self._seed = seed
        self.camera = VirtualCamera(self.stage.picture, port, fps)
        self.camera.controls = {
            ("POST", "/hold"): self._hold,
            ("POST", "/picture"): self._picture,
            ("POST", "/empty"): self._empty,
            ("POST", "/fault"): self._set_fault,
            ("GET", "/state"): self._state,
        }

    @property
    def stream(self) -> str:
        return self.camera.address + "/stream.mjpg"

    def _hold(self, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
        good = good_of(wanted)
        face = draw_phone(good.text) if wanted.get("phone") else draw_pack(good)
        self._seed += 1
        self.stage.hold(Held(good.text, face, self._pose(wanted), _hold_s(wanted)))
        return self._state({})

    def _pose(self, wanted: Mapping[str, Any]) -> Pose:
        if isinstance(wanted.get("pose"), dict):
            return parse_pose(wanted["pose"])
        seed = wanted.get("seed", self._seed)
        if not isinstance(seed, int):
            raise InputRefused(Reason("lab.wrong_field", {"field": "seed", "expected": "a whole number"}))
        return pose_of(seed)

    def _picture(self, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
        path = Path(_text(wanted, "path", ""))
        photograph = read_picture(path)
        if photograph is None:
            raise InputRefused(Reason("lab.no_picture", {"path": str(path)}))
        self.stage.hold(Held(path.name, None, Pose(), _hold_s(wanted), photograph))
        return self._state({})

    def _empty(self, _: Mapping[str, Any]) -> Mapping[str, Any]:
        self.stage.empty()
        return self._state({})

    def _set_fault(self, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
        kind = _text(wanted, "kind", "")
        if kind not in FAULTS:
            raise InputRefused(Reason("lab.wrong_field", {"field": "kind", "expected": ", ".join(FAULTS)}))
        self._fault = kind
        self.camera.freeze(kind == "freeze")
        self.camera.drop(kind == "drop")
        return self._state({})

    def _state(self, _: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**self.stage.state(), "fault": self._fault, "viewers": self.camera.viewers}


def good_of(wanted: Mapping[str, Any]) -> Good:
    """Raises InputRefused when neither `gtin14` nor `text` makes sense."""
    gtin14 = _text(wanted, "gtin14", "")
    if gtin14:
        if len(gtin14) != 14 or not gtin14.isdecimal():
            raise InputRefused(Reason("lab.wrong_field", {"field": "gtin14", "expected": "14 digits"}))
        text, symbology = symbol_of_gtin(gtin14)
    else:
        text = _text(wanted, "text", "")
        default = Symbology.EAN13 if len(text) == 13 and text.isdecimal() else Symbology.QR
        named = _text(wanted, "symbology", default)
        if not text or named not in list(Symbology):
            raise InputRefused(Reason("lab.wrong_field", {"field": "text", "expected": "a text to encode"}))
        symbology = Symbology(named)
    return Good(
        text=text,
        symbology=symbology,
        names=_names(wanted, "names", text),
        size=_names(wanted, "size", ""),
        category=_text(wanted, "category", ""),
        weighed=bool(wanted.get("weighed")),
    )


def _names(wanted: Mapping[str, Any], field: str, default: str) -> Names:
    both = wanted.get(field) or {}
    if not isinstance(both, dict):
        raise InputRefused(Reason("lab.wrong_field", {"field": field, "expected": "zh and en"}))
    return Names(_text(both, "zh", default), _text(both, "en", ""))


def _text(wanted: Mapping[str, Any], field: str, default: str) -> str:
    value = wanted.get(field, default)
    if not isinstance(value, str) or len(value) > 2000:
        raise InputRefused(Reason("lab.wrong_field", {"field": field, "expected": "a text"}))
    return value


def _hold_s(wanted: Mapping[str, Any]) -> float | None:
    seconds = wanted.get("hold_s", HOLD_S)
    if seconds is None:
        return None
    if not isinstance(seconds, int | float) or not 0 < seconds <= LONGEST_HOLD_S:
        raise InputRefused(Reason("lab.wrong_field", {"field": "hold_s", "expected": "seconds, or null"}))
    return float(seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description="A camera before which drawn goods are held.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fps", type=float, default=15.0)
    options = parser.parse_args()
    shelf = ShelfCamera(options.port, options.seed, options.fps)
    shelf.camera.start()
    ready = {"ready": True, "address": shelf.camera.address, "stream": shelf.stream}
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()
    shelf.camera.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
