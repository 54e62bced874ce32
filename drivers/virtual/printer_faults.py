"""What can be wrong with a virtual printer: switches of wire and machine, and what its sensors see."""

from __future__ import annotations

from dataclasses import dataclass, fields

PAPER = ("ok", "near_end", "out")


@dataclass(slots=True)
class Faults:
    """What is wrong with the wire and the machine; see `Conditions` for paper, cover and error."""

    silent: bool = False
    """Prints, answers nothing."""
    stalled: bool = False
    """Does not read."""
    process_id: bool = True
    """False: a model without GS ( H."""
    noise: bool = False
    """Stray bytes around replies, status in the middle of them."""
    split: bool = False
    """Replies leave byte by byte."""
    lose_replies: int = 0
    """So many process IDs are lost on their way."""
    unplug_at: int | None = None
    """The cable is pulled after that many bytes from now."""
    power_cut_at: int | None = None
    """The power goes and comes after that many bytes from now."""
    out_after_lines: int | None = None
    """The paper ends after that many lines from now."""


@dataclass(slots=True)
class Conditions:
    """What the sensors see."""

    paper: str = "ok"
    """`ok`, `near_end` or `out`."""
    cover_open: bool = False
    offline: bool = False
    error: bool = False
    """The blade is jammed."""

    @property
    def blocked(self) -> bool:
        """Nothing is printed until a person came."""
        return self.offline or self.cover_open or self.error or self.paper == "out"

    @property
    def paper_sensor(self) -> int:
        """GS r 1 and the third byte of automatic status: bits 0-1 near the end, 2-3 out."""
        return {"ok": 0x00, "near_end": 0x03}.get(self.paper, 0x0F)


def change(owners: tuple[Faults, Conditions], name: str, value: object) -> None:
    """Sets the field of that name; raises ValueError for an unknown name or a value of another kind."""
    for owner in owners:
        if name in {field.name for field in fields(owner)}:
            fits = type(value) in _kinds(name) and (name != "paper" or value in PAPER)
            if not fits:
                raise ValueError(f"{value!r} is no value of {name}")
            setattr(owner, name, value)
            return
    raise ValueError(f"{name!r} is not a fault or a condition of the virtual printer")


def _kinds(name: str) -> tuple[type, ...]:
    if name == "paper":
        return (str,)
    if name == "lose_replies":
        return (int,)
    return (int, type(None)) if name in ("unplug_at", "power_cut_at", "out_after_lines") else (bool,)
