"""The single items of the sales that are booked, into the group's list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cloud.database.item_tables import sold_serials
from cloud.database.locks import lock_items
from cloud.items.sold import holders_of, serials_upto
from cloud.payments.attempts import raise_alarm
from cloud.payments.desk import Asker
from kiosk.domain.sale import Sale
from kiosk.domain.serials import serials_of
from kiosk.errors import Reason


async def note_serials(connection: AsyncConnection, asker: Asker, booked: Iterable[Sale]) -> None:
    """Takes the items of sales just booked into the list; the last thing of its transaction, since it takes
    a lock of the whole tenant.

    Money is money: an item that another sale has is booked all the same, and people are told.
    """
    wanted = [(item, sale) for sale in booked for item in serials_of(sale.basket)]
    if not wanted:
        return
    await lock_items(connection, asker.tenant)
    holders = await holders_of(connection, [item for item, _ in wanted])
    place = await serials_upto(connection)
    rows = []
    for item, sale in wanted:
        holder = holders.setdefault(item, sale.sale_id)
        if holder != sale.sale_id:
            about: dict[str, str | int] = {
                "gtin": item.gtin14,
                "serial": item.serial,
                "sale": sale.sale_no[:60],
                "other": holder[:60],
            }
            await raise_alarm(connection, asker.tenant, asker.store, Reason("serial.sold_twice", about))
            continue
        place += 1
        rows.append(
            {
                "tenant": asker.tenant,
                "gtin14": item.gtin14,
                "serial": item.serial,
                "store": asker.store,
                "kiosk": asker.kiosk,
                "sale_id": sale.sale_id,
                "sold": True,
                "place": place,
            }
        )
    if rows:
        await _put(connection, rows)


async def _put(connection: AsyncConnection, rows: Sequence[dict[str, object]]) -> None:
    """Items that were for sale again are in the list already."""
    put = insert(sold_serials)
    changes = {name: put.excluded[name] for name in ("store", "kiosk", "sale_id", "sold", "place")}
    await connection.execute(
        put.on_conflict_do_update(
            index_elements=["tenant", "gtin14", "serial"], set_={**changes, "changed_at": func.now()}
        ),
        rows,
    )
