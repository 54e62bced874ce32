"""Abandoning: the sale of an attempt will not take its money any more, so the cloud gives it back.

A basket went to a staffed till or was given up, or goods were taken out of it, while the close of a code once
shown was under way. Money for goods that nobody takes is never kept: the shopper pays for what is left. Kept
in the ledger with the step that made it so, and told until the cloud has heard it.
"""

from __future__ import annotations

from kiosk.domain.basket import Basket
from kiosk.domain.unpaid import lines_beyond
from kiosk.ports import PutSetting, Write
from kiosk.services.visit import Bench
from kiosk.services.watch import Watch
from kiosk.services.watching import Watching

SETTING = "abandoned_attempts"
"""The ids, by spaces, of those that had not ended when the last one was abandoned."""

NOTHING = Basket()


class Abandoning:
    """Gives up the attempts of a sale."""

    def __init__(self, bench: Bench, watching: Watching) -> None:
        self._bench = bench
        self._watching = watching

    def writes(self, sale_id: str, keeping: Basket = NOTHING) -> tuple[Write, ...]:
        """To be committed with the step after which the basket of `sale_id` is `keeping`: attempts that asked
        for more than that are abandoned."""
        return self._kept(self._beyond(sale_id, keeping))

    def tell(self, sale_id: str, keeping: Basket = NOTHING) -> None:
        """Have them closed and the cloud told."""
        for watch in self._beyond(sale_id, keeping):
            self._watching.close(watch, abandon=True)

    def give_up(self, watch: Watch, *writes: Write) -> None:
        """This one, in a commit of its own with `writes`."""
        self._bench.commit(None, *self._kept([watch]), *writes)
        self._watching.close(watch, abandon=True)

    def of_before(self) -> frozenset[str]:
        """The ids of those abandoned before a restart."""
        return frozenset((self._bench.ledger.setting(SETTING) or "").split())

    def _beyond(self, sale_id: str, keeping: Basket) -> list[Watch]:
        return [
            watch
            for watch in self._watching
            if watch.request.sale_id == sale_id
            and not watch.abandoned
            and lines_beyond(watch.request.basket, keeping)
        ]

    def _kept(self, given_up: list[Watch]) -> tuple[Write, ...]:
        if not given_up:
            return ()
        ids = (one.request.attempt_id for one in self._watching if one.abandoned or one in given_up)
        return (PutSetting(SETTING, " ".join(ids)),)
