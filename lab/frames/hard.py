"""The hard frames: every trouble of a camera over every kind of code, each with what a reader must say.

    python -m lab.frames --out DIR [--seed N] [--only NAME]

A frame's name and the seed say all of it. The troubles reach from what each decoder manages to what none
does: a reader is judged by how many it reads, and by never saying a text that is not there.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from PIL import Image

from drivers.camera.symbols import Grey
from kiosk.domain.barcode import Symbology
from lab.frames.codes import ALL, Code, code_of, message_of
from lab.frames.face import bent, code_middle, covered, face_of, faded, halves, label_of, shone_upon, striped
from lab.frames.view import Optics, Placed, View, paint

WIDTH, HEIGHT = 960, 540
RETAIL = (Symbology.EAN13, Symbology.EAN8, Symbology.UPCA)
OTHERS = (
    Symbology.QR,
    Symbology.CODE128,
    Symbology.DATABAR,
    Symbology.ITF,
    Symbology.DATABAR_EXPANDED,
    Symbology.DATAMATRIX,
)
CATEGORIES = ("dairy", "bakery", "fruit", "drinks", "snacks", "frozen")


@dataclass(frozen=True, slots=True)
class HardFrame:
    """One frame before it is painted. `codes` lie in it whole; nothing else may be read."""

    name: str
    trouble: str
    codes: tuple[Code, ...]
    view: View

    def picture(self) -> Grey:
        return paint(self.view)


Trouble = Callable[[random.Random, Code], View]


def hard_frames(seed: int = 1, only: str = "") -> Iterator[HardFrame]:
    """All of them in a fixed order, or the one of a name."""
    for name, trouble, symbology in _singles():
        if only in ("", name):
            yield _frame(seed, name, trouble, symbology)
    for trouble, several in SEVERAL.items():
        for number in range(5):
            name = f"{trouble}-{number}"
            if only in ("", name):
                codes, view = several(_chance(seed, name), number)
                yield HardFrame(name, trouble, codes, _seeded(view, seed, name))


def _singles() -> Iterator[tuple[str, str, Symbology]]:
    """Name, trouble and kind of the frames of one code."""
    for number, symbology in enumerate(ALL):
        yield f"plain-{number}-{symbology}", "plain", symbology
    for place, trouble in enumerate(TROUBLES):
        kinds = [RETAIL[0], RETAIL[1 + place % 2], RETAIL[0]]
        kinds += [OTHERS[(2 * place + step) % len(OTHERS)] for step in range(2)]
        for number, symbology in enumerate(kinds):
            yield f"{trouble}-{number}-{symbology}", trouble, symbology


def _frame(seed: int, name: str, trouble: str, symbology: Symbology) -> HardFrame:
    chance = _chance(seed, name)
    gs1 = symbology is Symbology.CODE128 and chance.random() < 0.5
    code = message_of(chance) if gs1 else code_of(symbology, chance)
    view = _plain(chance, code) if trouble == "plain" else TROUBLES[trouble](chance, code)
    return HardFrame(name, trouble, (code,), _seeded(view, seed, name))


def _chance(seed: int, name: str) -> random.Random:
    return random.Random(f"{seed}/{name}")


def _seeded(view: View, seed: int, name: str) -> View:
    noise = _chance(seed, name + "/noise").getrandbits(32)
    return replace(view, width=WIDTH, height=HEIGHT, seed=noise)


# One code, one trouble


def _held(
    chance: random.Random, code: Code, change: Callable[[Image.Image], Image.Image] | None = None
) -> Placed:
    """A good shown as a shopper does; `change` befalls its face first."""
    face = face_of(code, chance.choice(CATEGORIES))
    about = code_middle(code, face)
    px = min(chance.uniform(2.2, 2.8), 0.92 * WIDTH / label_of(code).width * 4)
    return Placed(
        change(face) if change else face,
        px,
        x_px=chance.uniform(-20, 20),
        y_px=chance.uniform(-20, 60),
        turn=chance.uniform(-6, 6),
        yaw=chance.uniform(-8, 8),
        pitch=chance.uniform(-8, 8),
        about=about,
    )


def _plain(chance: random.Random, code: Code) -> View:
    return View([_held(chance, code)])


def _turn(chance: random.Random, code: Code) -> View:
    return View([replace(_held(chance, code), turn=chance.uniform(15, 345))])


def _yaw(chance: random.Random, code: Code) -> View:
    return View([replace(_held(chance, code), yaw=chance.choice((-1, 1)) * chance.uniform(38, 60))])


def _pitch(chance: random.Random, code: Code) -> View:
    return View([replace(_held(chance, code), pitch=chance.choice((-1, 1)) * chance.uniform(40, 68))])


def _defocus(chance: random.Random, code: Code) -> View:
    held = _held(chance, code)
    return View([held], Optics(defocus_px=held.px_a_module * chance.uniform(0.6, 1.2)))


def _motion(chance: random.Random, code: Code) -> View:
    held = _held(chance, code)
    length = held.px_a_module * chance.uniform(0.8, 2.0)
    return View([held], Optics(motion_px=length, motion_turn=held.turn + chance.uniform(-20, 20)))


def _noise(chance: random.Random, code: Code) -> View:
    return View([_held(chance, code)], Optics(noise=chance.uniform(16, 44), light=0.7))


def _dim(chance: random.Random, code: Code) -> View:
    optics = Optics(
        noise=chance.uniform(4, 8), light=chance.uniform(0.15, 0.35), shade=chance.uniform(0.3, 0.8)
    )
    return View([_held(chance, code)], optics)


def _glare(chance: random.Random, code: Code) -> View:
    share, aside, down = chance.uniform(0.2, 0.75), chance.uniform(-60, 60), chance.uniform(-0.5, 0.5)
    label = label_of(code)

    def lit(face: Image.Image) -> Image.Image:
        x, y = code_middle(code, face)
        return shone_upon(face, share, (x + aside, y + down * label.height / 2), label.size)

    return View([_held(chance, code, lit)])


def _curve(chance: random.Random, code: Code) -> View:
    degrees = chance.uniform(80, 165)
    return View([_held(chance, code, lambda face: bent(face, degrees))])


def _faint(chance: random.Random, code: Code) -> View:
    left = chance.uniform(0.1, 0.4)
    return View([_held(chance, code, lambda face: faded(face, left))])


def _small(chance: random.Random, code: Code) -> View:
    return View([replace(_held(chance, code), px_a_module=chance.uniform(1.1, 1.9))])


def _all_at_once(chance: random.Random, code: Code) -> View:
    """A little of each, as a hurried hand gives it."""
    degrees = chance.uniform(20, 70)
    held = _held(chance, code, lambda face: bent(faded(face, 0.7), degrees))
    held = replace(held, turn=chance.uniform(-40, 40), yaw=chance.uniform(-30, 30))
    optics = Optics(
        defocus_px=held.px_a_module * chance.uniform(0.2, 0.5),
        motion_px=held.px_a_module * chance.uniform(0.2, 0.8),
        motion_turn=chance.uniform(0, 180),
        noise=chance.uniform(5, 12),
        light=chance.uniform(0.5, 1.0),
        shade=chance.uniform(0, 0.4),
    )
    return View([held], optics)


TROUBLES: dict[str, Trouble] = {
    "turn": _turn,
    "yaw": _yaw,
    "pitch": _pitch,
    "defocus": _defocus,
    "motion": _motion,
    "noise": _noise,
    "dim": _dim,
    "glare": _glare,
    "curve": _curve,
    "faint": _faint,
    "small": _small,
    "all-at-once": _all_at_once,
}


# Several codes, part of one, none


def _two(chance: random.Random, number: int) -> tuple[tuple[Code, ...], View]:
    """Two goods side by side, or one half over the other's code."""
    one, other = (code_of(RETAIL[(number + step) % 3], chance) for step in range(2))
    px = chance.uniform(1.9, 2.1)
    placed = [
        replace(_held(chance, code), px_a_module=px, x_px=side * chance.uniform(180, 205))
        for code, side in ((one, -1), (other, 1))
    ]
    if number == 4:  # the second stands half before the first
        placed[1] = replace(placed[1], x_px=placed[0].x_px + 150)
        return (other,), View(placed)
    return (one, other), View(placed)


def _part(chance: random.Random, number: int) -> tuple[tuple[Code, ...], View]:
    """Cut by the picture's edge, under a thumb, or halves of two that are no third."""
    one, other = (code_of(Symbology.EAN13, chance) for _ in range(2))
    held = _held(chance, one)
    if number < 2:
        edge = (-1, 1)[number] * (WIDTH / 2 - chance.uniform(-30, 30))
        return (), View([replace(held, x_px=edge)])
    label = label_of(one)
    if number == 2:
        left = chance.uniform(0.3, 0.5)
        return (), View([Placed(covered(label, left, left + 0.2), held.px_a_module)])
    joined = halves(label, label_of(other)) if number == 3 else halves(label_of(other), label)
    return (), View([Placed(joined, held.px_a_module, turn=held.turn)])


def _none(chance: random.Random, number: int) -> tuple[tuple[Code, ...], View]:
    """An empty counter, a pack's front, stripes that are no code."""
    if number == 0:
        return (), View()
    if number == 1:
        front = face_of(code_of(Symbology.EAN13, chance), "dairy").crop((0, 0, 620, 380))
        return (), View([Placed(front, 3.0, turn=chance.uniform(-20, 20))])
    return (), View([Placed(striped(chance), chance.uniform(1.8, 3), turn=chance.uniform(-30, 30))])


SEVERAL = {"two": _two, "part": _part, "none": _none}
