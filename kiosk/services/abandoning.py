"""Abandoning: the sale of an attempt will not take its money any more, so the cloud gives back what still
comes.

A basket went to a staffed till or was given up while the close of a code once shown was under way. Kept in
the ledger with the step that made it so, and told until the cloud has heard it.
"""

from __future__ import annotations

from kiosk.ports import PutSetting, Write
from kiosk.services.visit import Bench
from kiosk.services.watching import Watching

SETTING = "abandoned_attempts"
"""The ids, by spaces, of those that had not ended when the last one was abandoned."""


class Abandoning:
    """Gives up the attempts of a sale."""

    def __init__(self, bench: Bench, watching: Watching) -> None:
        self._bench = bench
        self._watching = watching

    def writes(self, sale_id: str) -> tuple[Write, ...]:
        """To be committed with the step after which `sale_id` takes no money of its present attempts."""
        watches = tuple(self._watching)
        if not any(watch.request.sale_id == sale_id for watch in watches):
            return ()
        given_up = [one for one in watches if one.abandoned or one.request.sale_id == sale_id]
        return (PutSetting(SETTING, " ".join(one.request.attempt_id for one in given_up)),)

    def tell(self, sale_id: str) -> None:
        """Have them closed and the cloud told."""
        for watch in self._watching:
            if watch.request.sale_id == sale_id:
                self._watching.close(watch, abandon=True)

    def of_before(self) -> frozenset[str]:
        """The ids of those abandoned before a restart."""
        return frozenset((self._bench.ledger.setting(SETTING) or "").split())
