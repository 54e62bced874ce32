"""Members' segments from CSV text, a member a row:

member*     the member's reference (`m-0123456789abcdef`)
segments    separated by ;  empty: none
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kiosk.domain.csv_sheet import Column, Sheet, read_named, several
from kiosk.domain.field_checks import text
from kiosk.domain.member_segments import checked_segments
from kiosk.domain.row_checks import Checks, texts
from kiosk.errors import InputRefused, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentsRow:
    """What a row says."""

    member: str
    segments: tuple[str, ...] = ()


_CHECKS: Checks = {"member": text(1, 64), "segments": texts(text(1, 60), 50)}


def read_segments(csv_text: str, members: Collection[str]) -> Sheet[SegmentsRow]:
    """The rows for these members; raises InputRefused for other columns."""

    def objection(row: int, given: SegmentsRow) -> Reason | None:
        if given.member not in members:
            return Reason("member.row_unknown", {"row": row, "member": given.member})
        try:
            checked_segments(given.segments)
        except InputRefused as refused:
            code = "member.row_wrong" if "segment" in refused.reason.values else "member.row_has_too_many"
            return Reason(code, {"row": row, "member": given.member, **refused.reason.values})
        return None

    columns = {"member": Column("member", str, required=True), "segments": Column("segments", several)}
    return read_named(SegmentsRow, _CHECKS, csv_text, columns, "member", objection)
